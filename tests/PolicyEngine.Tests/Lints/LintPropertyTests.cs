using System.Runtime.CompilerServices;
using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Inputs;
using PolicyEngine.Lints;
using PolicyEngine.Reference;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class LintPropertyTests
{
    [Fact]
    public void A_shadowed_rule_changes_no_plan_when_it_is_taken_away()
    {
        var found = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var @case = Widened(OracleCase.FromSeed(seed), seed);
            foreach (var (policy, id) in Shadowed(@case))
            {
                var without = @case with
                {
                    Policies =
                    [
                        .. @case.Policies.Select((p, i) => i == policy ? p with { Rules = [.. p.Rules.Where(r => r.Id != id)] } : p),
                    ],
                };
                if (Comparison.Plan(@case) is not { Status: "planned" } before)
                {
                    continue; // Refused, perhaps for what the rule needs: without it the others may be planned.
                }

                found++;
                var after = Comparison.Plan(without);
                Assert.True(
                    before.Status == after.Status && before.Delete.SequenceEqual(after.Delete) && before.Untag.SequenceEqual(after.Untag),
                    $"The rule '{id}' is not without effect (seed {seed}):\n{string.Join("\n---\n", @case.PolicyTexts())}"
                );
            }
        }

        Assert.True(found > 50, $"only {found} rules were shadowed");
    }

    [Fact]
    public void Compiling_never_throws_and_every_lint_lies_in_its_file_whatever_is_cut_out_of_a_policy()
    {
        var texts = Enumerable.Range(0, 40).SelectMany(seed => OracleCase.FromSeed(seed).PolicyTexts()).ToArray();
        string[] insertions = ["", "|", "*", "6m", "{", "tags: \"*\"", "latest", "all", "\n"];
        Gen.Select(Gen.Int[0, texts.Length - 1], Gen.Int[0, 2000], Gen.Int[0, 40], Gen.Int[0, insertions.Length - 1])
            .Sample(
                (policy, start, length, insertion) =>
                {
                    var (text, inserted) = (texts[policy], insertions[insertion]);
                    start %= text.Length;
                    var changed = text[..start] + inserted + text[Math.Min(text.Length, start + length)..];
                    var source = SourceText.From("a.yaml", changed);
                    foreach (var diagnostic in PolicyCompiler.Compile([source]).Diagnostics)
                    {
                        Assert.InRange(diagnostic.Location!.Value.Span.End, 0, source.Text.Length);
                    }
                },
                iter: 2000
            );
    }

    [Fact]
    public void A_long_list_of_hostile_patterns_does_not_stall_the_lints()
    {
        var literals = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"\"{new string('a', 100)}{i}\""));
        var patterns = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"\"{string.Concat(Enumerable.Repeat("*a", 40))}b{i}\""));
        var text =
            $"version: 1\nprotect: {{ tags: [{patterns}] }}\nrules:\n  - id: old\n    match: {{ tags: [{literals}] }}\n    delete: all\n";
        Assert.DoesNotContain(PolicyCompiler.Compile([SourceText.From("a.yaml", text)]).Diagnostics, d =>
            d.Id.StartsWith("PE3", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_policies_of_this_repository_are_free_of_warnings()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));
        var files = new[] { "examples", "policies" }
            .Select(f => Path.Combine(root, f))
            .Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.yaml", SearchOption.AllDirectories))
            .Where(f =>
                !f.EndsWith(".policytest.yaml", StringComparison.Ordinal)
                && Path.GetFileName(f) != "imported.yaml"
                && $"\n{File.ReadAllText(f)}" is var text
                && text.Contains("\nversion:", StringComparison.Ordinal)
                && text.Contains("\nrules:", StringComparison.Ordinal)
            )
            .ToArray();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(
            files.SelectMany(f =>
                PolicyCompiler
                    .Compile(
                        [SourceText.From(f, File.ReadAllText(f))],
                        new CompilerOptions { Inputs = InputValues.None with { Variable = _ => "1" } }
                    )
                    .Diagnostics
            ),
            d => d.Severity != DiagnosticSeverity.Info
        );
    }

    [Fact]
    public void Lints_are_listed_by_id_and_each_explains_itself_with_an_example()
    {
        var ids = LintCatalog.All.Select(l => l.Descriptor.Id).ToArray();
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(LintCatalog.All, lint =>
        {
            Assert.StartsWith("PE30", lint.Descriptor.Id, StringComparison.Ordinal);
            Assert.Same(lint.Descriptor, DiagnosticCatalog.Find(lint.Descriptor.Id));
            Assert.InRange(lint.Descriptor.Help.Length, 150, 2000);
        });
    }

    /// <summary>Adds copies of rules and rules without a match, so that there is something to shadow and to be shadowed.</summary>
    private static OracleCase Widened(OracleCase @case, int seed)
    {
        var draw = new Draw(seed);
        return @case with
        {
            Policies =
            [
                .. @case.Policies.Select(p =>
                    p with
                    {
                        Rules =
                        [
                            .. p.Rules,
                            .. p
                                .Rules.Take(2)
                                .Select((r, i) => r with { Id = $"copy-{i}", Delete = draw.One(p.Rules).Delete ?? r.Delete, Keep = null })
                                .Where(r => r.Delete is not null),
                            .. p.Rules.Where(r => r.Keep is not null).Take(1).Select(r => r with { Id = "copy-keep" }),
                        ],
                    }
                ),
            ],
        };
    }

    private static IEnumerable<(int Policy, string Id)> Shadowed(OracleCase @case) =>
        PolicyCompiler
            .Compile(@case.PolicyTexts().Select((text, i) => SourceText.From($"policy-{i}.yaml", text)))
            .Diagnostics.Where(d => d.Id == "PE3003")
            .Select(d =>
                (
                    int.Parse(d.Location!.Value.Source.Path[7..^5], System.Globalization.CultureInfo.InvariantCulture),
                    d.Message.Split('\'')[1]
                )
            );

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
