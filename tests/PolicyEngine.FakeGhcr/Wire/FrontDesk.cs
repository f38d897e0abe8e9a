using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace PolicyEngine.Fakes;

/// <summary>Takes every request: counts it, lets faults strike, asks one of the two APIs, and writes the answer.</summary>
internal sealed class FrontDesk(GhcrState state, Scenario scenario, Traffic traffic, FaultList faults, TimeProvider clock)
{
    private readonly RestApi _rest = new(state, scenario);
    private readonly RegistryApi _registry = new(state, scenario);
    private readonly RateLimits _limits = new(scenario, clock);

    public async Task AnswerAsync(HttpContext context)
    {
        var call = new Call(context);
        var side = call.Segments is ["api", "v3", ..] ? Side.Rest : Side.Registry;
        var record = new RecordedRequest(side, call.Method, call.Target, clock.GetUtcNow(), call.Scheme.Length > 0);
        var inFlight = traffic.Enter(record);
        try
        {
            if (scenario.LatencyMilliseconds > 0)
            {
                await Task.Delay(scenario.LatencyMilliseconds, context.RequestAborted);
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await RespondAsync(call, side, inFlight, body.ToArray());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        finally
        {
            traffic.Leave(record, context.Response.StatusCode);
        }
    }

    private async Task RespondAsync(Call call, Side side, int inFlight, byte[] body)
    {
        var struck = faults.Strike($"{call.Method} {call.Target}");
        Answer answer;
        lock (state.Gate)
        {
            foreach (var fault in struck)
            {
                fault.Before?.Invoke(state);
            }

            // What is refused is not carried out; what fails on the way back is.
            answer =
                struck.Any(fault => fault is { Kind: FaultKind.Status, Status: >= 400 and < 500 }) ? new Answer(500, [], "text/plain")
                : side == Side.Rest ? AskRest(call, inFlight)
                : _registry.Answer(call, body);
        }

        switch (struck.FirstOrDefault(f => f.Kind is not null))
        {
            case { Kind: FaultKind.Hang }:
                await Task.Delay(Timeout.Infinite, call.Context.RequestAborted);
                return;
            case { Kind: FaultKind.Cut }:
                await CutAsync(call.Context, answer);
                return;
            case { Kind: FaultKind.ShortPage } fault when answer.Page is { Count: > 0 } page:
                page.RemoveAt(page.Count - 1);
                answer = answer with
                {
                    Body = System.Text.Encoding.UTF8.GetBytes(page.ToJsonString()),
                    Tagged = fault.KeepsETag ? answer.Body : null,
                };
                break;
            case { Kind: FaultKind.Garbage }:
                answer = new Answer(
                    200,
                    "<!DOCTYPE html><html><body>Unicorn! · GitHub</body></html>"u8.ToArray(),
                    "text/html; charset=utf-8"
                );
                break;
            case { Kind: FaultKind.Headers } fault:
                foreach (var (name, value) in fault.Headers)
                {
                    answer.Headers[name] = value;
                }

                break;
            case { Kind: FaultKind.Status } fault:
                answer = new Answer(fault.Status, System.Text.Encoding.UTF8.GetBytes(fault.Body), fault.ContentType)
                {
                    Headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase),
                };
                foreach (var (name, value) in fault.Headers)
                {
                    answer.Headers[name] = value;
                }

                break;
        }

        await WriteAsync(call, side, answer);
    }

    private Answer AskRest(Call call, int inFlight)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var answer = _limits.Count(call.Credential, call.Method, inFlight, headers) ?? _rest.Answer(call, call.Segments.AsSpan(2));
        foreach (var (name, value) in headers)
        {
            answer.Headers[name] = value;
        }

        return answer;
    }

    private async Task WriteAsync(Call call, Side side, Answer answer)
    {
        var response = call.Context.Response;
        if (side == Side.Rest && call.Method == "GET" && answer.Status == 200)
        {
            var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(answer.Tagged ?? answer.Body))}\"";
            response.Headers.ETag = tag;
            if (call.Context.Request.Headers.IfNoneMatch == tag)
            {
                _limits.Forgive(call.Credential);
                answer = answer with { Status = 304, Body = [] };
            }
        }

        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status is 204 or 304)
        {
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (call.Method != "HEAD")
        {
            await response.Body.WriteAsync(answer.Body, call.Context.RequestAborted);
        }
    }

    private static async Task CutAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length + 1;
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }
}
