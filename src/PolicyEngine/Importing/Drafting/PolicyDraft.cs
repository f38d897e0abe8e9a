using System.Text;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Lints;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Importing.Drafting;

/// <summary>A policy that an importer writes piece by piece. Not thread-safe.</summary>
internal sealed class PolicyDraft(PolicyImporter importer, ImportOptions options)
{
    private const int MaxIdLength = 40;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _differences = [];
    private readonly List<string> _notices = [];
    private readonly List<string> _settings = [];
    private readonly List<string> _targets = [];
    private readonly List<DraftRule> _protections = [];
    private readonly List<DraftRule> _rules = [];

    public int RuleCount => _rules.Count;

    /// <summary>The rules so far.</summary>
    public IReadOnlyList<DraftRule> Rules => _rules;

    /// <summary>Adds a difference; said once, however often it is met.</summary>
    public void Differ(string sentence) => AddLine(_differences, sentence);

    /// <summary>Adds what is not different, and what whoever imports should know; said once.</summary>
    public void Notice(string sentence) => AddLine(_notices, sentence);

    private static void AddLine(List<string> lines, string sentence)
    {
        if (Line(sentence) is var line && !lines.Contains(line))
        {
            lines.Add(line);
        }
    }

    /// <summary>A text on one line, without control characters, as comments and terminals take it.</summary>
    private static string Line(string text) => TerminalText.Escape(text, 1000).Replace('\uFFFD', '?');

    /// <summary>Tells of keys that have no effect on what is deleted.</summary>
    public void DifferUnread(ImportObject source)
    {
        foreach (var key in source.Unread)
        {
            Differ($"'{source.At(key)}' was left out.");
        }
    }

    /// <summary>Adds a setting; once.</summary>
    public void Setting(string entry)
    {
        if (!_settings.Contains(entry))
        {
            _settings.Add(entry);
        }
    }

    /// <summary>Adds a target that the file names.</summary>
    public void Target(string target)
    {
        if (TargetParser.Parse(target, out var problem) is null)
        {
            Differ($"'{target}' is not a target: {problem}.");
        }
        else if (!_targets.Contains(target))
        {
            _targets.Add(target);
        }
    }

    /// <param name="name">What its id is made of.</param>
    /// <param name="shields">Whether what it selects is safe from the rules after it.</param>
    public DraftRule Delete(string name, bool shields = false) => Add(_rules, new DraftRule(this, Id(name), keeps: false, shields));

    public DraftRule Keep(string name) => Add(_rules, new DraftRule(this, Id(name), keeps: true));

    public DraftRule Protect(string name) => Add(_protections, new DraftRule(this, Id(name), keeps: true));

    /// <summary>What is done one after the other there and at once here: a count of what others leave would be another count.</summary>
    /// <param name="earlier">The rules of earlier steps.</param>
    /// <param name="later">The rules of the step.</param>
    public void After(IReadOnlyList<DraftRule> earlier, IReadOnlyList<DraftRule> later)
    {
        foreach (var rule in later)
        {
            if (earlier.FirstOrDefault(e => !e.IsIdle && e.MayMeet(rule)) is not { } before)
            {
                continue;
            }

            if (rule.Ranks)
            {
                rule.Doubt($"It counts what the step of the rule '{before.Id}', which runs first, leaves.");
            }
            else if (before is { Ranks: true, IsLeftOut: false } && !rule.IsLeftOut)
            {
                Differ(
                    $"What the rule '{before.Id}' spares is kept here, although the step of the "
                        + $"rule '{rule.Id}', which runs after it, would delete it."
                );
            }
        }
    }

    public ImportedPolicy Build()
    {
        if (_rules.Count == 0)
        {
            throw new ImportException("It contains nothing that a policy can do.");
        }

        LeaveOutStrangers();
        _rules.ForEach(r => r.GuardUntagged());
        if (!importer.HasPushTimes && _rules.Exists(r => r.LooksAtTimes && !r.IsLeftOut))
        {
            Differ(
                "Ages and order use the push time where a registry states it; otherwise, as with every registry "
                    + "read through the OCI API, they use the build time, which is earlier, so more may be deleted. "
                    + "'age-from: [pushed]' under 'settings' keeps images without a push time."
            );
        }

        var compilation = Compile();
        foreach (var warning in compilation.Diagnostics.Where(IsSurprise))
        {
            Notice($"{warning.Message} The original does the same.");
        }

        if (compilation.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new ImportException($"The policy would have a mistake: {error.Message}");
        }

        return new ImportedPolicy(Write(), [.. _differences], [.. _notices]);
    }

    /// <summary>A file may have rules for every repository of a registry;
    /// those that are for none of the targets would be mistakes.</summary>
    private void LeaveOutStrangers()
    {
        var compilation = Compile();
        foreach (var policy in compilation.Policies)
        {
            var context = new LintContext(policy, compilation.Policies, [], isWhole: true);
            foreach (var stranger in policy.Rules.Where(r => NarrowedRuleLint.FitsNothing(r, context)))
            {
                var rule = _rules.First(r => r.Id == stranger.Id);
                rule.LeaveOut($"It is for other repositories than the targets: {string.Join(", ", rule.Repositories)}.");
                Notice(
                    $"The rule '{rule.Id}' is for other repositories than the targets "
                        + $"({string.Join(", ", rule.Repositories)}), so it is only a comment in the policy."
                );
            }
        }
    }

    private PolicyCompilation Compile() => PolicyCompiler.Compile([SourceText.From("imported.yaml", Write())]);

    /// <summary>What a lint says of the original as well, unless the importer has told it already.</summary>
    private bool IsSurprise(Diagnostic diagnostic) =>
        diagnostic.Id == "PE3031" || (diagnostic.Id == "PE3005" && !_notices.Exists(n => n.Contains("'latest'", StringComparison.Ordinal)));

    private string Write()
    {
        var text = new StringBuilder();
        text.Append($"# Imported by 'policyengine import {importer.Name}' from {importer.Title}.\n#\n");
        text.Append(
            _differences.Count == 0 ? "# No differences are known. " : "# What differs (in case of doubt the policy keeps more):\n"
        );
        foreach (var difference in _differences)
        {
            text.Append($"# - {difference}\n");
        }

        if (_notices.Count > 0)
        {
            text.Append(_differences.Count == 0 ? "\n# Note:\n" : "# Note:\n").AppendJoin("", _notices.Select(n => $"# - {n}\n"));
        }

        text.Append(
            _differences.Count == 0 && _notices.Count == 0
                ? "Compare with 'policyengine plan' before you rely on it.\n"
                : "# Compare with 'policyengine plan' before you rely on it.\n"
        );
        text.Append($"version: 1\nname: {YamlText.Quote(options.Name ?? $"imported-{importer.Name}")}\n");
        string[] targets = options.Targets.IsEmpty ? [.. _targets] : [.. options.Targets];
        if (targets.Length > 0)
        {
            text.Append("\ntargets:\n").AppendJoin("", targets.Select(t => $"  - {YamlText.Quote(t)}\n"));
        }

        if (_settings.Count > 0)
        {
            text.Append("\nsettings:\n").AppendJoin("", _settings.Select(s => $"  {s}\n"));
        }

        if (_protections.Count > 0)
        {
            text.Append("\nprotect:");
            foreach (var protection in _protections)
            {
                Head(text, protection).AppendJoin("", protection.Match.Select(m => $"    {m}\n"));
            }
        }

        text.Append(_rules.TrueForAll(r => r.IsLeftOut) ? "\nrules: []\n" : "\nrules:");
        foreach (var rule in _rules)
        {
            Append(text, rule);
        }

        return text.ToString();
    }

    private static StringBuilder Head(StringBuilder text, DraftRule rule)
    {
        text.Append($"\n  - id: {YamlText.Quote(rule.Id)}\n");
        return rule.Description is { Length: > 0 } description ? text.Append($"    description: {YamlText.Quote(description)}\n") : text;
    }

    private static void Append(StringBuilder text, DraftRule rule)
    {
        if (rule.IsLeftOut)
        {
            text.Append($"\n  # The rule {YamlText.Quote(rule.Id)} is left out:\n")
                .AppendJoin("", rule.Problems.Select(p => $"  # - {Line(p)}\n"));
            text.Append(rule.Original is { } original ? $"  # The original: {Line(original)}\n" : "");
            return;
        }

        Head(text, rule);
        if (!rule.Enabled)
        {
            text.Append("    enabled: false\n");
        }

        if (rule.Repositories.Count > 0)
        {
            text.Append($"    repositories: {YamlText.List(rule.Repositories)}\n");
        }

        if (rule.Condition is { } condition)
        {
            text.Append($"    match: {condition}\n");
        }

        text.Append($"    {(rule.Keeps ? "keep" : "delete")}: {rule.Action}\n");
    }

    private static DraftRule Add(List<DraftRule> list, DraftRule rule)
    {
        list.Add(rule);
        return rule;
    }

    /// <summary>An id of a name: its letters and digits, joined by hyphens; unique.</summary>
    private string Id(string name)
    {
        var words = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );
        var id = string.Join('-', words);
        id =
            id.Length == 0 ? "rule"
            : id.Length > MaxIdLength ? id[..MaxIdLength].TrimEnd('-')
            : id;
        var unique = id;
        for (var n = 2; !_ids.Add(unique); n++)
        {
            unique = $"{id}-{n}";
        }

        return unique;
    }
}
