using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using PolicyEngine.Cli.Running;
using PolicyEngine.Inputs;

namespace PolicyEngine.Cli.Options;

/// <summary>The values of inputs: <c>--set NAME=VALUE</c>, else environment variables.</summary>
internal static class InputOption
{
    private const string Name = "--set";

    /// <summary>Creates the option.</summary>
    public static Option<string[]> Create()
    {
        var option = new Option<string[]>(Name)
        {
            Description =
                "The value of an input of the policies (repeatable; also: "
                + "POLICYENGINE_INPUT_NAME). A list takes several, separated by commas",
            HelpName = "NAME=VALUE",
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
                {
                    result.AddError($"{Name}: '{Text.TerminalText.Escape(token.Value, 60)}' is not NAME=VALUE.");
                }
            }
        });
        return option;
    }

    /// <summary>The values of a command; of one that has no such option, those of environment variables.</summary>
    /// <param name="context">The command.</param>
    /// <param name="hasVariables">Whether environment variables count.</param>
    public static InputValues Of(CommandContext context, bool hasVariables = true)
    {
        var given = context
            .Parsed.CommandResult.Children.FirstOrDefault(child => child is OptionResult { Option.Name: Name })
            ?.Tokens.Select(token => token.Value)
            ?? [];
        var values = InputValues.None.Given;
        foreach (var text in given)
        {
            var (name, value) = (
                text[..text.IndexOf('=', StringComparison.Ordinal)],
                text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]
            );
            values = values.SetItem(name, values.GetValueOrDefault(name, ImmutableArray<string>.Empty).Add(value));
        }

        return InputValues.None with
        {
            Given = values,
            Variable = hasVariables ? context.Environment.Variable : InputValues.None.Variable,
        };
    }
}
