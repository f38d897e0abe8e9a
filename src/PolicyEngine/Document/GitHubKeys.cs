using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Facts;
using PolicyEngine.Policies;

namespace PolicyEngine.Document;

/// <summary>The keys that say which repository on GitHub is asked, and where.</summary>
internal static class GitHubKeys
{
    /// <summary>The repository.</summary>
    public static readonly Property<string> Repository = new(
        "repository",
        new TextType(),
        "The repository as OWNER/NAME. By default $GITHUB_REPOSITORY, else that of the clone's remote."
    )
    {
        Examples = ["acme/web"],
    };

    /// <summary>The API.</summary>
    public static readonly Property<string> ApiUrl = new(
        "api-url",
        new TextType(),
        "The base URL of GitHub's REST API, for GitHub Enterprise Server."
    )
    {
        Examples = ["https://ghe.example.com/api/v3"],
    };

    /// <summary>Reads both; false after reporting what is wrong.</summary>
    public static bool TryRead(PropertyBag bag, BindingContext context, out string? repository, out Uri? url)
    {
        url = null;
        repository = bag.Get(Repository, null!);
        if (repository is not null && !GitHubRepositoryName.IsRepository(repository))
        {
            context.Report(FactDiagnostics.BadRepository, bag.Nodes[Repository], Quote.Cap(repository));
            return false;
        }

        if (!bag.TryGet(ApiUrl, out var text))
        {
            return true;
        }

        url = TargetParser.ParseUrl(text, insecure: false, out var problem);
        if (url is null)
        {
            context.Report(PolicyDiagnostics.BadUrl, bag.Nodes[ApiUrl], Quote.Cap(text), ApiUrl.Keyword, problem);
        }

        return url is not null;
    }
}
