using System.Text.RegularExpressions;
using PolicyEngine.Cli.Running;

namespace PolicyEngine.Cli.Options;

/// <summary>Where the policies of a workflow can be looked at: the files of the commit that it runs for.</summary>
internal static partial class SourceAddress
{
    /// <summary>The address of the current folder, with a slash at its end;
    /// null outside a workflow, or outside of what it checked out.</summary>
    public static string? Of(CommandContext context)
    {
        string Variable(string name) => context.Environment.Variable(name) ?? "";
        var (server, repository, commit, workspace) = (
            Variable("GITHUB_SERVER_URL"),
            Variable("GITHUB_REPOSITORY"),
            Variable("GITHUB_SHA"),
            Variable("GITHUB_WORKSPACE")
        );
        if (
            !Server().IsMatch(server)
            || !Repository().IsMatch(repository)
            || !Commit().IsMatch(commit)
            || !Path.IsPathFullyQualified(workspace)
        )
        {
            return null;
        }

        var folder = Path.GetRelativePath(workspace, context.Environment.CurrentDirectory).Replace(Path.DirectorySeparatorChar, '/');
        return folder == ".." || folder.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(folder)
            ? null
            : $"{server}/{repository}/blob/{commit}/"
                + $"{(folder == "." ? "" : string.Join('/', folder.Split('/').Select(Uri.EscapeDataString)) + "/")}";
    }

    [GeneratedRegex(@"^https://[A-Za-z0-9.:-]+\z")]
    private static partial Regex Server();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+\z")]
    private static partial Regex Repository();

    [GeneratedRegex(@"^[0-9a-f]{40,64}\z")]
    private static partial Regex Commit();
}
