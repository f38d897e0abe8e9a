namespace PolicyEngine.Reporting.Wording;

/// <summary>Small words around phrases. Pure.</summary>
internal static class Sentences
{
    /// <summary>With a capital at its beginning.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary><c>3 of 5</c>, or <c>5</c> for all of them.</summary>
    public static string Of(int part, int all) =>
        part == all ? PlanWording.Number(all) : $"{PlanWording.Number(part)} of {PlanWording.Number(all)}";
}
