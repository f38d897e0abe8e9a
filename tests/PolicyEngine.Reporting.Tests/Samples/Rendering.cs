using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>What a format makes of a plan, as text.</summary>
internal static class Rendering
{
    public static byte[] Json(Plan plan, bool indented = true)
    {
        using var stream = new MemoryStream();
        PlanJson.Write(plan, stream, indented);
        return stream.ToArray();
    }

    public static string Of(string format, Plan plan, ReportOptions? options = null)
    {
        using var stream = new MemoryStream();
        ReportFormats.Plans.Find(format)!.Write(plan, options ?? ReportOptions.Default, stream);
        return Text(stream.ToArray());
    }

    public static string Of(string format, IReadOnlyList<Diagnostic> diagnostics)
    {
        using var stream = new MemoryStream();
        ReportFormats.Diagnostics.Find(format)!.Write(diagnostics, ReportOptions.Default, stream);
        return Text(stream.ToArray());
    }

    public static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
