using PolicyEngine.Diagnostics;
using Xunit;

namespace PolicyEngine.Tests.Diagnostics;

public sealed class SeverityOverridesTests
{
    [Theory]
    [InlineData("PE3004=error", false, "PE3004 error", "PE3005 info", "PE4001 error")]
    [InlineData("PE3004=none", true, "PE3005 info", "PE4001 error")]
    [InlineData("PE3004=info", true, "PE3004 info", "PE3005 info", "PE4001 error")]
    [InlineData("PE3005=warning", true, "PE3004 error", "PE3005 error", "PE4001 error")]
    [InlineData("PE4001=none", false, "PE3004 warning", "PE3005 info", "PE4001 error")]
    [InlineData("PE4001=warning", false, "PE3004 warning", "PE3005 info", "PE4001 error")]
    public void Warnings_and_infos_change_and_errors_never_do(string option, bool warningsAreErrors, params string[] expected)
    {
        Assert.True(SeverityOverrides.TryParse([option], warningsAreErrors, out var overrides, out _));
        Diagnostic[] all =
        [
            Create("PE3004", DiagnosticSeverity.Warning),
            Create("PE3005", DiagnosticSeverity.Info),
            Create("PE4001", DiagnosticSeverity.Error),
        ];
        Assert.Equal(expected, overrides.Apply(all).Select(d => $"{d.Id} {SeverityText.Of(d.Severity)}"));
    }

    [Fact]
    public void The_last_override_of_an_id_counts()
    {
        Assert.True(SeverityOverrides.TryParse(["PE3004=error", "PE3004=info"], false, out var overrides, out _));
        Assert.Equal(DiagnosticSeverity.Info, overrides.Apply(Create("PE3004", DiagnosticSeverity.Warning))!.Severity);
        Assert.Equal("PE3004", Assert.Single(overrides.Ids));
    }

    [Theory]
    [InlineData("PE3004", "'PE3004' is not of the form 'PE3004=error'.")]
    [InlineData("=error", "'=error' is not of the form 'PE3004=error'.")]
    [InlineData("PE3004=error=x", "'PE3004=error=x' is not of the form 'PE3004=error'.")]
    [InlineData("PE3004=fatal", "'fatal' is not a severity; use 'error', 'warning', 'info' or 'none'.")]
    public void Other_forms_are_refused(string option, string message)
    {
        Assert.False(SeverityOverrides.TryParse([option], false, out var overrides, out var problem));
        Assert.Equal(message, problem);
        Assert.Same(SeverityOverrides.None, overrides);
    }

    private static Diagnostic Create(string id, DiagnosticSeverity severity) =>
        Diagnostic.Create(new DiagnosticDescriptor(id, "Title", "Message.", severity, "Help."), null);
}
