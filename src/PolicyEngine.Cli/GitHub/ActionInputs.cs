using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The inputs of the action. Immutable.</summary>
/// <param name="valueOf">The value of an input by its name in <c>action.yml</c>; null or empty where it is not set.</param>
internal sealed class ActionInputs(Func<string, string?> valueOf)
{
    /// <summary>The inputs that make a policy; as soon as one is set, no policy file is looked for.</summary>
    public static readonly IReadOnlyList<string> OfPolicy = ["keep-newest", "older-than", "delete-untagged", "keep-tags", "delete-tags"];

    /// <summary>The inputs of a step, which the action passes in <c>INPUT_…</c> variables.</summary>
    public static ActionInputs Of(CliEnvironment environment) =>
        new(name => environment.Variable("INPUT_" + name.ToUpperInvariant().Replace('-', '_')));

    /// <summary>An input as text; null where it is not set.</summary>
    public string? Text(string name) => valueOf(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>An input that is true or false.</summary>
    /// <exception cref="CliException">It is neither.</exception>
    public bool Flag(string name, bool @default = false) =>
        Text(name)?.ToLowerInvariant() switch
        {
            null => @default,
            "true" => true,
            "false" => false,
            _ => throw CliException.Usage($"{name}: '{Text(name)}' is neither true nor false."),
        };

    /// <summary>An input that is a list: separated by blanks, commas or line ends.</summary>
    public IReadOnlyList<string> List(string name) =>
        (Text(name) ?? "").Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>An input that is a list of words, some of them perhaps in quotes.</summary>
    /// <exception cref="CliException">A quote is not closed.</exception>
    public IReadOnlyList<string> Words(string name) => ShellWords.Split(Text(name) ?? "", name);

    /// <summary>The lines of an input.</summary>
    public IReadOnlyList<string> Lines(string name) =>
        (Text(name) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
