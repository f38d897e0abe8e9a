using System.Text;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Renders reports within their bounds: what is least missed is left out until the rest fits. Pure.</summary>
internal static class BoundedReport
{
    private const int LeastBytes = 4096;

    /// <summary>Renders a report.</summary>
    /// <param name="template">The template.</param>
    /// <param name="build">Makes what the template sees, within limits.</param>
    /// <param name="maxBytes">The most bytes of UTF-8; at least 4096 are taken.</param>
    /// <param name="elsewhere">Where all of it stands: <c>the JSON plan</c>.</param>
    /// <exception cref="ReportTemplateException">The template asks for what is not there, or does not end.</exception>
    public static byte[] Render(ReportTemplate template, Func<ReportLimits, object> build, int maxBytes, string elsewhere)
    {
        var max = Math.Max(maxBytes, LeastBytes);
        var limits = ReportLimits.For(max);
        var report = template.Render(build(limits));
        while (Encoding.UTF8.GetByteCount(report) > max && !limits.IsLeast)
        {
            limits = limits.Tighter(Encoding.UTF8.GetByteCount(report), max);
            report = template.Render(build(limits));
        }

        return Encoding.UTF8.GetBytes(Cut(report, max, $"\n\n**This report was cut here because it is too long; see {elsewhere}.**\n"));
    }

    /// <summary>A template that is too long without any rows is cut at the end of a line.</summary>
    private static string Cut(string report, int max, string note)
    {
        if (Encoding.UTF8.GetByteCount(report) <= max)
        {
            return report;
        }

        var room = max - Encoding.UTF8.GetByteCount(note);
        var utf8 = Encoding.UTF8.GetBytes(report).AsSpan(0, room);
        var end = utf8.LastIndexOf((byte)'\n');
        return Encoding.UTF8.GetString(utf8[..Math.Max(end, 0)]) + note;
    }
}
