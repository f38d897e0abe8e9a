using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Writing;

/// <summary>Fates as text for people shows them: in words and signs with their colours.</summary>
internal static class PaintedFate
{
    /// <summary>A word for people, with its colour.</summary>
    public static (string Word, Func<string, string> Paint) Of(Fate fate, TextLines lines) =>
        fate switch
        {
            Fate.Keep => ("Keep", lines.Green),
            Fate.Delete => ("Delete", lines.Red),
            Fate.Retain => ("Retain", lines.Yellow),
        };

    /// <summary>The sign in its colour.</summary>
    public static string Sign(Fate? fate, TextLines lines) => fate is { } known ? Of(known, lines).Paint(FateWords.Sign(fate)) : " ";
}
