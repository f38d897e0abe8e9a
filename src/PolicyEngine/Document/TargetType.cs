using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary>An entry of <c>targets</c>: <c>registry/repository</c>, <c>oci-layout:PATH</c>, or a mapping.</summary>
internal sealed class TargetType : ValueType<PolicyTarget>
{
    private static readonly Property<string> Registry = new("registry", new TextType(), "The registry, as host or host:port.")
    {
        IsRequired = true,
        Examples = ["ghcr.io", "registry.example.com:5000"],
    };

    private static readonly Property<GlobList> Repositories = new(
        "repositories",
        new GlobListType(isPath: true),
        "The repositories, by globs: '*' does not cross '/', '**' does, '!' excludes "
            + "whatever the order. By default all that the registry lists."
    )
    {
        Examples = [new JsonArray("team/**", "!team/base")],
    };

    private static readonly Property<string> Url = new(
        "url",
        new TextType(),
        "The base URL; by default https:// and the registry. http only for loopback, or with 'insecure: true'."
    )
    {
        Examples = ["http://127.0.0.1:5000"],
    };

    private const string ApiUrlKey = "api-url";

    private static readonly Property<string> ApiUrl = new(
        ApiUrlKey,
        new TextType(),
        $"The base URL of GitHub's REST API, for GitHub Enterprise Server (provider "
            + $"{string.Join(", ", RegistryKind.All.Where(k => k.TargetKeys.Contains(ApiUrlKey)).Select(k => k.Name))})."
    )
    {
        Examples = ["https://ghe.example.com/api/v3"],
    };

    private static readonly Property<string> Provider = new(
        "provider",
        new ChoiceType<string>([.. RegistryKind.All.Select(k => (k.Name, k.Name))]),
        $"The registry kind. By default "
            + $"{string.Concat(RegistryKind.All.SelectMany(k => k.Hosts, (k, host) => $"'{k.Name}' for {host}, "))}"
            + $"'{RegistryKind.Oci.Name}' "
            + $"for all others."
    );

    private static readonly Property<bool> Insecure = new(
        "insecure",
        new BooleanType(),
        "Allows http to other hosts than loopback. Passwords are then sent unencrypted."
    )
    {
        Default = false,
    };

    private static readonly MappingShape Shape = new("a target", [Registry, Repositories, Url, ApiUrl, Provider, Insecure]);

    /// <summary>The definition in the JSON schema: a target may stand alone or in a list.</summary>
    internal static SchemaDefinition Definition { get; } =
        new(
            "target",
            "Target",
            "What the policy applies to: registry/repository, where the repository may be a glob; oci-layout:PATH; or a mapping.",
            Define
        );

    /// <inheritdoc/>
    public override JsonObject Schema() => Definition.Reference();

    private static JsonObject Define() =>
        new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "string",
                    ["minLength"] = 3,
                    ["description"] = "registry/repository, where the repository may be a glob, or oci-layout:PATH.",
                    ["examples"] = new JsonArray("ghcr.io/acme/web", "ghcr.io/acme/api-*", "oci-layout:./registry"),
                },
                Shape.Schema()
            ),
        };

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out PolicyTarget value)
    {
        value = null!;
        if (node is ScalarSyntax scalar)
        {
            if (!YamlTyping.TryText(scalar, key, context, out _) || !FilledPatterns.TryGlob(scalar, context, out var text))
            {
                return false;
            }

            if (TargetParser.Parse(text, out var problem) is not { } target)
            {
                context.Report(PolicyDiagnostics.BadTarget, node, Quote.Cap(text), problem);
                return false;
            }

            value = target with { Location = node.Location };
            return true;
        }

        if (context.BindMapping(node, Shape) is not { } bag || !bag.TryGet(Registry, out var registry))
        {
            return false;
        }

        if (!TargetParser.IsRegistry(registry))
        {
            context.Report(PolicyDiagnostics.BadTarget, bag.Nodes[Registry], Quote.Cap(registry), "a registry is host[:port]");
            return false;
        }

        var insecure = bag.Get(Insecure, false);
        var areNames =
            !bag.TryGet(Repositories, out var repositories)
            || registry == TargetParser.Layout
            || (AreNames(repositories.Included, string.Empty, context) & AreNames(repositories.Excluded, "!", context));

        value = new PolicyTarget
        {
            Registry = registry,
            Provider = bag.TryGet(Provider, out var provider) ? provider : TargetParser.InferProvider(registry),
            Repositories = repositories ?? new GlobList([], []),
            Url = BindUrl(bag, Url, insecure, context),
            ApiUrl = BindUrl(bag, ApiUrl, insecure, context),
            Insecure = insecure,
            Location = node.Location,
        };
        return areNames && bag.Values.Count == bag.Syntax.Properties.Length;
    }

    private static bool AreNames(IEnumerable<GlobPattern> patterns, string prefix, BindingContext context)
    {
        var right = true;
        foreach (var pattern in patterns)
        {
            if (pattern.Location is { } place && TargetParser.ProblemOf(pattern.Text) is { } problem)
            {
                context.Diagnostics.Add(Diagnostic.Create(PolicyDiagnostics.BadTarget, place, Quote.Cap(prefix + pattern.Text), problem));
                right = false;
            }
        }

        return right;
    }

    private static Uri? BindUrl(PropertyBag bag, Property<string> property, bool insecure, BindingContext context)
    {
        if (!bag.TryGet(property, out var text))
        {
            return null;
        }

        var url = TargetParser.ParseUrl(text, insecure, out var problem);
        if (url is null)
        {
            context.Report(PolicyDiagnostics.BadUrl, bag.Nodes[property], Quote.Cap(WithoutPassword(text)), property.Keyword, problem);
        }

        return url;
    }

    /// <summary>The URL as it may stand in a message and a log: what is before an '@' may be a password.</summary>
    private static string WithoutPassword(string url) =>
        url.LastIndexOf('@') is var at and >= 0
            ? string.Concat(
                url.AsSpan(0, url.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 && slashes < at ? slashes + 2 : 0),
                "***",
                url.AsSpan(at)
            )
            : url;
}
