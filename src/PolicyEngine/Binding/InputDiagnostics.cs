using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Binding;

/// <summary>The diagnostics of inputs.</summary>
internal static class InputDiagnostics
{
    public static readonly DiagnosticDescriptor NotDeclared = new(
        "PE2075",
        "Use of an input that is not declared",
        "'{0}' is not an input of the policy.{1}",
        DiagnosticSeverity.Error,
        """
        `${{ inputs.pr }}` stands for a value that is given with each run. The policy declares each of its inputs:

            inputs:
              pr: { type: number }
        """
    );

    public static readonly DiagnosticDescriptor NoValue = new(
        "PE2076",
        "Input without a value",
        "The input '{0}' has no value: {1}, or give it a 'default'.",
        DiagnosticSeverity.Error,
        "An input without a `default` needs a value in each run, by `--set NAME=VALUE` or by the "
            + "environment variable `POLICYENGINE_INPUT_NAME`, and in policy tests under `inputs`. "
            + "`apply` needs none: the plan was made with them."
    );

    public static readonly DiagnosticDescriptor BadValue = new(
        "PE2077",
        "Value that an input cannot have",
        "The value '{0}' of the input '{1}' ({2}) {3}.",
        DiagnosticSeverity.Error,
        "The value must be of the `type` that the input declares: `text`, `number` (digits only), `duration`, "
            + "`size`, or `list` (items separated by commas). It is never empty, has no line breaks or other "
            + "control characters, and is taken as it is: an expression in it is not evaluated."
    );

    public static readonly DiagnosticDescriptor UnknownInput = new(
        "PE2078",
        "Value for an input that no policy declares",
        "'{0}' is not an input of {1}.{2}",
        DiagnosticSeverity.Error,
        "A misspelt name would leave the input that was meant at its default. Environment variables that no policy asks for are ignored."
    );

    public static readonly DiagnosticDescriptor BadExpression = new(
        "PE2079",
        "Expression that cannot be read",
        "'{0}' cannot be read: {1}.",
        DiagnosticSeverity.Error,
        "The only expressions are `${{ inputs.NAME }}`. They are replaced inside "
            + "values, and may stand beside other text: `pr-${{ inputs.pr }}-*`."
    );

    public static readonly DiagnosticDescriptor Misplaced = new(
        "PE2080",
        "Input where none can stand",
        "The input '{0}' cannot stand here: {1}.",
        DiagnosticSeverity.Error,
        "The value of an input stands for itself, and never changes what a pattern or a policy means. So an "
            + "input cannot stand in a key, inside of a class `[…]`, a count `{…}` or an escape, "
            + "nor in what other inputs are declared by. A list stands alone, as an item of a list."
    );

    public static readonly DiagnosticDescriptor BadName = new(
        "PE2081",
        "Name that an input cannot have",
        "'{0}' cannot be the name of an input: {1}.",
        DiagnosticSeverity.Error,
        "A name begins with a letter, followed by letters, digits, `-` and `_`. It is given by `POLICYENGINE_INPUT_` "
            + "and the name in capitals, with `_` for `-`, so that two names must not be the same there."
    );

    public static readonly DiagnosticDescriptor BadHere = new(
        "PE2082",
        "Value of an input that does not fit its place",
        "The value '{0}' of the input '{1}' cannot stand here: {2}.",
        DiagnosticSeverity.Error,
        "Where a number, a duration, a size or a version range is expected, the value of an input has only letters, "
            + "digits, `.`, `+` and `-`: a value such as `1.0.0 || *` would change what the policy selects."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [NotDeclared, NoValue, BadValue, UnknownInput, BadExpression, Misplaced, BadName, BadHere];
}
