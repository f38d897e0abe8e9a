using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Pages;

/// <summary>A page to explore a plan and its outcome: one file that makes no requests, with
/// a content security policy of hashes. Whatever a registry says is data in it.</summary>
internal sealed class HtmlFormat : IFormat<Plan>
{
    private static readonly Lazy<(string Head, string Tail)> s_page = new(Load);

    public string Name => "html";

    public void Write(Plan plan, ReportOptions options, Stream output) => Write(plan, null, options, output);

    /// <summary>Writes a plan with what was done of it.</summary>
    public static void Write(Plan plan, ApplyReport? applied, ReportOptions options, Stream output)
    {
        output.Write(Encoding.UTF8.GetBytes(s_page.Value.Head));
        new PageData(plan, applied, options).Write(output);
        output.Write(Encoding.UTF8.GetBytes(s_page.Value.Tail));
        output.Flush();
    }

    private static (string Head, string Tail) Load()
    {
        var (style, script) = (Resource("page.css"), Resource("page.js"));
        var policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";
        var page = Resource("page.html")
            .Replace("@csp@", policy, StringComparison.Ordinal)
            .Replace("@style@", style, StringComparison.Ordinal);
        var data = page.IndexOf("@data@", StringComparison.Ordinal);
        return (page[..data], page[(data + "@data@".Length)..].Replace("@script@", script, StringComparison.Ordinal));
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlFormat).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
