using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary>What <c>order-by</c> says; its capture group is looked up with the rule's match.</summary>
/// <param name="Key">The key.</param>
/// <param name="Group">For <see cref="RankKey.Group"/>: the name of the group.</param>
/// <param name="Kind">What its text is read as.</param>
internal sealed record OrderBySyntax(RankKey Key, ScalarSyntax? Group = null, CaptureKind Kind = CaptureKind.Text);

/// <summary><c>order-by</c>: a word, or a mapping of <c>group</c> and <c>as</c>.</summary>
internal sealed class OrderByType : ValueType<OrderBySyntax>
{
    private static readonly ChoiceType<RankKey> s_word = new(
        ("pushed", RankKey.Pushed),
        ("pulled", RankKey.Pulled),
        ("active", RankKey.Active),
        ("semver", RankKey.Semver),
        ("version", RankKey.Version),
        ("tag", RankKey.Tag)
    );

    private static readonly Property<ScalarSyntax> s_group = new(
        "group",
        new GroupNameType(),
        "The name of a capture group in 'match.tags.regex'."
    )
    {
        IsRequired = true,
        Examples = ["build"],
    };

    private static readonly Property<CaptureKind> s_kind = new(
        "as",
        new ChoiceType<CaptureKind>(
            (CaptureKind.Number.Word(), CaptureKind.Number),
            (CaptureKind.Version.Word(), CaptureKind.Version),
            (CaptureKind.Date.Word(), CaptureKind.Date),
            (CaptureKind.Text.Word(), CaptureKind.Text)
        ),
        "What the captured text is read as: 'number', 'version' (as 'order-by: version' reads it), "
            + "'date' ('20260530', '2026-05-30', with a time perhaps), 'text' (by character)."
    )
    {
        IsRequired = true,
        Examples = ["number"],
    };

    private static readonly MappingShape s_shape = new("'order-by'", [s_group, s_kind]);

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(s_word.Schema(), s_shape.Schema()) };

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out OrderBySyntax value)
    {
        value = new OrderBySyntax(RankKey.Pushed);
        if (node is not MappingSyntax)
        {
            var isWord = s_word.TryBind(node, key, context, out var word);
            value = new OrderBySyntax(word);
            return isWord;
        }

        var bag = context.BindMapping(node, s_shape)!;
        if (!bag.TryGet(s_group, out var group) || !bag.TryGet(s_kind, out var kind) || bag.Values.Count < bag.Syntax.Properties.Length)
        {
            return false;
        }

        value = new OrderBySyntax(RankKey.Group, group, kind);
        return true;
    }
}
