using System.Globalization;
using System.Net;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Requests to a registry with its authentication: the one door through which providers speak HTTP. Thread-safe.</summary>
internal sealed class RegistryHttp(RegistryEndpoint endpoint, HttpTransport transport, IAuthenticator authenticator, WarningLog warnings)
{
    /// <summary>Without a token, with one, and with one that was renewed or widened.</summary>
    private const int Attempts = 3;

    /// <summary>Sends a request, answers challenges, and returns the answer whatever its status.</summary>
    /// <exception cref="RegistryException">There is no answer that may be read, or no way to authenticate.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal async Task<RegistryResponse> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var authorization = await authenticator.GetAuthorizationAsync(request.Scope, cancellationToken).ConfigureAwait(false);
            var response = await transport
                .SendAsync(request with { Authorization = authorization }, cancellationToken)
                .ConfigureAwait(false);
            warnings.Take(response);
            if (
                response.Status != HttpStatusCode.Unauthorized
                || response.LeftOrigin
                || attempt == Attempts
                || !await authenticator.AnswerAsync(request.Scope, authorization, response, cancellationToken).ConfigureAwait(false)
            )
            {
                // A proxy's page with status 200 says nothing of what became of a change.
                return request.IsRead || !response.IsSuccess || !WebPage.Is(response)
                    ? response
                    : throw new RegistryException($"{Redaction.Show(request.Uri)}: the response is a web page.");
            }
        }
    }

    /// <summary>Says in a sentence why an answer is not the one that was asked for.</summary>
    /// <param name="action">What was to be done, as in "could not … URL".</param>
    internal RegistryException Failure(RegistryResponse response, string action)
    {
        var what = $"Could not {action} {Redaction.Show(response.Uri)} on '{Redaction.Show(endpoint.Name)}'";
        var status = ((int)response.Status).ToString(CultureInfo.InvariantCulture);
        var error = ErrorBody.Read(response);
        var detail = error.Text.Length > 0 ? $" ({status}, {error.Text})" : $" (status {status})";
        var message = response.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !RetryAfter.IsRateLimit(response) =>
                $"{what}{detail}: {authenticator.Identity}.",
            _ when RetryAfter.IsRateLimit(response) =>
                $"{what}: too many requests{detail}{(RetryAfter.Describe(response) is { } wait ? "; " + wait : "")}.",
            _ => $"{what}{detail}.",
        };
        return new RegistryException(response.IsPastDeadline ? $"{message} {RunDeadline.Text}" : message, response.Status)
        {
            LimitedFor = response.LimitedFor,
        };
    }
}
