using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Manifests;

/// <summary>Strict reading of members of JSON objects, in words for users. A null counts as absent. Pure.</summary>
internal static class JsonMembers
{
    extension(JsonElement element)
    {
        /// <summary>The member of an object; null where it is absent or null.</summary>
        /// <remarks>
        /// A name that differs in case only is refused: Go's decoder, which registries and clients
        /// use, would take it, so that they would see children where a strict reader sees none.
        /// </remarks>
        public JsonElement? Member(string name)
        {
            if (element.ValueKind is not JsonValueKind.Object)
            {
                throw new ManifestFormatException($"An object with '{name}' is expected.");
            }

            JsonElement? found = null;
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals(name))
                {
                    found = member.Value.ValueKind is JsonValueKind.Null ? null : member.Value;
                }
                else if (IsVariant(member, name))
                {
                    throw new ManifestFormatException($"The member '{Redaction.Show(member.Name)}' must be spelled '{name}'.");
                }
            }

            return found;
        }
    }

    extension(JsonElement? value)
    {
        /// <summary>The items of a list without nulls; none where it is absent.</summary>
        public IEnumerable<JsonElement> Items() =>
            value switch
            {
                null => [],
                { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(item => item.ValueKind is not JsonValueKind.Null),
                _ => throw new ManifestFormatException("A list is expected."),
            };

        /// <summary>A text; null where it is absent or empty.</summary>
        public string? Text(string name) =>
            value switch
            {
                null => null,
                { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : null,
                _ => throw new ManifestFormatException($"'{name}' is not a string."),
            };

        /// <summary>A number of bytes; null where it is absent.</summary>
        public long? Size() =>
            value switch
            {
                null => null,
                { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var size) && size >= 0 => size,
                _ => throw new ManifestFormatException("A 'size' is not a number of bytes."),
            };

        /// <summary>A map of texts, as annotations and labels are; empty where
        /// it is absent. Nulls are empty texts, as Go reads them.</summary>
        public ImmutableSortedDictionary<string, string> Texts(string name, ref EntryBudget budget)
        {
            if (value is null)
            {
                return ManifestRecord.NoValues;
            }

            if (value is not { ValueKind: JsonValueKind.Object } map)
            {
                throw new ManifestFormatException($"'{name}' is not a map of strings.");
            }

            var texts = ManifestRecord.NoValues.ToBuilder();
            foreach (var member in map.EnumerateObject())
            {
                var text = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Null => "",
                    _ => throw new ManifestFormatException($"A value of '{name}' is not a string."),
                };
                budget.SpendValue(name, member.Name.Length + text.Length);
                texts.Add(member.Name, text);
            }

            return texts.ToImmutable();
        }
    }

    /// <summary>Whether Go's decoder would take a name for another: it folds case, and with it the long s and the Kelvin sign.</summary>
    private static bool IsVariant(JsonProperty member, string name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return Ascii.IsValid(raw) && !raw.Contains((byte)'\\')
            ? raw.Length == name.Length && Ascii.EqualsIgnoreCase(raw, name)
            : string.Equals(member.Name.Replace('\u017F', 's').Replace('\u212A', 'k'), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The digest of a descriptor, which must have one.</summary>
    public static string DigestOf(JsonElement descriptor, string name = "digest")
    {
        var text = descriptor.Member(name).Text(name) ?? throw new ManifestFormatException($"A descriptor has no '{name}'.");
        return Digest.TryParse(text, out _) ? text : throw new ManifestFormatException($"'{Redaction.Show(text)}' is not a digest.");
    }
}
