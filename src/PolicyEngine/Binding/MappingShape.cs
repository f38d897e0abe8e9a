using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Binding;

/// <summary>The keys that a mapping may have. Immutable.</summary>
internal sealed class MappingShape(string what, ImmutableArray<Property> properties)
{
    private readonly FrozenDictionary<string, Property> _byKeyword = properties.ToFrozenDictionary(p => p.Keyword, StringComparer.Ordinal);

    /// <summary>What the mapping is called in messages: <c>a rule</c>, <c>'delete'</c>.</summary>
    public string What { get; } = what;

    /// <summary>The keys in the order of the reference page.</summary>
    public ImmutableArray<Property> Properties { get; } = properties;

    /// <summary>The keys as they are written.</summary>
    public IEnumerable<string> Keywords => Properties.Select(p => p.Keyword);

    /// <summary>Whether keys that begin with <c>x-</c> are ignored: only the document itself.</summary>
    public bool AllowsExtensions { get; init; }

    /// <summary>The key that people mean who write a text, or a list of texts, where the mapping should stand.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Whether at least one key is needed.</summary>
    public bool IsNeverEmpty { get; init; }

    /// <summary>The shape with more keys.</summary>
    public MappingShape With(ImmutableArray<Property> more) =>
        more.IsEmpty
            ? this
            : new MappingShape(What, [.. Properties, .. more])
            {
                AllowsExtensions = AllowsExtensions,
                Shorthand = Shorthand,
                IsNeverEmpty = IsNeverEmpty,
                Elsewhere = Elsewhere,
            };

    /// <summary>The property of a key, or null.</summary>
    public Property? Find(string keyword) => _byKeyword.GetValueOrDefault(keyword);

    /// <summary>Where keys belong that people write here by mistake: <c>under 'tags'</c>, and the keys of that place.</summary>
    public Func<ImmutableArray<(string Where, IEnumerable<string> Keys)>> Elsewhere { get; init; } = static () => [];

    /// <summary>What an unknown key may mean: a key of another place, else the closest free
    /// ones in spelling, else those known by that word, else those it is a part of.</summary>
    public KeyGuess Guess(string written, Func<Property, bool> isFree)
    {
        var word = Suggestion.ToKebab(written);
        string[] places = Find(word) is not null
            ? []
            : [.. Elsewhere().Where(p => p.Keys.Contains(word, StringComparer.Ordinal)).Select(p => p.Where)];
        if (places.Length > 0)
        {
            return new KeyGuess([], $" It belongs {string.Join(" or ", places)}.", IsSpelling: false);
        }

        var free = Properties.Where(isFree).ToArray();
        var alike = free.Where(p => !Opposites.Are(written, p.Keyword)).ToArray();
        if (Suggestion.Closest(written, alike.Select(p => p.Keyword)) is { IsEmpty: false } closest)
        {
            return new KeyGuess(closest, Suggestion.Text(closest), IsSpelling: true);
        }

        var known = free.Where(p => p.OtherWords.Contains(word)).ToArray();
        var parts =
            word.Length < 3
                ? []
                : alike
                    .Where(p =>
                        p.Keyword.StartsWith(word + "-", StringComparison.Ordinal)
                        || p.Keyword.EndsWith("-" + word, StringComparison.Ordinal)
                    )
                    .ToArray();
        ImmutableArray<string> guessed = [.. (known.Length > 0 ? known : parts).Select(p => p.Keyword)];
        return new KeyGuess(guessed, Suggestion.Text(guessed), IsSpelling: false);
    }

    /// <summary>The JSON schema of the mapping.</summary>
    public JsonObject Schema()
    {
        var keys = new JsonObject();
        foreach (var property in Properties)
        {
            keys[property.Keyword] = property.Schema();
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = keys,
        };
        var required = Properties.Where(p => p.IsRequired).Select(p => (JsonNode)p.Keyword).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        if (AllowsExtensions)
        {
            schema["patternProperties"] = new JsonObject
            {
                ["^x-"] = new JsonObject { ["description"] = "Ignored; use it for shared anchors." },
            };
        }

        if (IsNeverEmpty)
        {
            schema["minProperties"] = 1;
        }

        return schema;
    }
}
