using System.Text;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Applying;

/// <summary>Writes reports of applies and restores.</summary>
internal static class ApplyOutput
{
    /// <summary>The formats that there are; the first is the default.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["text", "json", "markdown"];

    /// <summary>One repository with everything that a template may speak of.</summary>
    private static ApplyReport Sample =>
        new()
        {
            Repositories =
            [
                new RepositoryApplyReport
                {
                    Repository = "sample",
                    Status = ApplyStatus.Applied,
                    Steps =
                    [
                        .. Enum.GetValues<ApplyOutcome>()
                            .Select(outcome => new AppliedStep(ApplyAction.Delete, "sha256:0", ["sample"], outcome, "sample")),
                    ],
                    Changes = ["sample"],
                    Notes = ["sample"],
                    Proof = new ApplyProof(1, 1, ["sha256:0"], ["sample"]),
                },
            ],
        };

    /// <summary>A template with a mistake is told of before anything is done, not after.</summary>
    /// <exception cref="ReportTemplateException">It has one.</exception>
    public static void CheckTemplate(CommandContext context, ReportingOptions reporting)
    {
        if (reporting.Create(context, isVerbose: false) is { Template: not null } options)
        {
            ApplyMarkdown.Write(Sample, options, Stream.Null);
        }
    }

    /// <summary>The exit code of a report after it was written; that it cannot be written does not hide what was done.</summary>
    public static int CodeAfter(CommandContext context, ApplyReport report, Action write)
    {
        var code = ApplyRun.CodeOf(report);
        try
        {
            write();
            return code;
        }
        catch (CliException e)
        {
            context.Messages.Error(e.Message);
            return Math.Max(code, e.ExitCode);
        }
        catch (ReportTemplateException e)
        {
            context.Messages.Error(e.Message);
            return Math.Max(code, ExitCode.Failed);
        }
    }

    /// <summary>Writes a report as the command line wants it.</summary>
    /// <param name="context">The command.</param>
    /// <param name="reporting">In which formats, and where to.</param>
    /// <param name="plan">The plan that was carried out; null for a restore.</param>
    /// <param name="report">The report.</param>
    /// <param name="isVerbose">Whether every step is shown.</param>
    /// <param name="undo">The command that undoes it; null for none.</param>
    public static void Write(
        CommandContext context,
        ReportingOptions reporting,
        Plan? plan,
        ApplyReport report,
        bool isVerbose,
        string? undo = null
    ) => reporting.Write(context, reporting.Create(context, isVerbose) with { Undo = undo }, (format, how, stream) =>
        {
            if (format == "json")
            {
                ApplyJson.Write(report, plan, stream);
                return;
            }

            if (format != "markdown")
            {
                WriteText(report, how, stream);
            }
            else if (plan is null || how.Template is not null)
            {
                ApplyMarkdown.Write(report, how, stream);
            }
            else
            {
                ApplyMarkdown.Write(report, plan, how, stream);
            }
        });

    /// <summary>Writes a report for people.</summary>
    public static void WriteText(ApplyReport report, ReportOptions how, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        ApplyText.Write(report, writer, how);
    }
}
