using System.Text;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Options;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Applying;

/// <summary>Writes reports of applies and restores.</summary>
internal static class ApplyOutput
{
    /// <summary>The formats that there are; the first is the default.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["text", "json"];

    /// <summary>Writes a report as the command line wants it.</summary>
    public static void Write(CommandContext context, ReportingOptions reporting, ApplyReport report, bool isVerbose) =>
        reporting.Write(context, reporting.Create(context, isVerbose), (format, how, stream) =>
        {
            if (format == "json")
            {
                ApplyJson.Write(report, stream);
                return;
            }

            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            ApplyText.Write(report, writer, how);
        });
}
