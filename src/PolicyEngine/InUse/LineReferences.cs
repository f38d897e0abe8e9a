using System.Text.RegularExpressions;

namespace PolicyEngine.InUse;

/// <summary>References in lines: Dockerfiles, and templates that are not YAML before they are filled in.</summary>
internal static partial class LineReferences
{
    private const int MaxLine = 4096;

    public static void Collect(TextReader text, ReferenceBag bag)
    {
        var block = new Dictionary<string, (string Text, int Line)>(StringComparer.Ordinal);
        var indent = -1;
        foreach (var (number, line) in ReferenceLines.Read(text))
        {
            if (line.Length > MaxLine || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            CollectDocker(line, number, bag);
            if (KeyPattern().Match(line) is not { Success: true } match)
            {
                continue;
            }

            // Keys at one column without a lesser one between them are siblings; a dash begins the next mapping.
            var column = match.Groups["key"].Index;
            if (column != indent || match.Groups["dash"].Length > 0)
            {
                Flush(block, bag);
                indent = column;
            }

            if (!block.TryAdd(match.Groups["key"].Value, (Unquote(match.Groups["value"].Value), number)))
            {
                Flush(block, bag);
                block[match.Groups["key"].Value] = (Unquote(match.Groups["value"].Value), number);
            }
        }

        Flush(block, bag);
    }

    private static void CollectDocker(string line, int number, ReferenceBag bag)
    {
        foreach (var match in new[] { FromPattern().Match(line), CopyPattern().Match(line) })
        {
            // 'FROM scratch' is nothing; the number of a stage is not an image. The name of a stage is taken for one: it does no harm.
            if (match.Success && match.Groups["image"].Value is var image and not "scratch" && !int.TryParse(image, out _))
            {
                ImageKeys.AddValue(image, number, bag);
            }
        }
    }

    private static void Flush(Dictionary<string, (string Text, int Line)> block, ReferenceBag bag)
    {
        ImageKeys.Collect(block, "", bag);
        block.Clear();
    }

    private static string Unquote(string value)
    {
        var text = value.Trim().TrimEnd(',');
        if (text is ['"' or '\'', ..] && text.IndexOf(text[0], 1) is > 0 and var end)
        {
            return text[1..end];
        }

        return text.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment ? text[..comment].TrimEnd() : text;
    }

    [GeneratedRegex(
        """^\s*(?<dash>-\s+)?["']?(?<key>[A-Za-z_][A-Za-z0-9_.-]*)["']?\s*[:=]\s+(?<value>\S.*)$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex KeyPattern();

    [GeneratedRegex(
        """^\s*FROM\s+(--\S+\s+)*(?<image>[^\s-]\S*)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex FromPattern();

    [GeneratedRegex(
        """^\s*(COPY|ADD|RUN)\s.*--?(from|mount=\S*from)=(?<image>[^\s,]+)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex CopyPattern();
}
