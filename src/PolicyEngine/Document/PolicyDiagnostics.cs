using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Document;

/// <summary>The diagnostics of a policy's structure: PE2041 to PE2069.</summary>
internal static class PolicyDiagnostics
{
    public static readonly DiagnosticDescriptor EmptyFile = new(
        "PE2041",
        "File without a policy",
        "The file contains no policy.",
        DiagnosticSeverity.Error,
        "The file is empty, or contains only comments. Create a first policy with `policyengine init`."
    );

    public static readonly DiagnosticDescriptor NotAPolicy = new(
        "PE2042",
        "File that is not a policy",
        "A policy is a mapping of keys to values, not {0}.",
        DiagnosticSeverity.Error,
        "A policy begins with `version: 1` and has `rules`."
    );

    public static readonly DiagnosticDescriptor UnknownVersion = new(
        "PE2043",
        "Unknown version of the language",
        "This program supports version 1 of the language, not {0}.",
        DiagnosticSeverity.Error,
        "`version: 1` says which language the file is written in. A file in a later version "
            + "needs a later program, which may read the same keys differently."
    );

    public static readonly DiagnosticDescriptor NoAction = new(
        "PE2044",
        "Rule without an action",
        "The rule '{0}' has neither 'delete' nor 'keep'.",
        DiagnosticSeverity.Error,
        "A rule has exactly one of `delete` and `keep`: `delete: { older-than: 14d }`, `keep: { newest: 5 }`, or `delete: all`."
    );

    public static readonly DiagnosticDescriptor TwoActions = new(
        "PE2045",
        "Rule with two actions",
        "The rule '{0}' has both 'delete' and 'keep'.",
        DiagnosticSeverity.Error,
        "A rule has exactly one of `delete` and `keep`. To delete all but the newest, write `delete: { except-newest: 3 }`."
    );

    public static readonly DiagnosticDescriptor DuplicateId = new(
        "PE2046",
        "Id that is used twice",
        "The id '{0}' is used twice.",
        DiagnosticSeverity.Error,
        "Plans and reports name rules and protections by their id, so each is used once in a file."
    );

    public static readonly DiagnosticDescriptor EmptyAction = new(
        "PE2047",
        "Action without a criterion",
        "{0}",
        DiagnosticSeverity.Error,
        "A rule must say which of the selected images it means. `keep` needs a criterion (`newest`, "
            + "`younger-than`, `pulled-within`, `most-recently-pulled`, `total-size`, a period such as "
            + "`daily`), `delete` a limit or a count; `order-by`, `per` and `of` only say how a count is made. "
            + "To keep or delete everything selected, write `keep: all` or `delete: all`."
    );

    public static readonly DiagnosticDescriptor Excludes = new(
        "PE2048",
        "Keys that exclude each other",
        "'{0}' and '{1}' exclude each other.",
        DiagnosticSeverity.Error,
        "`except-newest: 3` is short for `except: { newest: 3 }`, so one of them is enough. `target: tags` removes "
            + "single tags from images that are kept, `with-other-tags: true` deletes the image with all its tags. A quota "
            + "(`until`, `total-size`) covers all images together, so `per` has no meaning beside it."
    );

    public static readonly DiagnosticDescriptor NeedsCount = new(
        "PE2049",
        "Key without the count it belongs to",
        "'{0}' has no effect: nothing is counted here.",
        DiagnosticSeverity.Warning,
        "The key says how something is counted, but nothing is counted here."
    );

    public static readonly DiagnosticDescriptor EmptyProtection = new(
        "PE2050",
        "Protection without a condition",
        "The protection has no condition.",
        DiagnosticSeverity.Error,
        "An entry of `protect` needs at least one condition, such as `tags: [\"v*\"]`. To protect everything, write `tags: \"*\"`."
    );

    public static readonly DiagnosticDescriptor BadTarget = new(
        "PE2051",
        "Target that cannot be read",
        "'{0}' is not a target: {1}.",
        DiagnosticSeverity.Error,
        "A target is `registry/repository`, where the repository may be a glob (`ghcr.io/acme/api-*`), or "
            + "`oci-layout:PATH` for an OCI image layout, or a mapping with `registry` and `repositories`."
    );

    public static readonly DiagnosticDescriptor BadUrl = new(
        "PE2052",
        "URL that cannot be used",
        "'{0}' cannot be used as {1}: {2}.",
        DiagnosticSeverity.Error,
        "URLs are absolute, https, and without user name, query and fragment. http is only for loopback "
            + "addresses, or with `insecure: true`, since passwords and plans would be sent unencrypted."
    );

    public static readonly DiagnosticDescriptor BadLimit = new(
        "PE2053",
        "Limit that cannot be read",
        "'max-delete' must be a count or a percentage from 0% to 100%, not {0}.{1}",
        DiagnosticSeverity.Error,
        "`max-delete: 20` allows 20 deleted images, `max-delete: 25%` a quarter of the repository's images."
    );

    public static readonly DiagnosticDescriptor DifferentSettings = new(
        "PE2054",
        "Settings that differ between policies of one repository",
        "The policies of {0} differ in {1}.",
        DiagnosticSeverity.Error,
        "Several policies for one repository are combined: all protections, all rules, the stricter limits. "
            + "Settings have no stricter value, so they must be the same in all of these files."
    );

    public static readonly DiagnosticDescriptor UnknownTimeZone = new(
        "PE2060",
        "Unknown time zone",
        "'{0}' is not the name of a time zone.{1}",
        DiagnosticSeverity.Error,
        "A time zone is written with its IANA name, such as `Europe/Berlin` or `America/New_York`, so that the clock "
            + "changes of summer time are known. The database of zones is part of the program, not of the machine."
    );

    public static readonly DiagnosticDescriptor CalendarByTime = new(
        "PE2061",
        "Order beside a count by the calendar",
        "'{0}' has no effect here: counts by the calendar always order images by time.",
        DiagnosticSeverity.Warning,
        "`hourly`, `daily`, `weekly`, `monthly`, `quarterly` and `yearly` keep the newest image of "
            + "each period, or the oldest with `pick: oldest`. `order-by` is for `newest` and for quotas. "
            + "An image without a key for that order takes no place and is kept."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        EmptyFile,
        NotAPolicy,
        UnknownVersion,
        NoAction,
        TwoActions,
        DuplicateId,
        EmptyAction,
        Excludes,
        NeedsCount,
        EmptyProtection,
        BadTarget,
        BadUrl,
        BadLimit,
        DifferentSettings,
        UnknownTimeZone,
        CalendarByTime,
    ];
}
