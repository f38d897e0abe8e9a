using System.Globalization;

namespace PolicyEngine.Text;

/// <summary>Writes lists of names for people. Pure.</summary>
internal static class ShortList
{
    /// <summary>The first names, with commas between them, and a sign where there are more: <c>a, b and 8 more</c>.</summary>
    /// <param name="names">The names, in the order in which they are shown.</param>
    /// <param name="most">How many are shown.</param>
    public static string Of(IEnumerable<string> names, int most)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = names.ToArray();
        var more = all.Length > most ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - most:N0} more") : string.Empty;
        return string.Join(", ", all.Take(most)) + more;
    }
}
