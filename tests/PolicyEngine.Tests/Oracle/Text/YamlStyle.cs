using System.Text;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Writes mappings, lists and scalars as YAML in ways that vary with a
/// seed: block or flow, one value or a list of one, quoted or plain.</summary>
internal sealed partial class YamlStyle(int seed)
{
    private readonly Random _random = new(seed);

    public string Write(IReadOnlyList<KeyValuePair<string, object>> mapping)
    {
        var text = new StringBuilder();
        Block(text, mapping, 0);
        return text.ToString();
    }

    /// <summary>A list, or its only element.</summary>
    public object OneOrMany(IEnumerable<object> values) => values.ToList() is var list && list.Count == 1 && Chance(40) ? list[0] : list;

    /// <summary>Text that needs no quotes gets them now and then; other text always.</summary>
    public object Text(string value)
    {
        var needsQuotes =
            !PlainText().IsMatch(value) || value is "no" or "off" or "on" or "yes" or "true" or "false" or "null" or "y" or "n";
        return new Scalar(needsQuotes || Chance(30) ? Quote(value) : value);
    }

    public object Plain(string value) => new Scalar(value);

    public object Plain(bool value) => new Scalar(value ? "true" : "false");

    public object Plain(int value) => new Scalar($"{value}");

    public object Duration(TimeSpan value)
    {
        var minutes = (long)value.TotalMinutes;
        var forms = new List<string>();
        foreach (var (unit, length) in new[] { ("y", 525_600), ("mo", 43_200), ("w", 10_080), ("d", 1_440), ("h", 60), ("m", 1) })
        {
            if (minutes % length == 0 && minutes > 0 && !(unit == "m" && minutes <= 24))
            {
                forms.Add($"{minutes / length}{unit}");
            }
        }

        if (minutes % 1440 != 0 && minutes > 1440 && minutes % 60 == 0)
        {
            forms.Add(Chance(50) ? $"{minutes / 1440}d {minutes % 1440 / 60}h" : $"{minutes / 1440}d{minutes % 1440 / 60}h");
        }

        forms.Add($"{minutes * 60}s");
        return new Scalar(forms[_random.Next(forms.Count > 2 ? 2 : forms.Count)]);
    }

    public object Size(long bytes) =>
        new Scalar(bytes % (1024 * 1024) == 0 && bytes > 0 ? $"{bytes / 1024 / 1024}MiB" : $"{bytes / 1_000_000}MB");

    public bool Chance(int percent) => _random.Next(100) < percent;

    private string Quote(string value) =>
        value.Contains('\'', StringComparison.Ordinal) || value.Contains('\\', StringComparison.Ordinal) || Chance(50)
            ? $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : $"'{value}'";

    private void Block(StringBuilder text, IReadOnlyList<KeyValuePair<string, object>> mapping, int indent)
    {
        foreach (var (key, value) in mapping)
        {
            text.Append(' ', indent).Append(key).Append(':');
            BlockValue(text, value, indent + 2);
        }
    }

    private void BlockValue(StringBuilder text, object value, int indent)
    {
        switch (value)
        {
            case IReadOnlyList<KeyValuePair<string, object>> { Count: > 0 } inner when indent < 3 || Chance(50):
                text.Append('\n');
                Block(text, inner, indent);
                break;
            case List<object> { Count: > 0 } list when indent < 3 || Chance(40):
                text.Append('\n');
                foreach (var item in list)
                {
                    BlockItem(text, item, indent);
                }

                break;
            default:
                text.Append(' ').Append(Flow(value)).Append('\n');
                break;
        }
    }

    private void BlockItem(StringBuilder text, object item, int indent)
    {
        if (item is not IReadOnlyList<KeyValuePair<string, object>> { Count: > 0 } mapping || Chance(10))
        {
            text.Append(' ', indent).Append("- ").Append(Flow(item)).Append('\n');
            return;
        }

        var inner = new StringBuilder();
        Block(inner, mapping, indent + 2);
        text.Append(' ', indent).Append("- ").Append(inner.ToString().TrimStart(' '));
    }

    private static string Flow(object value) =>
        value switch
        {
            IReadOnlyList<KeyValuePair<string, object>> mapping => "{ "
                + string.Join(", ", mapping.Select(p => $"{p.Key}: {Flow(p.Value)}"))
                + " }",
            List<object> list => "[" + string.Join(", ", list.Select(Flow)) + "]",
            _ => ((Scalar)value).Value,
        };

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z")]
    private static partial Regex PlainText();

    private sealed record Scalar(string Value);
}
