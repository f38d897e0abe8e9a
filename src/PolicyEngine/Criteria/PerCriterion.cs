using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary><c>per</c>: counts are per group.</summary>
internal static class PerCriterion
{
    /// <summary>The diagnostic for a group that no regular expression of the rule has.</summary>
    public static readonly DiagnosticDescriptor UnknownGroup = new(
        "PE2040",
        "Group that the rule does not have",
        "'{0}' is not a group of this rule.{1}",
        DiagnosticSeverity.Error,
        "`per` takes `version.major`, `version.minor`, `version.patch`, `version.flavour`, `semver.major`, "
            + "`semver.minor`, `label:NAME`, `annotation:NAME`, or the name of a capture group in the rule's "
            + "`match.tags.regex`: with `regex: \"(?<flavour>alpine|slim)-.*\"`, `per: flavour`. "
            + "`group` under `order-by` takes the name of such a capture group."
    );

    /// <summary>The key.</summary>
    public static Property<ImmutableArray<ScalarSyntax>> Property { get; } =
        new(
            "per",
            new ListType<ScalarSyntax>(new GroupNameType(), 10),
            "Counts are per group: 'version.major', 'version.minor' (major and minor), 'version.patch', "
                + "'version.flavour', 'semver.major', 'semver.minor', 'label:NAME', 'annotation:NAME', "
                + "or the name of a capture group in 'match.tags.regex'; several make finer groups. "
                + "Groups of 'version' never mix flavours, nor names before the version. "
                + "An image is spared if it is among the first in the group of any of its selected tags; one without a group is spared."
        )
        {
            Examples = ["version.minor", GroupKey.Major, "label:org.opencontainers.image.ref.name"],
        };
}
