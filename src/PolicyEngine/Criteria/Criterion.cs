using System.Text.Json.Nodes;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Language.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Criteria;

/// <summary>A key of <c>delete</c> or <c>keep</c> (SPEC 1.2) that measures images: keyword, schema, documentation, binding and meaning in one place.</summary>
/// <remarks>Keys that only say how to measure (<c>of</c>, <c>order-by</c>, <c>per</c>, …) are plain properties beside it.</remarks>
internal abstract class Criterion<T> : Property
{
    private readonly ValueType<T> _type;

    /// <summary>Describes the key; examples are values as they would be written.</summary>
    protected Criterion(string keyword, ValueType<T> type, string summary, params JsonNode?[] examples)
        : base(keyword, summary)
    {
        _type = type;
        Examples = examples;
    }

    /// <inheritdoc/>
    public sealed override JsonObject ValueSchema() => _type.Schema();

    /// <inheritdoc/>
    public sealed override bool TryBindValue(SyntaxNode node, BindingContext context, out object? value)
    {
        value = _type.TryBind(node, Keyword, context, out var bound) ? Compile(bound) : null;
        return value is not null;
    }

    /// <summary>Compiles a bound value.</summary>
    protected abstract BoundCriterion Compile(T value);
}

/// <summary>A compiled criterion: the images of a ranking for which it holds. Immutable and thread-safe.</summary>
internal abstract class BoundCriterion
{
    /// <summary>What it does with the images for which it holds.</summary>
    public abstract CriterionEffect Effect { get; }

    /// <summary>Whether it needs pull times.</summary>
    public virtual bool NeedsPullTimes => false;

    /// <summary>Whether it limits the age.</summary>
    public virtual bool LimitsAge => false;

    /// <summary>The time after which it says something else of an image, counted from the image's age or last pull; null where time alone changes nothing.</summary>
    public virtual TimeSpan? AgeLimit => null;

    /// <summary>The images among <paramref name="candidates"/> for which it holds. May count the ranking's pool, which can be smaller or larger.</summary>
    public abstract NodeSet Select(Ranking ranking, NodeSet candidates);

    /// <summary>Says it in a verdict: <c>among the newest 3</c>.</summary>
    public abstract string Describe(bool holds);
}

/// <summary>What a criterion does.</summary>
internal enum CriterionEffect
{
    /// <summary>In <c>delete</c>: images for which it does not hold are left out.</summary>
    Limit,

    /// <summary>In <c>delete</c>: images for which it holds are spared.</summary>
    Spare,

    /// <summary>In <c>keep</c>: images for which it holds are kept.</summary>
    Keep,
}
