using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Text;

namespace PolicyEngine.Policies;

/// <summary>A greatest number of deletions: a count, or a percentage of the roots. Immutable.</summary>
/// <param name="Value">The count or the percentage.</param>
/// <param name="IsPercentage">Which of them.</param>
/// <param name="Location">Where it stands.</param>
public sealed record DeleteLimit(decimal Value, bool IsPercentage, Location? Location)
{
    /// <summary>The number of roots that may go of a number of roots; a percentage is rounded up.</summary>
    public int Allowed(int roots) => (int)Math.Min(int.MaxValue, IsPercentage ? Math.Ceiling(Value * roots / 100) : Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsPercentage ? "%" : string.Empty);
}

/// <summary>The <c>limits</c> of one or several policies: all of them hold. Immutable.</summary>
public sealed record PolicyLimits
{
    /// <summary>The limits on deletions; all hold.</summary>
    public ImmutableArray<DeleteLimit> MaxDelete { get; init; } = [];

    /// <summary>The number of tagged images that must remain; 1 by default.</summary>
    public int MinRemaining { get; init; } = 1;

    /// <summary>Where <see cref="MinRemaining"/> stands, if it is written.</summary>
    public Location? MinRemainingLocation { get; init; }

    /// <summary>The stricter of both (semantics.md#several-policies).</summary>
    public static PolicyLimits Unite(PolicyLimits left, PolicyLimits right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var stricter = left.MinRemaining >= right.MinRemaining ? left : right;
        return stricter with { MaxDelete = [.. left.MaxDelete, .. right.MaxDelete] };
    }
}
