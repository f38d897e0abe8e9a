using System.Text.Json;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Reporting.Writing;

/// <summary>The tool and the rules that the results of a run name, by id.</summary>
internal sealed class SarifRules
{
    private readonly List<string> _ids;
    private readonly Dictionary<string, DiagnosticDescriptor> _descriptors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public SarifRules(IEnumerable<DiagnosticDescriptor> descriptors, IEnumerable<SarifResult> results)
    {
        foreach (var descriptor in descriptors)
        {
            _descriptors.TryAdd(descriptor.Id, descriptor);
        }

        _ids = [.. results.Select(r => r.RuleId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        for (var i = 0; i < _ids.Count; i++)
        {
            _indexes.Add(_ids[i], i);
        }
    }

    public int IndexOf(string id) => _indexes[id];

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "policyengine");
        json.WriteString("semanticVersion", typeof(SarifRules).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("rules");
        foreach (var id in _ids)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            if (_descriptors.TryGetValue(id, out var descriptor))
            {
                WriteDescription(json, descriptor);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDescription(Utf8JsonWriter json, DiagnosticDescriptor descriptor)
    {
        SarifWriter.WriteMessage(json, "shortDescription", descriptor.Title);
        json.WriteStartObject("help");
        json.WriteString("text", descriptor.Help);
        json.WriteString("markdown", descriptor.Help);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", SarifWriter.Level(descriptor.DefaultSeverity));
        json.WriteEndObject();
    }
}
