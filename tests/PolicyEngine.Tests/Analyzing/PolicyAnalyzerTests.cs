using System.Collections.Immutable;
using PolicyEngine.Analyzing;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Analyzing;

public sealed class PolicyAnalyzerTests
{
    private const string Text = """
        version: 1
        targets: ghcr.io/acme/web
        protect: { tags: [latest] }
        rules:
          - id: pull-requests
            match: { tags: ["pr-*"] }
            delete: { older-than: 14d }
          - id: nightlies
            description: Nightly builds.
            match: { tags: ["nightly-*"] }
            delete: { older-than: 7d }

        """;

    [Fact]
    public void It_reports_at_its_place_among_the_diagnostics_of_the_compiler()
    {
        var diagnostic = Assert.Single(Compile(Text, new DescribedRules()).Diagnostics);

        Assert.Equal("a.yaml:5:9", diagnostic.Location.ToString());
        Assert.Equal(("ACME001", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal("The rule 'pull-requests' has no description.", diagnostic.Message);
    }

    [Fact]
    public void A_comment_suppresses_it_and_is_known_by_its_id()
    {
        var suppressed = Text.Replace("  - id: pull", "  # policyengine-disable-next-line ACME001\n  - id: pull", StringComparison.Ordinal);
        Assert.Empty(Compile(suppressed, new DescribedRules()).Diagnostics);

        var idle = Text.Replace("  - id: night", "  # policyengine-disable-next-line ACME001\n  - id: night", StringComparison.Ordinal);
        Assert.Equal(["ACME001", "PE1031"], Compile(idle, new DescribedRules()).Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void A_comment_for_an_analyzer_that_is_not_here_is_left_to_the_program_that_has_it()
    {
        var other = Text.Replace(
            "  - id: pull",
            "  # policyengine-disable-next-line ACME001, pe3004, acme001\n  - id: pull",
            StringComparison.Ordinal
        );

        Assert.Equal(
            ["'pe3004' is not a diagnostic id. Did you mean 'PE3004'?", "'acme001' is not a diagnostic id."],
            Compile(other).Diagnostics.Select(d => d.Message)
        );
    }

    [Theory]
    [InlineData("ACME001=error", "ACME001 Error")]
    [InlineData("ACME001=info", "ACME001 Info")]
    [InlineData("ACME001=none", "")]
    [InlineData("ACME002=none", "ACME001 Warning")]
    public void Its_severity_can_be_changed(string severity, string expected)
    {
        Assert.True(SeverityOverrides.TryParse([severity], warningsAreErrors: false, out var severities, out _));
        var options = new CompilerOptions { Severities = severities, Analyzers = [new DescribedRules()] };

        Assert.Equal(expected, string.Join(", ", Compile(Text, options).Diagnostics.Select(d => $"{d.Id} {d.Severity}")));
    }

    [Fact]
    public void An_error_of_an_analyzer_can_be_neither_suppressed_nor_lowered_and_nothing_is_planned()
    {
        SeverityOverrides.TryParse(["ACME001=none"], warningsAreErrors: false, out var severities, out _);
        var suppressed = Text.Replace("  - id: pull", "  # policyengine-disable-next-line ACME001\n  - id: pull", StringComparison.Ordinal);
        var options = new CompilerOptions { Severities = severities, Analyzers = [new DescribedRules(DiagnosticSeverity.Error)] };

        AssertNothingIsPlanned(Compile(suppressed, options), "ACME001");
    }

    public static TheoryData<string, string> Failures =>
        new()
        {
            { "throws", "Scripted' failed: InvalidOperationException: Out of luck\u2026" },
            { "lazily", "Scripted' failed: DivideByZeroException: Attempted to divide by zero." },
            { "silent", "Scripted' failed: SilentException: it does not say why." },
            { "cancelled", "Scripted' failed: OperationCanceledException: " },
            { "supports", "Scripted' failed: NotSupportedException: " },
            { "nothing", "Scripted' failed: SupportedDiagnostics is empty or has an empty place." },
            { "empty", "Scripted' failed: SupportedDiagnostics is empty or has an empty place." },
            { "reserved", "Scripted' failed: the id 'PE2001' is reserved for PolicyEngine; use other letters, as in 'ACME001'." },
            { "retired", "Scripted' failed: the id 'pe77' is reserved for PolicyEngine; use other letters, as in 'ACME001'." },
            { "lower", "Scripted' failed: the id 'acme1' is not two or more capital letters and then digits, as in 'ACME001'." },
            { "untitled", "Scripted' failed: 'ACME001' has no title or no message." },
            { "stranger", "Scripted' failed: ArgumentException: SupportedDiagnostics does not have the descriptor of 'PE2001'." },
            { "elsewhere", "Scripted' failed: ArgumentException: the place of 'ACME001' is not in the text of the policy." },
            { "behind", "Scripted' failed: ArgumentException: the place of 'ACME001' is not in the text of the policy." },
            { "unplaced", "Scripted' failed: ArgumentException: the place of 'ACME001' is not in the text of the policy." },
            { "arguments", "Scripted' failed: FormatException: " },
            {
                "fix",
                "Scripted' failed: ArgumentException: the edits of the fix of 'ACME001' overlap, or are not in the text of the policy."
            },
            { "null", "Scripted' failed: ArgumentNullException: " },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void One_that_fails_is_an_error_of_the_policy_and_the_others_go_on(string how, string expected)
    {
        var compilation = Compile(Text, new Scripted(how), new DescribedRules());

        Assert.Equal(["PE4110", "ACME001"], compilation.Diagnostics.Select(d => d.Id));
        var failure = compilation.Diagnostics[0];
        Assert.Equal("a.yaml:1:1", failure.Location.ToString());
        var shown = expected.TrimEnd('.', '\u2026', ' ');
        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain('\u001b', failure.Message);
        AssertNothingIsPlanned(compilation, "PE4110");
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("elsewhere")]
    [InlineData("behind")]
    [InlineData("unplaced")]
    [InlineData("fix")]
    [InlineData("null")]
    public void One_that_catches_what_it_is_told_of_its_mistake_failed_all_the_same(string how)
    {
        var failure = Assert.Single(Compile(Text, new Scripted(how)).Diagnostics);
        var compilation = Compile(Text, new Scripted(how, catches: true));
        Assert.Equal(failure.Message, Assert.Single(compilation.Diagnostics).Message);
        AssertNothingIsPlanned(compilation, "PE4110");
    }

    [Fact]
    public void What_it_reported_before_it_failed_stays()
    {
        var found = Compile(Text, new Scripted("late")).Diagnostics;
        Assert.Equal(["PE4110", "ACME001"], found.Select(d => d.Id));
    }

    [Fact]
    public void What_it_reports_after_it_has_returned_is_refused()
    {
        var keeper = new Keeper();
        Assert.Empty(Compile(Text, keeper).Diagnostics);
        Assert.Throws<InvalidOperationException>(() => keeper.Kept!.ReportDiagnostic(Diagnostic.Create(Keeper.Kind, null)));
    }

    [Fact]
    public void It_is_told_whether_all_could_be_bound_and_what_is_protected()
    {
        var seen = new Keeper();
        Compile(Text, seen);
        Assert.False(seen.HadErrors);
        Assert.True(seen.Kept!.IsProtected("latest"));
        Assert.False(seen.Kept.IsProtected("v1"));

        Compile(Text.Replace("14d", "14x", StringComparison.Ordinal), seen);
        Assert.True(seen.HadErrors);
    }

    [Fact]
    public void It_does_not_run_where_there_is_no_policy_or_an_input_has_no_value()
    {
        var seen = new Keeper();
        Compile("rules: [", seen);
        Compile(
            "version: 1\ninputs: { pr: { type: number } }\nrules: [{ id: a, match: { tags: 'pr-${{ inputs.pr }}' }, delete: all }]\n",
            seen
        );
        Assert.Null(seen.Kept);
    }

    [Fact]
    public void Order_and_repetition_of_analyzers_change_nothing()
    {
        PolicyAnalyzer[] analyzers = [new DescribedRules(), new Scripted("late"), new DescribedRules()];
        var one = Compile(Text, analyzers).Diagnostics.Select(d => d.Message).ToArray();
        var other = Compile(Text, [.. analyzers.Reverse()]).Diagnostics.Select(d => d.Message).ToArray();
        Assert.Equal(one, other);
        Assert.Equal(3, one.Length);
    }

    [Fact]
    public void An_option_without_an_analyzer_is_refused_or_none()
    {
        Assert.Throws<ArgumentException>(() => new CompilerOptions { Analyzers = [null!] });
        Assert.Empty(new CompilerOptions { Analyzers = default }.Analyzers);
    }

    private static PolicyCompilation Compile(string text, params PolicyAnalyzer[] analyzers) =>
        Compile(text, new CompilerOptions { Analyzers = [.. analyzers] });

    private static PolicyCompilation Compile(string text, CompilerOptions options) =>
        PolicyCompiler.Compile([SourceText.From("a.yaml", text)], options);

    private static void AssertNothingIsPlanned(PolicyCompilation compilation, string id)
    {
        Assert.True(compilation.HasErrors);
        Assert.Contains(compilation.Diagnostics, d => d.Id == id && d.Severity == DiagnosticSeverity.Error);
        Assert.Throws<InvalidOperationException>(() => Planner.Create(compilation, Array.Empty<DigestGraph>(), DateTimeOffset.UnixEpoch));
    }

    private sealed class DescribedRules(DiagnosticSeverity severity = DiagnosticSeverity.Warning) : PolicyAnalyzer
    {
        private readonly DiagnosticDescriptor _kind = new(
            "ACME001",
            "Rule without a description",
            "The rule '{0}' has no description.",
            severity,
            "Say why."
        );

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_kind];

        public override void Analyze(PolicyAnalysisContext context)
        {
            foreach (var rule in context.Policy.Rules.Where(r => r.Description is null))
            {
                context.ReportDiagnostic(Diagnostic.Create(_kind, rule.Syntax.Find("id")!.Value.Location, rule.Id));
            }
        }
    }

    private sealed class Keeper : PolicyAnalyzer
    {
        public static readonly DiagnosticDescriptor Kind = new("ACME009", "Kept", "Kept.", DiagnosticSeverity.Info, "Kept for later.");

        public PolicyAnalysisContext? Kept { get; private set; }

        public bool HadErrors { get; private set; }

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Kind];

        public override void Analyze(PolicyAnalysisContext context) => (Kept, HadErrors) = (context, context.HasErrors);
    }

    private sealed class SilentException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }

    /// <summary>Does one thing wrong.</summary>
    private sealed class Scripted(string how, bool catches = false) : PolicyAnalyzer
    {
        private readonly DiagnosticDescriptor _kind = new(
            how switch
            {
                "reserved" => "PE2001",
                "retired" => "pe77",
                "lower" => "acme1",
                _ => "ACME001",
            },
            how == "untitled" ? " " : "Scripted",
            "It has {0}.",
            DiagnosticSeverity.Warning,
            "For tests."
        );

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
            how switch
            {
                "supports" => throw new NotSupportedException(),
                "nothing" => default,
                "empty" => [null!],
                _ => [_kind],
            };

        public override void Analyze(PolicyAnalysisContext context)
        {
            try
            {
                Do(context);
            }
            catch (ArgumentException) when (catches) { }
        }

        private void Do(PolicyAnalysisContext context)
        {
            var text = context.Policy.Source;
            switch (how)
            {
                case "throws":
                    throw new InvalidOperationException("Out of luck\u001b[31m\nand more");
                case "lazily":
                    context.ReportDiagnostic(Report(null, context.Policies.Length / (context.Policies.Length - 1)));
                    break;
                case "silent":
                    throw new SilentException();
                case "cancelled":
                    throw new OperationCanceledException();
                case "stranger":
                    context.ReportDiagnostic(
                        Diagnostic.Create(
                            SyntaxDiagnostics.All[0] is { } d ? new("PE2001", d.Title, "It.", d.DefaultSeverity, d.Help) : _kind,
                            null
                        )
                    );
                    break;
                case "elsewhere":
                    context.ReportDiagnostic(Report(new Location(SourceText.From("b.yaml", text.Text), default), 1));
                    break;
                case "behind":
                    context.ReportDiagnostic(Report(new Location(text, new TextSpan(0, text.Text.Length + 1)), 1));
                    break;
                case "unplaced":
                    context.ReportDiagnostic(Report(default(Location), 1));
                    break;
                case "arguments":
                    context.ReportDiagnostic(Diagnostic.Create(_kind, null));
                    break;
                case "fix":
                    var twice = new TextEdit(new TextSpan(0, 4), "");
                    context.ReportDiagnostic(Report(new Location(text, default), 1) with { Fix = new CodeFix("Fix it", [twice, twice]) });
                    break;
                case "null":
                    context.ReportDiagnostic(null!);
                    break;
                case "late":
                    context.ReportDiagnostic(Report(new Location(text, new TextSpan(3, 1)), 1));
                    throw new InvalidOperationException("Late.");
            }
        }

        private Diagnostic Report(Location? place, int argument) => Diagnostic.Create(_kind, place, argument);
    }
}
