using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Criteria;

/// <summary><c>delete.until</c>: a quota.</summary>
internal sealed class UntilCriterion() : Criterion<ByteSize>(
    "until", new QuotaType(), "A quota: the first images in order stay while their bytes, each blob counted once, fit into 'total-size'; the first that does not fit ends it, and the rest is deleted. The very first always stays, however large.", new JsonObject { ["total-size"] = "50GiB" })
{
    /// <inheritdoc/>
    protected override BoundCriterion Compile(ByteSize value) => new BoundQuota(CriterionEffect.Spare, value);

    private sealed class QuotaType : ValueType<ByteSize>
    {
        private static readonly Property<ByteSize> TotalSize = new("total-size", new SizeType(), "The bytes that may stay.") { IsRequired = true };
        private static readonly MappingShape Shape = new("'until'", [TotalSize]);

        public override JsonObject Schema() => Shape.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ByteSize value)
        {
            value = default;
            return context.BindMapping(node, Shape) is { } bag && bag.TryGet(TotalSize, out value);
        }
    }
}
