using System.Collections.Immutable;
using PolicyEngine.Conditions;

/// <summary><c>acme.at-customer: [globex]</c>: images that one of these customers runs, as this program's own database knows.</summary>
internal sealed class AtCustomer(IReadOnlyDictionary<string, string[]> installed) : PolicyCondition
{
    public override string Keyword => "acme.at-customer";

    public override Func<ConditionSubject, bool?> Prepare(ImmutableArray<string> values)
    {
        var unknown = values.FirstOrDefault(customer => !installed.ContainsKey(customer));
        if (unknown is not null)
        {
            throw new FormatException($"'{unknown}' is not a customer");
        }

        var tags = values.SelectMany(customer => installed[customer]).ToHashSet(StringComparer.Ordinal);
        return subject => subject.Tags.Any(tags.Contains);
    }
}
