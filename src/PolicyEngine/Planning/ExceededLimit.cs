using System.Globalization;

namespace PolicyEngine.Planning;

/// <summary>A limit that a plan exceeds (semantics.md#limits). Immutable.</summary>
/// <param name="Key">The limit as policies name it: <c>max-delete</c> or <c>min-remaining</c>.</param>
/// <param name="Source">Its place, <c>path:line:column</c>; null for the default.</param>
/// <param name="Images">The images that would be deleted, or the tagged images that would remain.</param>
/// <param name="Of">All images, or all tagged images.</param>
/// <param name="Written">What the policy says: <c>50%</c>, <c>20</c>.</param>
/// <param name="Allowed">The number of images that it stands for here.</param>
/// <param name="Approved">What somebody approved instead (<c>--allow-limit</c>), and what is exceeded too; null for nothing.</param>
public sealed record ExceededLimit(string Key, string? Source, int Images, int Of, string Written, int Allowed, int? Approved)
{
    /// <summary>The name of the limit on deletions.</summary>
    public const string MaxDelete = "max-delete";

    /// <summary>The name of the limit on what remains.</summary>
    public const string MinRemaining = "min-remaining";

    /// <summary>Whether it is a limit on deletions, which somebody can raise once.</summary>
    public bool LimitsDeletions => Key == MaxDelete;

    /// <summary>The place without its column, as people write it:
    /// <c>policies/web.yaml:13</c>; the name of the limit where it is not written.</summary>
    public string Place => Source is { } source ? source[..source.LastIndexOf(':')] : $"the default of '{Key}'";

    /// <summary>The sentence: <c>197 of 200 images would be deleted (98 %), policies/web.yaml:13 allows 50 %.</c></summary>
    public string Text
    {
        get
        {
            if (!LimitsDeletions)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Images:N0} of {Count(Of, "tagged image")} would remain, {Place} needs {Allowed:N0}."
                );
            }

            var approved = Approved is { } number ? string.Create(CultureInfo.InvariantCulture, $"--allow-limit allows {number:N0}, ") : "";
            var percent = Of == 0 ? 0 : (long)Images * 100 / Of;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Images:N0} of {Count(Of, "image")} would be deleted ({percent} %), "
                    + $"{approved}{Place} allows {Written.Replace("%", " %", StringComparison.Ordinal)}."
            );
        }
    }

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
