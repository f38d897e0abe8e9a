using System.Collections.Immutable;
using System.Text.Json.Nodes;
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
        "PE2040", "Group that the rule does not have", "'{0}' is not a group of this rule.{1}", DiagnosticSeverity.Error,
        "`per` takes `semver.major`, `semver.minor`, or the name of a capture group in the rule's `match.tags.regex`: with `regex: \"(?<flavour>alpine|slim)-.*\"`, `per: flavour`.");

    /// <summary>The key.</summary>
    public static Property<ImmutableArray<ScalarSyntax>> Property { get; } = new(
        "per", new ListType<ScalarSyntax>(new GroupNameType(), 10),
        "Counts are per group: 'semver.major', 'semver.minor' (major and minor), or the name of a capture group in 'match.tags.regex'; several make finer groups. "
        + "An image is spared if it is among the first in the group of any of its selected tags; one without a group is spared.")
    {
        Examples = [GroupKey.Major, GroupKey.Minor],
    };

    private sealed class GroupNameType : ScalarType<ScalarSyntax>
    {
        protected override string Expected => "the name of a group";

        public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

        protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out ScalarSyntax value)
        {
            value = scalar;
            return YamlTyping.TryText(scalar, key, context, out _);
        }
    }
}
