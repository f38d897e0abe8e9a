using PolicyEngine.Cli.Running;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Policies;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Policies;

/// <summary>Tells what was found in policies, where a command continues to do something with them.</summary>
internal static class PolicyDiagnosticsOutput
{
    /// <summary>Tells them on standard error; false where there is an error, so that nothing may be done.</summary>
    /// <param name="context">The command.</param>
    /// <param name="compilation">The policies.</param>
    /// <param name="format">The format of standard output: what machines read takes the errors as well, as 'validate' writes them.</param>
    public static bool Tell(CommandContext context, PolicyCompilation compilation, string format)
    {
        var told = compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error || !context.Messages.IsQuiet).ToArray();
        if (told.Length > 0)
        {
            context.Messages.Block(DiagnosticText.Render(told, context.Messages.UseColor));
        }

        if (!compilation.HasErrors)
        {
            return true;
        }

        if (format != "text" && ReportFormats.Diagnostics.Find(format) is { } machine)
        {
            context.WriteOutput(stream => machine.Write(compilation.Diagnostics, ReportOptions.Default, stream));
        }

        context.Messages.Error("The policies have errors, so nothing was planned.");
        return false;
    }
}
