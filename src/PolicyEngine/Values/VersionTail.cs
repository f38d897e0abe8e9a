using System.Collections.Immutable;
using System.Text;

namespace PolicyEngine.Values;

/// <summary>What stands behind the numbers of a version: a pre-release, build text, a flavour, a revision.</summary>
internal sealed class VersionTail
{
    private const string Separators = "-._+";
    private readonly string _tag;
    private readonly int _end;
    private readonly ImmutableArray<string>.Builder _preRelease = ImmutableArray.CreateBuilder<string>();
    private StringBuilder? _flavour;

    public VersionTail(string tag, int start)
    {
        _tag = tag;
        _end = start == tag.Length ? start : TakeRevision(start);
        if (start < _end)
        {
            Read(start);
        }

        PreRelease = _preRelease.ToImmutable();
        Flavour = _flavour?.ToString() ?? string.Empty;
    }

    /// <summary>The words for pre-releases, each with its number and further identifiers.</summary>
    public ImmutableArray<string> PreRelease { get; }

    /// <summary>The build text.</summary>
    public string Build { get; private set; } = string.Empty;

    /// <summary>All other text.</summary>
    public string Flavour { get; }

    /// <summary>The revision, or null.</summary>
    public long? Revision { get; private set; }

    /// <summary>Takes <c>-N</c>, <c>-rN</c> or git's <c>-N-gHEX</c> off the end.</summary>
    private int TakeRevision(int start)
    {
        var tail = _tag.AsSpan(start);
        var dash = tail.LastIndexOf('-');
        if (dash < 0)
        {
            return _tag.Length;
        }

        var last = tail[(dash + 1)..];
        if (
            last is ['g', .. var hash]
            && hash.Length is >= 4 and <= 64
            && ImageVersionParser.IsHex(hash)
            && tail[..dash].LastIndexOf('-') is var before and >= 0
            && ImageVersionParser.TryNumber(tail[(before + 1)..dash], out var commits)
        )
        {
            Revision = commits;
            return start + before;
        }

        if (
            ImageVersionParser.TryNumber(last is ['r', .. var digits] ? digits : last, out var revision)
            && (last[0] == 'r' || !FollowsWord(start, start + dash))
        )
        {
            Revision = revision;
            return start + dash;
        }

        return _tag.Length;
    }

    /// <summary>Whether a word for pre-releases without a number stands before
    /// the end: then what follows is its number, as in <c>rc-2</c>.</summary>
    private bool FollowsWord(int start, int end)
    {
        var before = _tag.AsSpan(start, end - start);
        var word = before[(before.LastIndexOfAny(Separators) + 1)..];
        return ReleaseWords.TryRead(word, isGlued: false, out _, out var number) && number.IsEmpty;
    }

    private void Read(int start)
    {
        var isDirect = true;
        var position = start;
        while (position < _end)
        {
            var hasSeparator = Separators.Contains(_tag[position], StringComparison.Ordinal);
            if (isDirect && Build.Length == 0 && _tag[position] is '_' or '+')
            {
                var dash = _tag.IndexOf('-', position, _end - position);
                var endOfBuild = dash < 0 ? _end : dash;
                Build = _tag[(position + 1)..endOfBuild];
                (position, isDirect) = (endOfBuild, false);
                continue;
            }

            var (from, to) = (hasSeparator ? position + 1 : position, EndOf(hasSeparator ? position + 1 : position));
            var text = _tag.AsSpan(from, to - from);
            if (ReleaseWords.TryRead(text, isGlued: !hasSeparator, out var word, out var number))
            {
                position = ReadPreRelease(word, number, to);
                isDirect = _flavour is null;
            }
            else if (isDirect && _preRelease.Count == 0 && ReleaseWords.IsFinal(text) && !(to < _end && _tag[to] == '.'))
            {
                position = to;
            }
            else
            {
                _flavour = (_flavour ?? new StringBuilder()).Append(
                    _tag,
                    _flavour is null ? from : position,
                    to - (_flavour is null ? from : position)
                );
                (position, isDirect) = (to, false);
            }
        }
    }

    /// <summary>A word, the number behind it, and dotted identifiers: <c>rc1</c>, <c>rc-2</c>, <c>rc.1.hotfix</c>.</summary>
    private int ReadPreRelease(string word, ReadOnlySpan<char> number, int position)
    {
        _preRelease.Add(word);
        if (!number.IsEmpty)
        {
            _preRelease.Add(ImageVersionParser.WithoutZeros(number));
        }
        else if (
            position < _end
            && _tag[position] == '-'
            && _tag.AsSpan(position + 1, EndOf(position + 1) - position - 1) is { IsEmpty: false } next
            && !next.ContainsAnyExceptInRange('0', '9')
        )
        {
            _preRelease.Add(ImageVersionParser.WithoutZeros(next));
            position += 1 + next.Length;
        }

        while (position < _end && _tag[position] == '.')
        {
            var to = EndOf(position + 1);
            var identifier = _tag[(position + 1)..to];
            _preRelease.Add(
                identifier.Length > 0 && VersionIdentifier.IsNumeric(identifier)
                    ? ImageVersionParser.WithoutZeros(identifier)
                    : identifier.ToLowerInvariant()
            );
            position = to;
        }

        return position;
    }

    private int EndOf(int from)
    {
        var length = _tag.AsSpan(from, _end - from).IndexOfAny(Separators);
        return length < 0 ? _end : from + length;
    }
}
