using System.CommandLine;
using System.Globalization;
using PolicyEngine.Planning;

namespace PolicyEngine.Cli.Options;

/// <summary><c>--allow-limit</c>: a plan over <c>max-delete</c> that somebody approves once, bound to its number of images.</summary>
internal sealed class ApprovalOption
{
    private readonly Option<string[]> _approved = new("--allow-limit")
    {
        Description = "Allow this run to delete N images where 'max-delete' allows fewer; a larger plan is still refused (repeatable)",
        HelpName = "[REPOSITORY=]N",
    };

    /// <summary>Creates the option.</summary>
    public ApprovalOption() =>
        _approved.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (Parse(token.Value) is null)
                {
                    result.AddError(
                        $"--allow-limit: '{token.Value}' is not a whole number of at least 1, or REPOSITORY=N as in ghcr.io/acme/web=197."
                    );
                }
            }
        });

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_approved);

    /// <summary>What is approved; the last one counts for a repository that is named twice.</summary>
    public ApprovedDeletions Of(ParseResult parsed)
    {
        var result = ApprovedDeletions.None;
        foreach (var (repository, number) in (parsed.GetValue(_approved) ?? []).Select(text => Parse(text)!.Value))
        {
            result = repository is null
                ? result with
                {
                    Everywhere = number,
                }
                : result with
                {
                    ByRepository = result.ByRepository.SetItem(repository, number),
                };
        }

        return result;
    }

    private static (string? Repository, int Number)? Parse(string text)
    {
        var equals = text.LastIndexOf('=');
        return
            equals != 0
            && int.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            ? (equals < 0 ? null : text[..equals], number)
            : null;
    }
}
