using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Fuzzing;

/// <summary>What holds for any bytes: nothing throws, places lie inside the text, the
/// same text gives the same words, formats are well formed, and fixes fix.</summary>
internal static class FuzzCheck
{
    private const int MostFixes = 4;
    private static readonly CompilerOptions Options = new() { CheckSchema = true };

    /// <summary>Checks one input; throws where something does not hold.</summary>
    public static void Run(byte[] bytes)
    {
        var source = SourceText.From("policy.yaml", bytes);
        var diagnostics = Compile(source);
        Check(diagnostics);
        Assert.Equal(Render("json", diagnostics), Render("json", Compile(SourceText.From("policy.yaml", bytes))));
        foreach (var diagnostic in diagnostics.Where(d => d.Fix is { IsSafe: true }).Take(MostFixes))
        {
            CheckFix(source, diagnostic);
        }

        Check(PolicyTestCompiler.Compile(SourceText.From("a.policytest.yaml", bytes)).Diagnostics);
    }

    private static ImmutableArray<Diagnostic> Compile(SourceText source) => PolicyCompiler.Compile([source], Options).Diagnostics;

    private static void Check(IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Assert.InRange(diagnostic.Message.Length, 1, 2000);
            var places = diagnostic.AdditionalLocations.Select(a => a.Location).Prepend(diagnostic.Location!.Value);
            foreach (var place in places)
            {
                Assert.True(
                    place.Span.Start >= 0 && place.Span.End <= place.Source.Text.Length,
                    $"{diagnostic.Id}: {place.Span} of {place.Source.Text.Length}"
                );
            }

            var text = diagnostic.Location.Value.Source.Text;
            Assert.All(diagnostic.Fix?.Edits ?? [], e =>
                Assert.True(e.Span.Start >= 0 && e.Span.End <= text.Length, $"{diagnostic.Id}: {e.Span} of {text.Length}")
            );
        }

        foreach (var format in ReportFormats.Diagnostics.All)
        {
            var written = Render(format.Name, diagnostics);
            if (format.Name is "json" or "sarif")
            {
                Assert.NotNull(JsonNode.Parse(written));
            }
        }
    }

    /// <summary>A fix alone takes its diagnostic away; what it hid on other lines may come to light.</summary>
    private static void CheckFix(SourceText source, Diagnostic diagnostic)
    {
        var (text, count) = CodeFixes.Apply(source, [diagnostic]);
        Assert.Equal(1, count);
        var after = Compile(text);
        Assert.DoesNotContain(after, d =>
            d.Id == diagnostic.Id && d.Message == diagnostic.Message && d.Location?.Span.Start == diagnostic.Location?.Span.Start
        );
    }

    private static string Render(string format, IReadOnlyList<Diagnostic> diagnostics)
    {
        using var stream = new MemoryStream();
        ReportFormats.Diagnostics.Find(format)!.Write(diagnostics, ReportOptions.Default, stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
