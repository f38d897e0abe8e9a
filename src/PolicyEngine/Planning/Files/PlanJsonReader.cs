using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PolicyEngine.Planning.Files;

/// <summary>Reads a plan: first whether the text is whole JSON, then what it says, at last whether it says what was written.</summary>
internal static class PlanJsonReader
{
    public static Plan Read(ReadOnlySpan<byte> json)
    {
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            RequireWhole(json);
            return ReadPlan(json);
        }
        catch (JsonException e)
        {
            throw new PlanFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The plan is not valid JSON in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
                ),
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new PlanFormatException("The plan is not valid JSON: unpaired surrogate in a string.", e);
        }
    }

    private static void RequireWhole(ReadOnlySpan<byte> json)
    {
        if (json.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            throw new PlanFormatException("The plan is empty.");
        }

        if (json.TrimStart(" \t\r\n"u8)[0] != '{')
        {
            throw new PlanFormatException("This is not a plan: it is not a JSON object.");
        }

        if (!Utf8.IsValid(json))
        {
            throw new PlanFormatException("The plan is not valid UTF-8.");
        }

        // Not the final block: the reader then tells a text that ends too early from one that is wrong.
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        while (reader.Read()) { }

        if (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth > 0)
        {
            throw new PlanFormatException("The plan is truncated: its end is missing.");
        }
    }

    private static Plan ReadPlan(ReadOnlySpan<byte> json)
    {
        var heads = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        ImmutableArray<RepositoryPlan>? repositories = null;
        var last = "";
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            last = reader.GetString()!;
            reader.Read();
            if (last == "repositories")
            {
                RequirePlan(heads);
                repositories = ReadList(ref reader, last, RepositoryPlanJson.Read);
            }
            else
            {
                heads[last] = JsonElement.ParseValue(ref reader);
            }
        }

        RequirePlan(heads);
        var fields = new JsonFields(heads, "");
        var plan = new Plan
        {
            Now = fields.Time("now") ?? throw JsonFields.Wrong("now", "a time in UTC"),
            Policies = ReadPolicies(heads["policies"]),
            Folders = fields.Has("folders") ? fields.Texts("folders") : [],
            AllPolicies = fields.Has("allPolicies") && fields.Flag("allPolicies"),
            FromSnapshot = fields.Has("fromSnapshot") && fields.Flag("fromSnapshot"),
            InUseSha256 = fields.Has("inUse") ? fields.Optional("inUse") : null,
            FactsSha256 = fields.Has("facts") ? fields.Optional("facts") : null,
            Repositories = repositories ?? throw JsonFields.Missing("repositories"),
        };
        RequireUnchanged(json, fields, last);
        return plan;
    }

    /// <summary>Complains about another tool's file and another version's before anything in it is looked at.</summary>
    private static void RequirePlan(Dictionary<string, JsonElement> heads)
    {
        if (!heads.TryGetValue("formatVersion", out var version))
        {
            throw new PlanFormatException("This is not a plan: it has no 'formatVersion'.");
        }

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Plan.CurrentFormatVersion)
        {
            throw new PlanFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The plan has format version {version.GetRawText()}, and this program reads "
                        + $"version {Plan.CurrentFormatVersion}: make the plan again."
                )
            );
        }

        foreach (var name in (ReadOnlySpan<string>)["now", "policies"])
        {
            if (!heads.ContainsKey(name))
            {
                throw new PlanFormatException($"This is not a plan: it has no '{name}' before its repositories.");
            }
        }
    }

    private static void RequireUnchanged(ReadOnlySpan<byte> json, JsonFields fields, string last)
    {
        var stated = fields.Text("sha256");
        if (last != "sha256" || !string.Equals(stated, CanonicalHash.Before(json, "sha256"u8), StringComparison.Ordinal))
        {
            throw new PlanFormatException("The plan was changed after it was made: its content does not have the SHA-256 that it states.");
        }
    }

    private static ImmutableArray<PlanPolicy> ReadPolicies(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw JsonFields.Wrong("policies", "a list");
        }

        return
        [
            .. element
                .EnumerateArray()
                .Select(
                    (item, i) =>
                    {
                        var fields = new JsonFields(item, $"policies[{i}]");
                        return new PlanPolicy(fields.Text("path"), fields.Optional("name"), fields.Text("sha256"))
                        {
                            Inputs = fields.Has("inputs") ? ReadInputs(item.GetProperty("inputs"), $"policies[{i}].inputs") : null,
                        };
                    }
                ),
        ];
    }

    private static PlanInputs ReadInputs(JsonElement element, string place)
    {
        var fields = new JsonFields(element, place);
        return new PlanInputs([.. fields.Texts("names")], fields.Text("sha256"));
    }

    /// <summary>Reads one element of a list, which starts at the reader's token.</summary>
    internal delegate T ElementReader<T>(ref Utf8JsonReader reader, string place);

    internal static ImmutableArray<T> ReadList<T>(ref Utf8JsonReader reader, string place, ElementReader<T> read)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonFields.Wrong(place, "a list");
        }

        var items = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref reader, string.Create(CultureInfo.InvariantCulture, $"{place}[{items.Count}]")));
        }

        return items.DrainToImmutable();
    }
}
