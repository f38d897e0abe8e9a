using System.CommandLine;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Options;

/// <summary>What arguments may be.</summary>
internal static class ArgumentRules
{
    /// <summary>Lets a misspelt option be an error of its own instead of a file that does not exist.</summary>
    public static void RejectOptions(Argument argument, Command command) =>
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value is ['-', _, ..])
                {
                    result.AddError($"'{token.Value}' is not a known option.{UsageErrors.SuggestOption(token.Value, command)}");
                }
            }
        });
}
