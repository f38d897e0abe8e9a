using System.Reflection;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using PolicyEngine.Document;
using Xunit;

namespace PolicyEngine.Tests.Oracle;

/// <summary>
/// The oracle knows the whole language: each condition, criterion and setting is generated, and the naive evaluator
/// decides otherwise where it is taken away. A new one that the oracle does not know would escape the differential test.
/// What goes by other repositories or by sources outside (<c>in-use</c>, <c>base-of-kept</c>) is not part of it, and has its own tests.
/// </summary>
public sealed class OracleCatalogTests
{
    private const int Cases = 6000;

    /// <summary>The keys of a mapping, and the record that the oracle has for it.</summary>
    private static readonly (Type Record, string[] Keywords)[] s_catalogs =
    [
        (typeof(OracleMatch), [.. ConditionCatalog.All.Select(c => c.Keyword)]),
        (typeof(OracleTags), [.. TagsCondition.OwnKeys, "any", "all"]),
        (typeof(OracleDelete), Keywords(CriterionCatalog.Delete)),
        (typeof(OracleKeep), Keywords(CriterionCatalog.Keep)),
        (typeof(OracleExcept), Keywords(ExceptCriterion.Shape)),
        // Without a notice, 'announce' decides nothing.
        (typeof(OracleSettings), [.. Keywords(SettingsType.Shape).Where(keyword => keyword != "announce")]),
        (typeof(OracleLimits), Keywords(LimitsType.Shape)),
    ];

    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.Ordinal)
    {
        ["TagsBy"] = "tags",
        ["MaxDeletePercent"] = "max-delete",
        ["UntilTotalSize"] = "until",
    };

    private static readonly Lazy<HashSet<string>> s_decisive = new(FindDecisive);

    public static TheoryData<string> Keys => [.. s_catalogs.SelectMany(c => c.Keywords.Select(k => Name(c.Record, k)))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_key_is_generated_and_decides(string key) => Assert.Contains(key, s_decisive.Value);

    [Theory]
    [InlineData("Match/created-on-weekday")]
    [InlineData("Keep/older-than")]
    [InlineData("Settings/until")]
    public void A_key_that_the_oracle_does_not_know_is_missed(string key) => Assert.DoesNotContain(key, s_decisive.Value);

    private static string[] Keywords(MappingShape shape) => [.. shape.Keywords];

    private static string Name(Type record, string keyword) => $"{record.Name["Oracle".Length..]}/{keyword}";

    private static string KeywordOf(PropertyInfo property) =>
        s_otherNames.GetValueOrDefault(property.Name) ?? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name);

    private static HashSet<string> FindDecisive()
    {
        var wanted = s_catalogs.SelectMany(c => c.Keywords.Select(k => Name(c.Record, k))).ToHashSet();
        var found = new HashSet<string>();
        for (var seed = 0; seed < Cases && !wanted.IsSubsetOf(found); seed++)
        {
            var @case = OracleCase.FromSeed(seed);
            string? expected = null;
            foreach (var (key, policies) in Without(@case.Policies))
            {
                if (
                    !found.Contains(key)
                    && TryText(@case with { Policies = policies }) is { } changed
                    && changed != (expected ??= Text(@case))
                )
                {
                    found.Add(key);
                }
            }
        }

        return found;
    }

    private static string Text(OracleCase @case) => System.Text.Json.JsonSerializer.Serialize(@case.Expected());

    /// <summary>Null where the rest is not a policy any more.</summary>
    private static string? TryText(OracleCase @case)
    {
        try
        {
            return Text(@case);
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The policies without one key, for each that is written somewhere.</summary>
    private static IEnumerable<(string Key, IReadOnlyList<OraclePolicy> Policies)> Without(IReadOnlyList<OraclePolicy> policies) =>
        Smaller(policies).Select(s => (s.Key, (IReadOnlyList<OraclePolicy>)s.Value));

    private static IEnumerable<(string Key, object Value)> Smaller(object value)
    {
        if (value is System.Collections.IList list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (IsRecord(list[i]!.GetType()))
                {
                    foreach (var (key, smaller) in Smaller(list[i]!))
                    {
                        var copy = Array.CreateInstance(list[i]!.GetType(), list.Count);
                        list.CopyTo(copy, 0);
                        copy.SetValue(smaller, i);
                        yield return (key, copy);
                    }
                }
            }

            yield break;
        }

        foreach (var property in value.GetType().GetProperties().Where(p => p.CanWrite && p.GetValue(value) is not null))
        {
            var current = property.GetValue(value)!;
            if (s_catalogs.Any(c => c.Record == value.GetType()))
            {
                yield return (Name(value.GetType(), KeywordOf(property)), With(value, property, null));
            }

            if (current is System.Collections.IList || IsRecord(current.GetType()))
            {
                foreach (var (key, smaller) in Smaller(current))
                {
                    yield return (key, With(value, property, smaller));
                }
            }
        }
    }

    private static bool IsRecord(Type type) => type.Name.StartsWith("Oracle", StringComparison.Ordinal);

    private static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }
}
