using System.Globalization;

namespace PolicyEngine.Explaining;

/// <summary>English ordinals.</summary>
internal static class Ordinals
{
    /// <summary><c>1st</c>, <c>2nd</c>, <c>11th</c>.</summary>
    public static string Of(int number)
    {
        var suffix = (number % 100, number % 10) switch
        {
            ( >= 11 and <= 13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return number.ToString(CultureInfo.InvariantCulture) + suffix;
    }
}
