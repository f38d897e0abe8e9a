namespace PolicyEngine.Conditions;

/// <summary>The keys of the two actions by name: conditions only point to them, and the
/// catalog of criteria is built on the conditions. A test compares the two.</summary>
internal static class ActionKeys
{
    public static readonly string[] Delete =
    [
        "older-than",
        "not-pulled-for",
        "except-newest",
        "except",
        "of",
        "order-by",
        "per",
        "target",
        "with-other-tags",
        "until",
    ];

    public static readonly string[] Keep =
    [
        "newest",
        "younger-than",
        "pulled-within",
        "most-recently-pulled",
        "total-size",
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "yearly",
        "within",
        "pick",
        "order-by",
        "per",
        "join",
    ];
}
