using System.Text;
using PolicyEngine.Binding;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Facts;
using PolicyEngine.InUse;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>A page about one key of the language: prose, and policies with what users see of them. The page is the test.</summary>
/// <remarks>
/// A <c>yaml</c> block is a policy, with the places of its diagnostics marked. What follows it belongs to it: <c>snapshot</c> is a
/// repository (<see cref="GraphText"/>; names of at most 6 letters), <c>file PATH</c> one that <c>in-use</c> finds, <c>facts</c> what git
/// and GitHub say. The blocks <c>diagnostics</c> and <c>plan</c> are written by <c>POLICYENGINE_UPDATE=1 dotnet test</c>, and reviewed.
/// </remarks>
internal sealed class LanguageFixture
{
    /// <summary>The 'now' of all fixtures.</summary>
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(string? Language, string Text)> _parts = [];

    private LanguageFixture(string text) => Split(text);

    /// <summary>The policies, with their markers.</summary>
    public IEnumerable<MarkupText> Policies => _parts.Where(p => p.Language == "yaml").Select(p => MarkupText.Parse(p.Text));

    /// <summary>Reads a page.</summary>
    public static LanguageFixture Parse(string text) => new(text);

    /// <summary>Compiles a policy of a page. Lints are left out: they speak of whole policies, and these show one key each.</summary>
    public static PolicyCompilation Compile(MarkupText policy)
    {
        var compilation = PolicyCompiler.Compile([policy.Source], new CompilerOptions { CheckSchema = true });
        return compilation with
        {
            Diagnostics = [.. compilation.Diagnostics.Where(d => !d.Id.StartsWith("PE3", StringComparison.Ordinal))],
        };
    }

    /// <summary>The page as it has to be: with the diagnostics and plans of this program.</summary>
    public string Render()
    {
        var page = new StringBuilder();
        PolicyCompilation? compilation = null;
        var references = InUseReferences.Empty;
        var facts = FactSet.Empty;
        foreach (var (language, text) in _parts)
        {
            switch (language)
            {
                case null:
                    page.Append(text);
                    break;
                case "diagnostics" or "plan":
                    break;
                case "yaml":
                    Append(page, language, text);
                    compilation = Compile(MarkupText.Parse(text));
                    references = InUseReferences.Empty;
                    facts = FactSet.Empty;
                    AppendMade(page, "diagnostics", DiagnosticText.Render(compilation.Diagnostics));
                    break;
                case "snapshot":
                    Append(page, language, text);
                    AppendMade(
                        page,
                        "plan",
                        PlanText.Print(
                            Planner.Create(
                                compilation!,
                                [GraphText.Parse(text)],
                                Now,
                                new PlanOptions { InUse = references, Facts = facts }
                            )
                        )
                    );
                    break;
                case "facts":
                    Append(page, language, text);
                    facts = ReadFacts(compilation!, text);
                    references = Join(references, compilation!, facts);
                    break;
                default:
                    Append(page, language, text);
                    references = AddFile(references, compilation!, language, text);
                    break;
            }
        }

        return page.ToString();
    }

    private static InUseReferences AddFile(InUseReferences references, PolicyCompilation compilation, string language, string text)
    {
        var place = compilation.Policies.SelectMany(p => p.Protections).Single(p => p.InUse is not null).Location.ToString();
        _ = references.TryGet(place, out var known);
        return references.With(
            place,
            [.. known.IsDefault ? [] : known, .. ImageReferenceParser.Find(language["file ".Length..], text).References]
        );
    }

    private static InUseReferences Join(InUseReferences references, PolicyCompilation compilation, FactSet facts) =>
        compilation
            .Policies.SelectMany(p => p.Protections)
            .Where(p => p.InUse is not null)
            .Aggregate(references, (all, p) => all.With(p, all.TryGet(p.Location.ToString(), out var known) ? known : [], facts));

    private static FactSet ReadFacts(PolicyCompilation compilation, string text)
    {
        var bag = new DiagnosticBag();
        Assert.True(
            new StatedFactsType().TryBind(
                SyntaxTree.Parse(SourceText.From("facts.yaml", text)).Root!,
                "facts",
                new BindingContext(bag),
                out var stated
            )
        );
        Assert.Empty(bag.ToSorted());
        return compilation
            .Policies.SelectMany(p => p.AskedFacts)
            .Aggregate(FactSet.Empty, (all, source) => all.With(source, stated.AnswerOf(source, Now)));
    }

    private static void AppendMade(StringBuilder page, string language, string text)
    {
        if (text.Length > 0)
        {
            Append(page.Append('\n'), language, text);
        }
    }

    private static void Append(StringBuilder page, string language, string text) =>
        page.Append("```").Append(language).Append('\n').Append(text).Append("```\n");

    private void Split(string page)
    {
        var text = new StringBuilder();
        string? language = null;
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
                continue;
            }

            // A block that is written anew takes the blank line before it along.
            var opened = language is null ? line[3..] : null;
            var made = opened is "diagnostics" or "plan";
            var part = text.ToString();
            _parts.Add((language, made && part.EndsWith('\n') ? part[..^1] : part));
            text.Clear();
            language = opened;
        }

        _parts.Add((language, text.ToString()));
    }
}
