using System.Text;
using System.Text.RegularExpressions;

namespace PolicyEngine.Cli.Tests.Fuzzing;

/// <summary>Makes an input out of a number: the same number, the same bytes. A file of
/// the corpus changed in bytes, words or lines, or a document made up of words.</summary>
internal sealed partial class FuzzMutator(FuzzCorpus corpus)
{
    private const string Structure = " \n\t:-#[]{},'\"&*!|>%@`?\\aZ09._";

    /// <summary>The input of a number.</summary>
    public byte[] Next(int seed)
    {
        var random = new Random(seed);
        if (random.Next(8) == 0)
        {
            var made = new StringBuilder();
            Document(random, made, 0);
            return Encoding.UTF8.GetBytes(made.ToString());
        }

        var bytes = corpus.Texts[random.Next(corpus.Texts.Count)];
        for (var i = random.Next(1, 7); i > 0; i--)
        {
            bytes = random.Next(3) switch
            {
                0 => ChangeBytes(random, bytes),
                1 => ChangeWords(random, bytes),
                _ => ChangeLines(random, bytes),
            };
        }

        return bytes.Length > 200_000 ? bytes[..200_000] : bytes;
    }

    private static byte[] ChangeBytes(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + random.Next(4));
        var inserted = new byte[random.Next(4)];
        random.NextBytes(inserted);
        if (random.Next(2) == 0)
        {
            for (var i = 0; i < inserted.Length; i++)
            {
                inserted[i] = (byte)Structure[random.Next(Structure.Length)];
            }
        }

        return [.. bytes[..at], .. inserted, .. bytes[end..]];
    }

    private byte[] ChangeWords(Random random, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var words = Piece().Matches(text);
        if (words.Count == 0)
        {
            return Encoding.UTF8.GetBytes(Word(random));
        }

        var one = words[random.Next(words.Count)];
        var other = words[random.Next(words.Count)].Value;
        var replacement = random.Next(6) switch
        {
            0 => string.Empty,
            1 => other,
            2 => $"{one.Value}{Word(random)}",
            3 => $"{one.Value}: {Word(random)}",
            4 => string.Concat(Enumerable.Repeat(one.Value, random.Next(2, 40))),
            _ => Word(random),
        };
        return Encoding.UTF8.GetBytes(text[..one.Index] + replacement + text[(one.Index + one.Length)..]);
    }

    private byte[] ChangeLines(Random random, byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').ToList();
        var at = random.Next(lines.Count);
        var line = lines[at];
        switch (random.Next(7))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count), line);
                break;
            case 2:
                lines[at] = new string(' ', random.Next(1, 5)) + line;
                break;
            case 3:
                lines[at] = line[Math.Min(line.Length, random.Next(1, 4))..];
                break;
            case 4:
                var others = Encoding.UTF8.GetString(corpus.Texts[random.Next(corpus.Texts.Count)]).Split('\n');
                lines.InsertRange(at, others.Skip(random.Next(others.Length)).Take(random.Next(1, 12)));
                break;
            case 5:
                lines.InsertRange(at, Enumerable.Repeat(line, random.Next(2, 200)));
                break;
            default:
                lines.Insert(at, $"{new string(' ', random.Next(8))}{Word(random)}: {Word(random)}");
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private void Document(Random random, StringBuilder text, int depth)
    {
        var isList = random.Next(4) == 0;
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            text.Append(' ', depth * 2).Append(isList ? "- " : $"{Word(random)}:");
            switch (depth < 6 ? random.Next(4) : 0)
            {
                case 0 or 1:
                    text.Append(' ').Append(Word(random)).Append('\n');
                    break;
                case 2:
                    text.Append($" [{Word(random)}, {Word(random)}]\n");
                    break;
                default:
                    text.Append('\n');
                    Document(random, text, depth + 1);
                    break;
            }
        }
    }

    private string Word(Random random) => corpus.Words[random.Next(corpus.Words.Count)];

    [GeneratedRegex(@"[A-Za-z0-9_.*/@>=<^$()|?+\\-]+|[^\sA-Za-z0-9]")]
    private static partial Regex Piece();
}
