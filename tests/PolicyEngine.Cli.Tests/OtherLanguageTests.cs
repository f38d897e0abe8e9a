using System.Globalization;

namespace PolicyEngine.Cli.Tests;

/// <summary>The program speaks English whatever the language of the machine is, and works there.</summary>
public sealed class OtherLanguageTests
{
    [SkippableTheory]
    [InlineData("de-DE", "--help")]
    [InlineData("de-DE", "plan", "--help")]
    [InlineData("fr-FR", "apply")]
    [InlineData("ja-JP", "plan", "--max-deletes", "many")]
    [InlineData("tr-TR", "validate", "--no-such-option")]
    [InlineData("ar-SA", "explain", "PE2001")]
    public async Task Help_and_messages_are_the_same_in_every_language(string language, params string[] args)
    {
        var culture = Find(language);
        Skip.If(culture is null, "This machine has no data of languages (invariant globalization).");
        using var folder = new TemporaryFolder();
        var expected = await CliRun.RunAsync(folder.Path, args);

        CultureInfo.CurrentUICulture = culture!;
        CultureInfo.CurrentCulture = culture!;

        Assert.Equal(expected, await CliRun.RunAsync(folder.Path, args));
    }

    private static CultureInfo? Find(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
