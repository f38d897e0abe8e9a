using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyEngine.Applying;

namespace PolicyEngine.Registry.Journaling;

/// <summary>Writes and reads the words of a file format for the values of an enum; other words are errors. Thread-safe.</summary>
/// <param name="wordOf">The word for each value.</param>
internal abstract class WordConverter<T>(Func<T, string> wordOf) : JsonConverter<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _values = Enum.GetValues<T>().ToDictionary(wordOf, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(wordOf(value));
}

/// <summary>The words for actions.</summary>
internal sealed class ActionConverter() : WordConverter<ApplyAction>(ApplyWords.Of);

/// <summary>The words for outcomes.</summary>
internal sealed class OutcomeConverter() : WordConverter<ApplyOutcome>(ApplyWords.InJournal);
