namespace PolicyEngine.Fakes;

/// <summary>The packages part of GitHub's REST API.</summary>
internal sealed class RestApi(GhcrState state, Scenario scenario)
{
    /// <summary>Answers a request; <paramref name="segments"/> are those after the base path.</summary>
    public Answer Answer(Call call, ReadOnlySpan<string> segments)
    {
        if (call.Context.Request.Headers.UserAgent.Count == 0)
        {
            return Fakes.Answer.Rest(
                403,
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
            );
        }

        var value = call.TokenValue(decodeBearer: false);
        if (segments is ["users", var login] && call.Method == "GET")
        {
            return value is not null && state.FindToken(value) is null ? Fakes.Answer.Rest(401, "Bad credentials") : Owner(login);
        }

        if (value is null)
        {
            return Fakes.Answer.Rest(401, "Requires authentication");
        }

        if (state.FindToken(value) is not { } token)
        {
            return Fakes.Answer.Rest(401, "Bad credentials");
        }

        var answer = segments switch
        {
            ["user"] when call.Method == "GET" => Self(token),
            ["orgs", var owner, "packages", .. var rest] when TypeIs(owner, "Organization") => Packages(call, token, owner, "orgs", rest),
            ["users", var owner, "packages", .. var rest] when TypeIs(owner, "User") => Packages(call, token, owner, "users", rest),
            ["user", "packages", .. var rest] => token.Login is { } self
                ? Packages(call, token, self, "user", rest)
                : Fakes.Answer.Rest(403, "Resource not accessible by integration"),
            _ => NotFound,
        };
        if (token.Kind == TokenKind.Classic)
        {
            answer.Headers["x-oauth-scopes"] = string.Join(", ", token.Scopes);
            answer.Headers["x-accepted-oauth-scopes"] = "read:packages";
        }

        return answer;
    }

    private static Answer NotFound => Fakes.Answer.Rest(404, "Not Found");

    private bool TypeIs(string owner, string type) => state.TypeOf(owner) == type;

    private Answer Owner(string login) =>
        state.TypeOf(login) is { } type
            ? Fakes.Answer.Json(
                200,
                new System.Text.Json.Nodes.JsonObject
                {
                    ["login"] = login,
                    ["id"] = 1,
                    ["type"] = type,
                }
            )
            : NotFound;

    private Answer Self(FakeToken token) =>
        token switch
        {
            { Kind: TokenKind.Actions } or { Login: null } => Fakes.Answer.Rest(403, "Resource not accessible by integration"),
            _ => Owner(token.Login),
        };

    private Answer Packages(Call call, FakeToken token, string owner, string family, ReadOnlySpan<string> rest)
    {
        if (token.Kind == TokenKind.FineGrained)
        {
            return Fakes.Answer.Rest(403, "Resource not accessible by personal access token");
        }

        if (rest is [])
        {
            return List(call, token, owner, family);
        }

        if (rest is not ["container", var name, .. var under])
        {
            return NotFound;
        }

        var endpoint = new PackageEndpoint(state, scenario, call, token, family);
        return endpoint.Answer(owner, name, under.ToArray());
    }

    private Answer List(Call call, FakeToken token, string owner, string family)
    {
        if (call.Query("package_type") != "container")
        {
            return Fakes.Answer.Rest(400, "Invalid argument. package_type is required.");
        }

        if (token.Kind == TokenKind.Actions)
        {
            return Fakes.Answer.Rest(403, "Resource not accessible by integration");
        }

        if (!token.Has("read:packages"))
        {
            return Fakes.Answer.Rest(403, "You need at least read:packages scope to list packages.");
        }

        var visible = state
            .Packages.Where(p => p.DeletedAt is null && p.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase))
            .Where(p => p.Public || (family != "users" && token.RoleFor(p) > PackageRole.None))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .ToArray();
        return Paging.Page(call, scenario, visible, p => RestJson.Package(p, scenario, state.Clock));
    }
}
