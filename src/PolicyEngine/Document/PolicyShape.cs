using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Inputs;
using PolicyEngine.Policies;

namespace PolicyEngine.Document;

/// <summary>The keys of a policy file.</summary>
internal static class PolicyShape
{
    public static readonly Property<int> Version = new(
        "version",
        new VersionType(),
        "The version of the policy language that the file is written in; the only one is 1."
    )
    {
        IsRequired = true,
    };
    public static readonly Property<string> Name = new("name", new TextType(), "A short name, shown in reports.") { Examples = ["web"] };
    public static readonly Property<string> Description = new("description", new TextType(), "What the policy is for; shown in reports.")
    {
        Examples = ["Retention for the web images."],
    };

    /// <summary>The declarations, which are read and taken away before the rest is bound.</summary>
    public static readonly Property<ImmutableArray<InputDeclaration>> Inputs = new(
        InputExpansion.Keyword,
        new InputsType(),
        "Values that are given with each run: by '--set NAME=VALUE', or in the environment variable "
            + "POLICYENGINE_INPUT_NAME. '${{ inputs.NAME }}' stands for the value, which is taken as it is, also in patterns."
    )
    {
        Examples = [new JsonObject { ["pr"] = new JsonObject { ["type"] = "number" } }],
    };

    public static readonly Property<ImmutableArray<PolicyTarget>> Targets = new(
        "targets",
        new ListType<PolicyTarget>(new TargetType(), isPartial: true),
        "What the policy applies to: registry/repository (the repository may be a glob), "
            + "oci-layout:PATH, or a mapping. '--target' on the command line replaces it."
    )
    {
        Examples =
        [
            new JsonArray("ghcr.io/acme/web"),
            new JsonArray(
                new JsonObject { ["registry"] = "registry.example.com", ["repositories"] = new JsonArray("team/**", "!team/base") }
            ),
        ],
    };

    public static readonly Property<ImmutableArray<FactSource>> Facts = new(
        "facts",
        new FactsType(),
        "Where the facts come from that 'pull-request', 'branch' and 'commit' go by. They are read once, before planning."
    )
    {
        Examples = [new JsonObject { ["pull-requests"] = new JsonObject { ["repository"] = "acme/web" } }],
    };

    public static readonly Property<PolicySettings> Settings = new(
        "settings",
        new SettingsType(),
        "How rules are weighed, and how ages are counted."
    )
    {
        Examples = [new JsonObject { ["grace"] = "1d" }],
    };
    public static readonly Property<PolicyLimits> Limits = new(
        "limits",
        new LimitsType(),
        "Brakes: a plan over a limit is refused as a whole for that repository."
    )
    {
        Examples = [new JsonObject { ["max-delete"] = "25%", ["min-remaining"] = 5 }],
    };

    public static readonly Property<ImmutableArray<ProtectionType.Entry>> Protect = new(
        "protect",
        new ListType<ProtectionType.Entry>(new ProtectionType(), isPartial: true),
        "A veto that nothing overrides. Each entry has conditions of 'match', all of which must hold, or 'in-use'."
    )
    {
        Examples = [new JsonArray(new JsonObject { ["id"] = "released", ["tags"] = new JsonArray("v*", "latest") })],
        OtherWords = ["protected", "protection", "exempt", "exclude", "exclusions", "ignore"],
    };

    public static readonly Property<ImmutableArray<Rule>> Rules = new(
        "rules",
        new ListType<Rule>(new RuleType(), isPartial: true),
        "What is deleted and what is kept. Each rule has exactly one of 'delete' and 'keep'."
    )
    {
        IsRequired = true,
        OtherWords = ["policies", "policy"],
        Examples =
        [
            new JsonArray(
                new JsonObject
                {
                    ["id"] = "pull-requests",
                    ["match"] = new JsonObject { ["tags"] = new JsonArray("pr-*") },
                    ["delete"] = new JsonObject { ["older-than"] = "14d", ["except-newest"] = 3 },
                }
            ),
        ],
    };

    /// <summary>The shape of the document.</summary>
    public static readonly MappingShape Document = new(
        "the policy",
        [Version, Name, Description, Inputs, Targets, Facts, Settings, Limits, Protect, Rules]
    )
    {
        AllowsExtensions = true,
        Elsewhere = static () =>
            [
                ("under 'settings'", SettingsType.Shape.Keywords),
                ("under 'limits'", LimitsType.Shape.Keywords),
                ("into a rule, under 'rules'", RuleType.Shape.Keywords.Except([Description.Keyword])),
            ],
    };

    private sealed class VersionType : ScalarType<int>
    {
        protected override string Expected => "1";

        public override JsonObject Schema() => new() { ["type"] = "integer", ["enum"] = new JsonArray(1) };

        protected override bool TryBindScalar(Syntax.ScalarSyntax scalar, string key, BindingContext context, out int value)
        {
            value = 1;
            if (scalar is { IsPlain: true, Value: "1" })
            {
                return true;
            }

            context.Report(
                PolicyDiagnostics.UnknownVersion,
                scalar,
                scalar.Value is "1" or "1.0" or "v1" && scalar.Source.ToString(scalar.Span) != "1"
                    ? Diagnostics.CodeFix.Replace("Write 1", scalar.Span, "1")
                    : null,
                scalar.IsPlain ? Quote.Kind(scalar) : $"the text {Quote.Yaml(Quote.Cap(scalar.Value))}"
            );
            return false;
        }
    }
}
