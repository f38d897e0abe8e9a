using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Binding;

/// <summary>The diagnostics of binding values and mappings, whatever the key: PE2001 to PE2039.</summary>
internal static class LanguageDiagnostics
{
    public static readonly DiagnosticDescriptor UnknownKey = new(
        "PE2001",
        "Unknown key",
        "'{0}' is not a key of {1}.{2}",
        DiagnosticSeverity.Error,
        "A key that PolicyEngine does not know would be ignored silently, and in a "
            + "retention policy that costs images. Keys are written in kebab-case. "
            + "At the top of the file, keys that begin with `x-` are ignored and may hold shared anchors."
    );

    public static readonly DiagnosticDescriptor MissingKey = new(
        "PE2002",
        "Missing key",
        "{0} lacks the key '{1}'.",
        DiagnosticSeverity.Error,
        "A required key is absent. A policy needs `version` and `rules`, a rule needs `id` and exactly one of `delete` and `keep`."
    );

    public static readonly DiagnosticDescriptor WrongType = new(
        "PE2003",
        "Value of a wrong type",
        "{0} must be {1}, not {2}.{3}",
        DiagnosticSeverity.Error,
        "The value cannot be read as what the key needs. The reference "
            + "(`schema/language.md`) says for each key what it takes; editors show it on hover."
    );

    public static readonly DiagnosticDescriptor UnitMissing = new(
        "PE2004",
        "Number without a unit",
        "'{0}' is {1} without a unit; it must be {2}.",
        DiagnosticSeverity.Error,
        "Durations and sizes need a unit: `30` could mean seconds or days. Durations: `s`, "
            + "`m` (minutes), `h`, `d`, `w`, `mo` (30 days), `y` (365 days). "
            + "Sizes: `B`, `kB`, `MB`, `GB`, `TB` (decimal), `KiB`, `MiB`, `GiB`, `TiB` (binary)."
    );

    public static readonly DiagnosticDescriptor NotABoolean = new(
        "PE2005",
        "Word that is not a boolean in YAML 1.2",
        "'{0}' must be true or false, but '{1}' is text in YAML 1.2.",
        DiagnosticSeverity.Error,
        "`yes`, `no`, `on` and `off` were booleans in YAML 1.1 and are text in YAML 1.2. Write `true` or `false`."
    );

    public static readonly DiagnosticDescriptor NotAText = new(
        "PE2006",
        "Text that YAML reads as something else",
        "'{0}' must be text, but YAML reads {1} as {2}.",
        DiagnosticSeverity.Error,
        "YAML gives unquoted words a type: `1.10` is the number 1.1, `1e3` is 1000, `true` "
            + "is a boolean, `~` is null. Such a tag must be quoted: `\"1.10\"`."
    );

    public static readonly DiagnosticDescriptor LooksLikeABoolean = new(
        "PE2007",
        "Text that YAML 1.1 reads as a boolean",
        "'{0}' is text here, but a boolean to tools that read YAML 1.1.",
        DiagnosticSeverity.Warning,
        "`yes`, `no`, `on`, `off`, `y` and `n` are booleans in YAML 1.1, which many "
            + "editors and linters still follow. Quote the word to be safe."
    );

    public static readonly DiagnosticDescriptor NotOneOf = new(
        "PE2008",
        "Value that is not one of the choices",
        "'{0}' must be one of {1}, not {2}.{3}",
        DiagnosticSeverity.Error,
        "The key takes one of a few words. They are case-sensitive."
    );

    public static readonly DiagnosticDescriptor EmptyList = new(
        "PE2009",
        "Empty list or mapping",
        "'{0}' is empty.",
        DiagnosticSeverity.Error,
        "An empty list or mapping selects nothing, and a condition that never holds is "
            + "nearly always a mistake. Leave the key out, or name at least one value."
    );

    public static readonly DiagnosticDescriptor BadGlob = new(
        "PE2010",
        "Pattern that would be misread",
        "The pattern '{0}' would be misread: {1}.",
        DiagnosticSeverity.Error,
        "Globs support `*` (any run), `?` (one character), `[a-z]` and `[!a-z]`. Other "
            + "notations (`{a,b}`, `[^a]`, `\\*`) mean something else in common libraries, "
            + "or nothing at all, and if a protecting pattern matches nothing, images are deleted."
    );

    public static readonly DiagnosticDescriptor BadRegex = new(
        "PE2011",
        "Regular expression that cannot be used",
        "The regular expression '{0}' cannot be used: {1}.",
        DiagnosticSeverity.Error,
        """
        Regular expressions match whole tags, case-sensitively, and run without backtracking, so no pattern can stall. Look-arounds, back-references and atomic groups
        are not available. State separately what must not match: the tags that `^(?!v\d+\.\d+\.\d+$)(?!latest).*` selects are

            match:
              tags: ["*", "!latest*"]
              not: { tags: { regex: "v[0-9]+[.][0-9]+[.][0-9]+" } }

        `!` excludes tags from a list, `none` under `tags` leaves out images that have such a tag, `not` those for which a condition holds. What must never be deleted
        belongs under `protect`, where no rule overrides it.
        """
    );

    public static readonly DiagnosticDescriptor BadDigest = new(
        "PE2012",
        "Text that is not a digest",
        "'{0}' is not a full digest.",
        DiagnosticSeverity.Error,
        "A digest is written in full: `sha256:` and 64 lower-case hexadecimal digits. A prefix could name several images."
    );

    public static readonly DiagnosticDescriptor BadRange = new(
        "PE2013",
        "Version range that cannot be read",
        "'{0}' is not part of a version range.{1}",
        DiagnosticSeverity.Error,
        "A range is made of comparators joined by spaces, and of alternatives joined by `||`: of `semver` with full "
            + "versions, `>=1.0.0 <2.0.0`, of `version` with one to four numbers, `>=1.4 <2`. Also `*`, `stable` and "
            + "`prerelease`. "
            + "Names before the version and flavours are not part of a range: select them by a "
            + "pattern beside it, `tags: { version: \">=1.4\", any: \"*-alpine\" }`. "
            + "Short forms such as `^1`, `~1.2` and `1.x` are not supported; npm's `1.x` is `>=1.0.0 <2.0.0-0` of `semver`, "
            + "which leaves out the pre-releases of 2.0.0, and `>=1 <2` of `version`, which does so too."
    );

    public static readonly DiagnosticDescriptor BadIdentifier = new(
        "PE2014",
        "Text that is not an id",
        "'{0}' is not an id such as 'pull-requests': lower-case letters, digits and hyphens.{1}",
        DiagnosticSeverity.Error,
        "Ids begin with a lower-case letter or a digit, followed by lower-case letters, digits and "
            + "hyphens: `[a-z0-9][a-z0-9-]*`. They name the rule in plans and reports."
    );

    public static readonly DiagnosticDescriptor TooLong = new(
        "PE2015",
        "Value over a bound",
        "'{0}' has {1}; the most is {2}.",
        DiagnosticSeverity.Error,
        "Limits keep policies readable and the compiler fast for any file."
    );

    public static readonly DiagnosticDescriptor RepeatedValue = new(
        "PE2016",
        "Value that is listed twice",
        "'{0}' is listed twice.",
        DiagnosticSeverity.Warning,
        "The second entry changes nothing; perhaps something else was meant."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        UnknownKey,
        MissingKey,
        WrongType,
        UnitMissing,
        NotABoolean,
        NotAText,
        LooksLikeABoolean,
        NotOneOf,
        EmptyList,
        BadGlob,
        BadRegex,
        BadDigest,
        BadRange,
        BadIdentifier,
        TooLong,
        RepeatedValue,
    ];
}
