using PolicyEngine.InUse;
using Xunit;

namespace PolicyEngine.Tests.InUse;

/// <summary>Files that do not fit into memory give the same references as the same text read whole.</summary>
public sealed class LargeReferenceFileTests
{
    private const int Pods = 3000;

    [Theory]
    [InlineData("yaml", "\n")]
    [InlineData("yaml", "\r\n")]
    [InlineData("json", "\n")]
    [InlineData("json", "")]
    [InlineData("json", " ")]
    [InlineData("list", "\n")]
    [InlineData("list", "\r")]
    public void Every_reference_is_found_wherever_a_piece_ends(string kind, string newLine)
    {
        var text = kind switch
        {
            "yaml" => string.Join(
                newLine,
                [
                    "items:",
                    .. Enumerable
                        .Range(0, Pods)
                        .Select(i =>
                            $"- kind: Pod{newLine}  note: {new string('x', i % 97)}{newLine}  "
                            + $"spec:{newLine}    containers:{newLine}    - image: ghcr.io/acme/web:build-{i}"
                        ),
                ]
            ),
            "json" => $"{{ \"items\": [{newLine}"
                + string.Join(
                    $",{newLine}",
                    Enumerable
                        .Range(0, Pods)
                        .Select(i => $"{{ \"note\": \"{new string('x', i % 97)}\", \"image\": \"ghcr.io/acme/web:build-{i}\" }}")
                )
                + $"{newLine}] }}",
            _ => string.Join(newLine, Enumerable.Range(0, Pods).Select(i => $"ghcr.io/acme/web:build-{i}   # {new string('x', i % 97)}")),
        };
        TextReader Open() => new TricklingReader(text);
        var found = kind == "list" ? ImageReferenceParser.FindInList("f", Open) : ImageReferenceParser.Find("f", Open);
        Assert.Empty(found.Problems);
        Assert.Equal(Enumerable.Range(0, Pods).Select(i => $"build-{i}"), found.References.Select(r => r.Tag));
        Assert.Equal(kind == "list" ? ImageReferenceParser.FindInList("f", text) : ImageReferenceParser.Find("f", text), found, Same);
    }

    [Theory]
    [InlineData("a\nb\r\nc\rd")]
    [InlineData("\n\n\r\n")]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("one\r")]
    public void Lines_are_those_of_the_text(string text) =>
        Assert.Equal(
            text.ReplaceLineEndings("\n").Split('\n').Select((l, i) => (i + 1, l)),
            ReferenceLines.Read(new TricklingReader(text))
        );

    private static bool Same(FoundReferences? one, FoundReferences? other) => one!.References.SequenceEqual(other!.References);

    /// <summary>Gives a few characters at a time.</summary>
    private sealed class TricklingReader(string text) : StringReader(text)
    {
        private int _turn;

        public override int Read(char[] buffer, int index, int count) =>
            base.Read(buffer, index, Math.Min(count, 1 + (_turn++ % 7 * 1000)));

        public override int Read(Span<char> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + (_turn++ % 7 * 1000))]);
    }
}
