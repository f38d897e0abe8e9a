using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary>The IANA name of a time zone.</summary>
internal sealed class TimeZoneType : ScalarType<string>
{
    /// <inheritdoc/>
    protected override string Expected => "the IANA name of a time zone such as 'Europe/Berlin'";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = 64,
        };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out string value)
    {
        if (!YamlTyping.TryText(scalar, key, context, out value))
        {
            return false;
        }

        if (CalendarZone.IsKnown(value))
        {
            return true;
        }

        var meant = ZoneDatabase.Suggest(value);
        var fix = meant is [var only]
            ? CodeFix.Replace($"Change '{Quote.Cap(value)}' to '{only}'", scalar.Span, only, isSafe: false)
            : null;
        context.Report(PolicyDiagnostics.UnknownTimeZone, scalar, fix, Quote.Cap(value), Suggestion.Text(meant));
        return false;
    }
}
