using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>A compiled criterion: the images of a ranking for which it holds. Immutable and thread-safe.</summary>
internal abstract class BoundCriterion
{
    /// <summary>What it does with the images for which it holds.</summary>
    public abstract CriterionEffect Effect { get; }

    /// <summary>Whether it needs pull times.</summary>
    public virtual bool NeedsPullTimes => false;

    /// <summary>Whether images take up places in it, so that one displaces another.</summary>
    public virtual bool TakesPlaces => false;

    /// <summary>Whether it limits the age.</summary>
    public virtual bool LimitsAge => false;

    /// <summary>The time after which it says something else of an image, counted from
    /// the image's age or last pull; null where time alone changes nothing.</summary>
    public virtual TimeSpan? AgeLimit => null;

    /// <summary>The images among <paramref name="candidates"/> for which it holds.
    /// May count the ranking's pool, which can be smaller or larger.</summary>
    public abstract NodeSet Select(Ranking ranking, NodeSet candidates);

    /// <summary>Whether another criterion certainly holds for every image for
    /// which this one does; false where that is not plain to see.</summary>
    public virtual bool Implies(BoundCriterion other) => false;

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
