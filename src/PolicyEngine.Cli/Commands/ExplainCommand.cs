using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;
using PolicyEngine.Explaining;
using PolicyEngine.Policies;
using PolicyEngine.Reference;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>explain REF [POLICY…]</c>: why a tag or a digest is as it is, or the page of a diagnostic.</summary>
internal static class ExplainCommand
{
    private const int MostNotFound = 5;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var reference = new Argument<string>("REF")
        {
            Description =
                "A tag, a digest or at least six digits of one, also as registry/repository:tag or "
                + "registry/repository@digest; or the id of a diagnostic, as in PE1007",
        };
        var reporting = new ReportingOptions(ReportFormats.Explanations.Names);
        var making = new PlanMaking();
        var command = new DocumentedCommand("explain", "Explain why a tag or a digest is kept or deleted, or what a diagnostic means")
        {
            Examples =
            [
                ("pr-7", "Why the image with this tag is kept or deleted"),
                ("ghcr.io/acme/web@sha256:0123456789ab", "The same for a digest of one repository"),
                ("PE2010", "What a diagnostic means"),
            ],
        };
        command.Arguments.Add(reference);
        reporting.AddTo(command);
        making.AddTo(command);
        ArgumentRules.RejectOptions(reference, command);
        runner.Bind(command, async (context, isVerbose, cancellationToken) =>
        {
            var written = context.Parsed.GetValue(reference)!;
            if (IsDiagnosticId(written))
            {
                WritePage(context, written);
                return ExitCode.Done;
            }

            var options = reporting.Create(context, isVerbose);
            reporting.Check(context);
            var (target, text) = Split(written);
            var inputs = await making
                .GatherAsync(
                    context,
                    reporting.Format(context.Parsed),
                    target is null ? making.Planning.Targets(context.Parsed) : [target],
                    PlanningGuide.OfEverything,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (inputs is null)
            {
                return ExitCode.Failed;
            }

            new PolicyReach(context, inputs.Compilation.Policies).TellSetAside(inputs.Graphs);
            var wanted = target is null ? null : TargetList.Parse(target);
            var all = inputs
                .Graphs.Where(g => wanted?.Covers(g.Info.Registry, g.Info.Name) ?? true)
                .OrderBy(g => g.Info.FullName, StringComparer.Ordinal)
                .Select(g => Explainer.Explain(inputs.Compilation, g, inputs.Now, inputs.Options, text))
                .ToArray();
            if (all.Length == 0)
            {
                throw CliException.Failed("No repository to search.");
            }

            var found = all.Where(e => e.Match != ReferenceMatch.NotFound).ToArray();
            var shown = found.Length > 0 ? found : all[..Math.Min(all.Length, MostNotFound)];
            reporting.Write(context, options, (format, how, stream) => ReportFormats.Explanations.Find(format)!.Write(shown, how, stream));
            var code = RepositoryArgument.TellIncomplete(context, inputs.Graphs, inputs.IsIncomplete);
            return Math.Max(code, shown.All(e => e.Subject is null) ? ExitCode.Failed : ExitCode.Done);
        });
        return command;
    }

    /// <summary>Whether a reference is the id of a diagnostic: one there is, or what could only be one.</summary>
    private static bool IsDiagnosticId(string text) =>
        DiagnosticCatalog.Find(text) is not null
        || (text.StartsWith("PE", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0);

    private static void WritePage(CommandContext context, string id)
    {
        var descriptor = DiagnosticCatalog.Find(id)
            ?? throw CliException.Usage($"'{id}' is not a known diagnostic.{Suggestion.Text(id, DiagnosticCatalog.All.Select(d => d.Id))}");
        var page =
            $"{descriptor.Id}: {descriptor.Title} "
            + $"({SeverityText.Of(descriptor.DefaultSeverity)})\n\n"
            + $"{descriptor.Help.ReplaceLineEndings("\n").Trim()}\n";
        context.WriteOutput(stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>
    /// The repository and the tag or digest of a reference that names both. Neither
    /// tags nor digests have a slash; a name in a layout may, and stands alone.
    /// </summary>
    private static (string? Target, string Reference) Split(string written)
    {
        var slash = written.LastIndexOf('/');
        var at = written.IndexOf('@', slash + 1);
        var separator = at >= 0 ? at : written.IndexOf(':', slash + 1);
        var isInRegistry =
            slash >= 0
            && (written.StartsWith(TargetParser.Layout, StringComparison.Ordinal) || TargetParser.IsRegistry(written.Split('/')[0]));
        if (slash >= 0 && separator < 0 && !isInRegistry)
        {
            return (null, written);
        }

        if (slash < 0 || separator < 0)
        {
            return slash < 0
                ? (null, written)
                : throw CliException.Usage($"'{written}' names a repository but no tag or digest: add :tag or @sha256:….");
        }

        return (written[..separator], written[(separator + 1)..]);
    }
}
