using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.until</c>: a quota.</summary>
internal sealed class UntilCriterion()
    : Criterion<ByteSize>(
        "until",
        new QuotaType(),
        "A quota: images are kept in order while their bytes, each blob counted once, fit into 'total-size'; from the "
            + "first that does not fit on, they are deleted. The very first is always kept, however large.",
        new JsonObject { ["total-size"] = "50GiB" }
    )
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(ByteSize value) => new BoundQuota(CriterionEffect.Spare, value);

    private sealed class QuotaType : ValueType<ByteSize>
    {
        private static readonly Property<ByteSize> TotalSize = new("total-size", new SizeType(), "How many bytes are kept.")
        {
            IsRequired = true,
        };
        private static readonly MappingShape Shape = new("'until'", [TotalSize]);

        public override JsonObject Schema() => Shape.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ByteSize value)
        {
            value = default;
            return context.BindMapping(node, Shape) is { } bag && bag.TryGet(TotalSize, out value);
        }
    }
}
