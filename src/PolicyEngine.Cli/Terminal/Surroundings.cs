namespace PolicyEngine.Cli.Terminal;

/// <summary>What counts beside the command line, and what the program tells programs: for the help.</summary>
internal static class Surroundings
{
    /// <summary>The environment variables that count.</summary>
    public static IReadOnlyList<(string Name, string Text)> Variables { get; } =
    [
        (
            "POLICYENGINE_TOKEN",
            "token for ghcr, before GITHUB_TOKEN; for other registries a password; sent only to hosts that the " + "command line names"
        ),
        ("POLICYENGINE_TOKEN_HOSTS", "further hosts that tokens may be sent to"),
        ("GITHUB_TOKEN", "token for GitHub's own hosts and those of GITHUB_API_URL and GITHUB_SERVER_URL"),
        ("DOCKER_CONFIG", "folder of Docker's config.json, with logins and credential helpers"),
        ("REGISTRY_AUTH_FILE", "logins of podman and skopeo, if Docker has none"),
        ("POLICYENGINE_INPUT_NAME", "value of the input NAME of a policy; --set comes first"),
        ("GITHUB_API_URL", "base URL of GitHub's REST API"),
        ("GITHUB_REPOSITORY", "repository whose pull requests count, and whose package init takes"),
        ("GITHUB_STEP_SUMMARY", "job summary: --report appends to this file"),
        ("XDG_CACHE_HOME", "folder of the cache, if --cache is not given"),
        ("CI", "where it is set, apply and run do not ask for --yes"),
        ("NO_COLOR, FORCE_COLOR", "disable or enable colors"),
    ];

    /// <summary>The exit codes.</summary>
    public static IReadOnlyList<(string Name, string Text)> ExitCodes { get; } =
    [
        ("0", "done, also when a plan has deletions"),
        ("1", "the check failed: policy errors, failed tests, a limit refused the plan, the plan is stale"),
        ("2", "wrong usage"),
        ("3", "a repository could not be read completely: nothing was deleted in it"),
        ("4", "something that should have been done was not, or output could not be written completely"),
        ("10", "there is something to delete (--detailed-exitcode)"),
        ("130", "cancelled"),
    ];
}
