using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>A version as people write it (semantics.md#versions), read by regular expressions and by splitting, and its ranges.</summary>
internal sealed partial record NaiveImageVersion(string Prefix, long[] Parts, string[] Pre, string Flavour, long? Revision)
    : IComparable<NaiveImageVersion>
{
    private const string Words = "alpha|beta|rc|preview|pre|dev|snapshot|nightly|canary|ea|milestone";

    /// <summary>What versions are never compared across.</summary>
    public string Group => $"{Prefix}|{Flavour}";

    public static NaiveImageVersion? Parse(string tag)
    {
        if (
            Regex.IsMatch(tag, @"\A[0-9a-fA-F]{7,40}\z")
            && (!Regex.IsMatch(tag, @"\A([0-9]{8}|[0-9]{12}|[0-9]{14})\z") || Date(tag) is null)
        )
        {
            return null;
        }

        var names = Enumerable.Range(0, tag.Length + 1).Where(n => n == 0 || (char.IsAsciiLetter(tag[0]) && tag[n - 1] is '-' or '_'));
        return names
            .SelectMany(n =>
                new[] { (Name: tag[..n], After: tag[n..]), (Name: tag[..n], After: tag[n..].StartsWith('v') ? tag[(n + 1)..] : "") }
            )
            .Select(p => Read(p.Name, p.After))
            .FirstOrDefault(v => v is not null);
    }

    public static bool InRange(string range, string tag) =>
        Parse(tag) is { } version
        && range.Split("||").Any(alternative => alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(c => Holds(c, version)));

    public int CompareTo(NaiveImageVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Compare(this, other);
        order = order != 0 ? order : (Revision ?? -1).CompareTo(other.Revision ?? -1);
        return order != 0 ? order : Parts.Length.CompareTo(other.Parts.Length);
    }

    public string First(int parts) => string.Join('.', Padded.Take(parts));

    private IEnumerable<long> Padded => Parts.Concat([0, 0, 0, 0]).Take(4);

    private static int Compare(NaiveImageVersion left, NaiveImageVersion right)
    {
        var order = left.Padded.Zip(right.Padded, (a, b) => a.CompareTo(b)).FirstOrDefault(o => o != 0);
        return order != 0 ? order
            : left.Pre.Length == 0 || right.Pre.Length == 0 ? (left.Pre.Length == 0).CompareTo(right.Pre.Length == 0)
            : left.Pre.Zip(right.Pre, CompareIdentifiers).Append(left.Pre.Length.CompareTo(right.Pre.Length)).FirstOrDefault(o => o != 0);
    }

    private static int CompareIdentifiers(string left, string right)
    {
        var (a, b) = (long.TryParse(left, out var x), long.TryParse(right, out var y));
        return a && b ? x.CompareTo(y)
            : a != b ? b.CompareTo(a)
            : string.CompareOrdinal(left, right);
    }

    private static bool Holds(string comparator, NaiveImageVersion version)
    {
        if (comparator is "*" or "stable" or "prerelease")
        {
            return comparator == "*" || (comparator == "stable") == (version.Pre.Length == 0);
        }

        var sign = comparator[..comparator.TakeWhile(c => "<>=".Contains(c, StringComparison.Ordinal)).Count()];
        var bound = Parse(comparator[sign.Length..])!;
        var order = Compare(version, bound);
        var isBefore = bound.Pre.Length == 0 && version.Pre.Length > 0 && version.Padded.SequenceEqual(bound.Padded);
        return sign switch
        {
            ">=" => order >= 0,
            ">" => order > 0,
            "<=" => order <= 0,
            "<" => order < 0 && !isBefore,
            _ => order == 0,
        };
    }

    private static NaiveImageVersion? Read(string name, string rest)
    {
        foreach (var (parts, tail, isDate) in Numbers(rest).Take(1))
        {
            if ((name.Length > 0 && parts.Length < 2 && !isDate) || ReadTail(tail) is not { } read)
            {
                continue;
            }

            var last = name.Split('-', '_', '.').SkipLast(1).LastOrDefault("");
            var word = Word(last, isGlued: false);
            return new NaiveImageVersion(name, parts, [.. word ?? [], .. read.Pre], read.Flavour, read.Revision);
        }

        return null;
    }

    /// <summary>The numbers and what follows them, in each way that they may be read; the first one counts.</summary>
    private static IEnumerable<(long[] Parts, string Tail, bool IsDate)> Numbers(string rest)
    {
        if (
            Regex.Match(rest, @"\A([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{4}(?:[0-9]{2})?))?(?![0-9a-zA-Z])(.*)\z")
                is { Success: true } dashed
            && Date(dashed.Groups[1].Value.Replace("-", "")) is not null
            && (!dashed.Groups[2].Success || Time(dashed.Groups[2].Value) is not null)
        )
        {
            long[] time = dashed.Groups[2].Success ? [Time(dashed.Groups[2].Value)!.Value] : [];
            yield return WithDots([.. dashed.Groups[1].Value.Split('-').Select(Number), .. time], dashed.Groups[3].Value);
        }

        if (
            Regex.Match(rest, @"\A([0-9]{4}-[0-9]{2})(?![0-9a-zA-Z])(.*)\z") is { Success: true } month
            && Date(month.Groups[1].Value.Replace("-", "") + "01") is not null
        )
        {
            yield return WithDots([.. month.Groups[1].Value.Split('-').Select(Number)], month.Groups[2].Value);
        }

        if (
            Regex.Match(rest, @"\A([0-9]{8})(?:T?([0-9]{6}|[0-9]{4}))?(?![0-9]|[.][0-9])") is { Success: true } date
            && Date(date.Groups[1].Value + date.Groups[2].Value) is { } parts
        )
        {
            yield return (parts, rest[date.Length..], true);
        }

        if (
            Regex.Match(rest, @"\A[0-9]{1,18}(?:[.][0-9]{1,18}){0,3}(?![0-9])") is { Success: true } plain
            && (plain.Value.Contains('.', StringComparison.Ordinal) || plain.Length < 7)
        )
        {
            yield return ([.. plain.Value.Split('.').Select(Number)], rest[plain.Length..], false);
        }
    }

    /// <summary>A date with hyphens, and the numbers behind dots that follow it, up to four in all.</summary>
    private static (long[] Parts, string Tail, bool IsDate) WithDots(long[] date, string rest)
    {
        var dots = Regex.Match(rest, $@"\A(?:[.]([0-9]{{1,18}})){{0,{4 - date.Length}}}(?![0-9])");
        return ([.. date, .. dots.Groups[1].Captures.Select(c => Number(c.Value))], rest[dots.Length..], true);
    }

    private static (string[] Pre, string Flavour, long? Revision)? ReadTail(string tail)
    {
        var head = Regex.Match(tail, @"\A[.]?([a-zA-Z][a-zA-Z0-9]*)(?=\z|[-._+])");
        var isFinal = Regex.IsMatch(tail, @"\A[.]?(release|final|ga)(?=\z|[-_+])", RegexOptions.IgnoreCase);
        if (
            tail.Length > 0
            && !(tail[0] is '-' or '_' or '+' && tail.Length > 1)
            && !isFinal
            && (!head.Success || Word(head.Groups[1].Value, isGlued: tail[0] != '.') is null)
        )
        {
            return null;
        }

        long? revision = null;
        if (Regex.Match(tail, @"\A(?<before>.*)-(?<n>[0-9]{1,18})-g[0-9a-fA-F]{4,64}\z") is { Success: true } git)
        {
            (tail, revision) = (git.Groups["before"].Value, Number(git.Groups["n"].Value));
        }
        else if (
            Regex.Match(tail, @"\A(?<before>.*)-(?<r>r?)(?<n>[0-9]{1,18})\z") is { Success: true } match
            && (
                match.Groups["r"].Length > 0
                || !Regex.IsMatch(match.Groups["before"].Value, $@"(?:\A|[-._+])({Words})\z", RegexOptions.IgnoreCase)
            )
        )
        {
            (tail, revision) = (match.Groups["before"].Value, Number(match.Groups["n"].Value));
        }

        tail = Regex.Replace(tail, @"\A([-.]?(release|final|ga)(?=\z|[-_+]))+", "", RegexOptions.IgnoreCase);
        var pre = new List<string>();
        string? flavour = null;
        var build = "";
        while (tail.Length > 0)
        {
            if (flavour is null && build.Length == 0 && Regex.Match(tail, @"\A[_+]([^-]*)") is { Success: true } built)
            {
                build = built.Groups[1].Value;
                tail = tail[built.Length..];
                continue;
            }

            var next = Regex.Match(tail, @"\A(?<separator>[-._+]?)(?<text>[^-._+]*)");
            if (Word(next.Groups["text"].Value, isGlued: next.Groups["separator"].Length == 0) is { } word)
            {
                tail = tail[next.Length..];
                pre.AddRange(word);
                if (word.Length == 1 && Regex.Match(tail, @"\A-([0-9]+)(?=\z|[-._+])") is { Success: true } number)
                {
                    pre.Add(Trim(number.Groups[1].Value));
                    tail = tail[number.Length..];
                }

                var more = Regex.Match(tail, @"\A(?:[.]([^-._+]*))*");
                pre.AddRange(more.Groups[1].Captures.Select(c => Trim(c.Value.ToLowerInvariant())));
                tail = tail[more.Length..];
                continue;
            }

            flavour = flavour is null ? next.Groups["text"].Value : flavour + next.Value;
            tail = tail[next.Length..];
        }

        return ([.. pre], flavour ?? "", revision);
    }

    private static string[]? Word(string text, bool isGlued)
    {
        if (Regex.Match(text, $@"\A({Words})([0-9]*)\z", RegexOptions.IgnoreCase) is { Success: true } word)
        {
            return
            [
                word.Groups[1].Value.ToLowerInvariant(),
                .. word.Groups[2].Length > 0 ? [Trim(word.Groups[2].Value)] : Array.Empty<string>(),
            ];
        }

        return isGlued && Regex.Match(text, @"\A([abcmABCM])([0-9]+)\z") is { Success: true } letter
            ?
            [
                char.ToLowerInvariant(letter.Value[0]) switch
                {
                    'a' => "alpha",
                    'b' => "beta",
                    'c' => "rc",
                    _ => "milestone",
                },
                Trim(letter.Groups[2].Value),
            ]
            : null;
    }

    private static string Trim(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit)
            ? text.TrimStart('0') is { Length: > 0 } value
                ? value
                : "0"
            : text;

    private static long[]? Date(string digits) =>
        DateTime.TryParseExact(digits.PadRight(14, '0'), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year is >= 1970 and < 2200
            ? digits.Length == 8
                ? [Number(digits)]
                : [Number(digits[..8]), Number(digits[8..].PadRight(6, '0'))]
            : null;

    private static long? Time(string digits) => Date("20000101" + digits)?[1];

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
