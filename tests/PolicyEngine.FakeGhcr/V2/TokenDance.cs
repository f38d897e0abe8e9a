using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace PolicyEngine.Fakes;

/// <summary>What a request to the registry may do.</summary>
internal readonly record struct Grant(FakeToken? Token, string Repository, bool Push);

/// <summary>Tokens of the registry: given out at <c>/token</c>, short-lived, for one repository.</summary>
internal sealed class TokenDance(GhcrState state, Scenario scenario)
{
    private readonly ConcurrentDictionary<string, (Grant Grant, DateTimeOffset Expires)> _issued = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>Answers <c>GET /token</c>.</summary>
    public Answer Issue(Call call)
    {
        if (!call.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && call.Scheme.Length > 0)
        {
            return Answer.Registry(401, "UNAUTHORIZED", "authentication required");
        }

        var token = call.TokenValue(decodeBearer: false) is { } value ? state.FindToken(value) : null;
        if (call.Scheme.Length > 0 && token is not { Kind: not TokenKind.FineGrained })
        {
            return Answer.Registry(403, "DENIED", "denied: denied");
        }

        if (
            call
                .Context.Request.Query["scope"]
                .Skip(1)
                .Any(scope => scope?.Split(':') is not ["repository", var other, _] || !MayUse(token, other, push: false))
        )
        {
            return Answer.Registry(403, "DENIED", "requested access to the resource is denied");
        }

        if ((call.Query("scope") ?? "").Split(':') is not ["repository", var repository, var actions])
        {
            return Answer.Json(200, new JsonObject { ["token"] = Remember(new Grant(token, "", false)) });
        }

        var push = actions.Split(',').Contains("push");
        if (!MayUse(token, repository, push))
        {
            return token is null
                ? Answer.Registry(401, "UNAUTHORIZED", "authentication required")
                : Answer.Registry(403, "DENIED", "requested access to the resource is denied");
        }

        return Answer.Json(200, new JsonObject { ["token"] = Remember(new Grant(token, repository, push)) });
    }

    /// <summary>Whether a request may pass; the answer is the challenge or the refusal.</summary>
    public Answer? Check(Call call, string repository, bool push)
    {
        if (!call.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return Challenge(call, Asked(repository), push);
        }

        if (_issued.TryGetValue(call.Credential, out var entry))
        {
            return
                entry.Expires > state.Clock.GetUtcNow()
                && entry.Grant.Repository.Equals(repository, StringComparison.OrdinalIgnoreCase)
                && (entry.Grant.Push || !push)
                ? null
                : Challenge(call, Asked(repository), push);
        }

        var token = call.TokenValue(decodeBearer: true) is { Length: > 0 } value ? state.FindToken(value) : null;
        return token is null ? Challenge(call, Asked(repository), push)
            : MayUse(token, repository, push) ? null
            : Answer.Registry(403, "DENIED", "requested access to the resource is denied");
    }

    public static Answer Challenge(Call call, string repository, bool push)
    {
        var answer = Answer.Registry(401, "UNAUTHORIZED", "authentication required");
        answer.Headers["www-authenticate"] =
            $"Bearer realm=\"{call.BaseUrl}/token\",service=\"ghcr.io\",scope=\"repository:{repository}:{(push ? "pull,push" : "pull")}\"";
        return answer;
    }

    private string Asked(string repository) => scenario.PlaceholderScope ? "user/image" : repository;

    private string Remember(Grant grant)
    {
        var text = "fake-registry-token-" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _issued[text] = (grant, state.Clock.GetUtcNow().AddSeconds(scenario.TokenLifetimeSeconds));
        return text;
    }

    private bool MayUse(FakeToken? token, string repository, bool push)
    {
        var package = state.Find(repository);
        if (token is null)
        {
            return !push && package is { Public: true };
        }

        return token.Kind != TokenKind.FineGrained
            && token.Has(push ? "write:packages" : "read:packages")
            && package is not null
            && ((package.Public && !push) || token.RoleFor(package) >= (push ? PackageRole.Write : PackageRole.Read));
    }
}
