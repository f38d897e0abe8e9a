using System.Globalization;
using Pairs = System.Collections.Generic.List<System.Collections.Generic.KeyValuePair<string, object>>;

namespace PolicyEngine.Tests.Oracle;

/// <summary>An oracle's policy as the text of a policy file; the seed varies the style, never the meaning.</summary>
internal sealed class PolicyYaml
{
    private readonly YamlStyle _style;

    private PolicyYaml(int seed) => _style = new YamlStyle(seed);

    public static string Write(OraclePolicy policy, int seed) => new PolicyYaml(seed).Write(policy);

    private string Write(OraclePolicy policy)
    {
        var file = new Pairs();
        Add(file, "version", 1, _style.Plain);
        AddMapping(file, "settings", Settings(policy.Settings));
        AddMapping(file, "limits", Limits(policy.Limits));
        if (policy.Protect.Count > 0)
        {
            Add(file, "protect", policy.Protect, p => (List<object>)[.. p.Select(Protection)]);
        }

        Add(file, "rules", policy.Rules, r => (List<object>)[.. r.Select(Rule)]);
        return _style.Write(file);
    }

    private Pairs Settings(OracleSettings s)
    {
        var pairs = new Pairs();
        Add(pairs, "precedence", s.Precedence, _style.Text);
        Add(pairs, "unmatched", s.Unmatched, _style.Text);
        AddValue(pairs, "grace", s.Grace, _style.Duration);
        Add(pairs, "age-from", s.AgeFrom, Texts);
        AddValue(pairs, "count-protected", s.CountProtected, _style.Plain);
        Add(pairs, "time-zone", s.TimeZone, _style.Text);
        AddValue(pairs, "delete-empty", s.DeleteEmpty, _style.Plain);
        return pairs;
    }

    private Pairs Limits(OracleLimits l)
    {
        var pairs = new Pairs();
        AddValue(pairs, "max-delete", l.MaxDelete, _style.Plain);
        AddValue(pairs, "max-delete", l.MaxDeletePercent, p => _style.Plain(string.Create(CultureInfo.InvariantCulture, $"{p}%")));
        AddValue(pairs, "min-remaining", l.MinRemaining, _style.Plain);
        return pairs;
    }

    private object Protection(OracleProtection protection)
    {
        var pairs = new Pairs();
        Add(pairs, "id", protection.Id, _style.Text);
        pairs.AddRange(Match(protection.Match));
        return pairs;
    }

    private object Rule(OracleRule rule)
    {
        var pairs = new Pairs();
        Add(pairs, "id", rule.Id, _style.Text);
        Add(pairs, "repositories", rule.Repositories, Texts);
        AddValue(pairs, "enabled", rule.Enabled, _style.Plain);
        Add(pairs, "match", rule.Match, Match);
        Add(pairs, "delete", rule.Delete, Delete);
        Add(pairs, "keep", rule.Keep, Keep);
        return pairs;
    }

    private object Delete(OracleDelete d)
    {
        var pairs = new Pairs();
        AddValue(pairs, "older-than", d.OlderThan, _style.Duration);
        AddValue(pairs, "not-pulled-for", d.NotPulledFor, _style.Duration);
        AddValue(pairs, "except-newest", d.ExceptNewest, _style.Plain);
        Add(pairs, "except", d.Except, Except);
        Add(pairs, "of", d.Of, _style.Text);
        Add(pairs, "order-by", d.OrderBy, OrderBy);
        Add(pairs, "per", d.Per, Texts);
        Add(pairs, "target", d.Target, _style.Text);
        AddValue(pairs, "with-other-tags", d.WithOtherTags, _style.Plain);
        AddValue(pairs, "until", d.UntilTotalSize, s => new Pairs { new("total-size", _style.Size(s)) });
        return pairs.Count > 0 ? pairs : _style.Text("all");
    }

    private Pairs Except(OracleExcept e)
    {
        var pairs = new Pairs();
        AddValue(pairs, "newest", e.Newest, _style.Plain);
        pairs.AddRange(Calendar(e));
        return pairs;
    }

    private Pairs Calendar(OracleCalendar c)
    {
        var pairs = new Pairs();
        pairs.AddRange(c.Counts().Select(k => KeyValuePair.Create(k.Unit, _style.Plain(k.Count))));
        Add(pairs, "within", c.Within, w => w.Select(k => KeyValuePair.Create(k.Key, _style.Duration(k.Value))).ToList());
        Add(pairs, "pick", c.Pick, _style.Text);
        return pairs;
    }

    private object Keep(OracleKeep k)
    {
        var pairs = new Pairs();
        AddValue(pairs, "newest", k.Newest, _style.Plain);
        AddValue(pairs, "younger-than", k.YoungerThan, _style.Duration);
        AddValue(pairs, "pulled-within", k.PulledWithin, _style.Duration);
        AddValue(pairs, "most-recently-pulled", k.MostRecentlyPulled, _style.Plain);
        AddValue(pairs, "total-size", k.TotalSize, _style.Size);
        pairs.AddRange(Calendar(k));
        Add(pairs, "order-by", k.OrderBy, OrderBy);
        Add(pairs, "per", k.Per, Texts);
        Add(pairs, "join", k.Join, _style.Text);
        return pairs.Count > 0 ? pairs : _style.Text("all");
    }

    private Pairs Match(OracleMatch m)
    {
        var pairs = new Pairs();
        Add(pairs, "tags", m.Tags, Texts);
        Add(pairs, "tags", m.TagsBy, Tags);
        AddValue(pairs, "tagged", m.Tagged, _style.Plain);
        Add(pairs, "digests", m.Digests, Texts);
        AddValue(pairs, "older-than", m.OlderThan, _style.Duration);
        AddValue(pairs, "younger-than", m.YoungerThan, _style.Duration);
        AddValue(pairs, "not-pulled-for", m.NotPulledFor, _style.Duration);
        Add(pairs, "kind", m.Kind, Texts);
        Add(pairs, "media-type", m.MediaType, Texts);
        Add(pairs, "artifact-type", m.ArtifactType, Texts);
        Add(pairs, "platform", m.Platform, Texts);
        Add(pairs, "labels", m.Labels, Values);
        Add(pairs, "annotations", m.Annotations, Values);
        Add(pairs, "referrers", m.Referrers, Referrers);
        Add(pairs, "expired", m.Expired, Texts);
        AddValue(pairs, "larger-than", m.LargerThan, _style.Size);
        Add(pairs, "state", m.State, _style.Text);
        Add(pairs, "pull-request", m.PullRequest, PullRequest);
        Add(pairs, "branch", m.Branch, b => new Pairs { new("name", _style.Text(b.Name)), new("state", _style.Text(b.State)) });
        Add(pairs, "commit", m.Commit, c => new Pairs
        {
            new("from", _style.Text(c.From)),
            new("reachable-from", _style.Text("main")),
            new("is", _style.Plain(c.Is)),
        });
        Add(pairs, "any", m.Any, Matches);
        Add(pairs, "all", m.All, Matches);
        Add(pairs, "not", m.Not, Match);
        return pairs;
    }

    private Pairs PullRequest(OraclePullRequest p)
    {
        var pairs = new Pairs { new("number", _style.Text(p.Number)), new("state", _style.Text(p.State)) };
        AddValue(pairs, "for", p.For, _style.Duration);
        return pairs;
    }

    private object Referrers(OracleReferrers r)
    {
        var pairs = new Pairs();
        Add(pairs, "any", r.Any, Texts);
        Add(pairs, "all", r.All, Texts);
        Add(pairs, "none", r.None, Texts);
        return pairs;
    }

    private object Tags(OracleTags t)
    {
        var pairs = new Pairs();
        Add(pairs, "any", t.Any, Texts);
        Add(pairs, "all", t.All, Texts);
        Add(pairs, "none", t.None, Texts);
        Add(pairs, "every-pattern", t.EveryPattern, Texts);
        Add(pairs, "regex", t.Regex, _style.Text);
        Add(pairs, "not-regex", t.NotRegex, _style.Text);
        Add(pairs, "semver", t.Semver, _style.Text);
        Add(pairs, "version", t.Version, _style.Text);
        return pairs;
    }

    private object OrderBy(string order) =>
        NaiveOrder.Captured(order) is { } captured
            ? new Pairs { new("group", _style.Text(captured.Group)), new("as", _style.Text(captured.Kind)) }
            : _style.Text(order);

    private object Texts(IReadOnlyList<string> values) => _style.OneOrMany(values.Select(_style.Text));

    private object Matches(IReadOnlyList<OracleMatch> values) => (List<object>)[.. values.Select(Match)];

    private object Values(IReadOnlyDictionary<string, string> values) =>
        values.Select(v => KeyValuePair.Create(v.Key, _style.Text(v.Value))).ToList();

    private static void Add<T>(Pairs pairs, string key, T? value, Func<T, object> write)
    {
        if (value is not null)
        {
            pairs.Add(new(key, write(value)));
        }
    }

    private static void AddValue<T>(Pairs pairs, string key, T? value, Func<T, object> write)
        where T : struct
    {
        if (value is not null)
        {
            pairs.Add(new(key, write(value.Value)));
        }
    }

    private static void AddMapping(Pairs pairs, string key, Pairs value)
    {
        if (value.Count > 0)
        {
            pairs.Add(new(key, value));
        }
    }
}
