using System.Globalization;
using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reference;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Diagnostics;

/// <summary>Ids are a ledger: what is in <c>DiagnosticIds.txt</c> stays there, and an id never gets another meaning.</summary>
public sealed partial class DiagnosticLedgerTests
{
    private const string Ledger = "src/PolicyEngine/Diagnostics/DiagnosticIds.txt";

    private const string Head = """
        # The ids of all diagnostics, ever. An id is never reused: one that goes keeps its line, with '(retired)' behind its title.
        # PE1xxx text and syntax, PE2xxx language, PE3xxx lints, PE4xxx plans, PE5xxx applying, PE6xxx policy tests.

        """;

    public static TheoryData<string> Ids => [.. DiagnosticCatalog.All.Select(d => d.Id)];

    [Fact]
    public void Ids_are_unique_and_in_their_ranges()
    {
        Assert.Equal(
            DiagnosticCatalog.All.Length,
            DiagnosticCatalog.All.Select(d => d.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count()
        );
        Assert.All(DiagnosticCatalog.All, d => Assert.Matches(@"\APE[1-6][0-9]{3}\z", d.Id));
        Assert.Equal(DiagnosticCatalog.All.Select(d => d.Id).Order(StringComparer.Ordinal), DiagnosticCatalog.All.Select(d => d.Id));
        Assert.Equal(DiagnosticCatalog.All.Select(d => d.Id), DiagnosticLedger.Ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_id_is_in_the_ledger_and_none_has_left_it()
    {
        var lines =
            Head.ReplaceLineEndings("\n")
            + string.Concat(
                GeneratedFile
                    .Read(Ledger)
                    .Split('\n')
                    .Where(l => l.StartsWith("PE", StringComparison.Ordinal) && DiagnosticCatalog.Find(l[..6]) is null)
                    .Concat(DiagnosticCatalog.All.Select(d => $"{d.Id} {d.Title}"))
                    .Order(StringComparer.Ordinal)
                    .Select(l => l + "\n")
            );
        GeneratedFile.Verify(Ledger, lines);
        Assert.All(
            lines.Split('\n').Where(l => l.StartsWith("PE", StringComparison.Ordinal) && DiagnosticCatalog.Find(l[..6]) is null),
            l => Assert.EndsWith("(retired)", l)
        );
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_descriptor_reads_well(string id)
    {
        var descriptor = DiagnosticCatalog.Find(id)!;
        Assert.Matches(@"\A\p{Lu}.*[^.]\z", descriptor.Title);
        Assert.True(descriptor.Help.Trim().Length > 20, "The help says nothing.");
        var arguments = Argument()
            .Matches(descriptor.MessageFormat)
            .Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            .ToHashSet();
        Assert.Equal(Enumerable.Range(0, arguments.Count), arguments.Order());

        // Messages that are one argument are sentences of their own; a "did you mean" follows the sentence.
        if (descriptor.MessageFormat != "{0}")
        {
            var sentence = Hint().Replace(descriptor.MessageFormat, "");
            Assert.True(sentence.EndsWith('.'), sentence);
            Assert.DoesNotContain(". ", sentence, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\{([0-9])\}")]
    private static partial Regex Argument();

    [GeneratedRegex(@"(?<=\.)\{[0-9]\}\z")]
    private static partial Regex Hint();
}
