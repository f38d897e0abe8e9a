namespace PolicyEngine.Importing.Drafting;

/// <summary>A rule or protection of a policy that is being written. Not thread-safe.</summary>
/// <param name="draft">The policy.</param>
/// <param name="id">Its id.</param>
/// <param name="keeps">Whether it keeps instead of deleting.</param>
/// <param name="shields">Whether what it selects is safe from the rules after
/// it, so that in doubt it has to keep instead of being left out.</param>
internal sealed class DraftRule(PolicyDraft draft, string id, bool keeps, bool shields = false)
{
    private readonly List<string> _exceptions = [];
    private readonly List<string> _problems = [];
    private bool _keepsAll;

    public string Id => id;

    public bool Keeps { get; private set; } = keeps;

    public string? Description { get; set; }

    public bool Enabled { get; private set; } = true;

    /// <summary>Whether the original certainly never carries it out.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Globs; empty for all repositories.</summary>
    public List<string> Repositories { get; } = [];

    /// <summary>Entries of <c>match</c>, written out.</summary>
    public List<string> Match { get; } = [];

    /// <summary>The globs that all of its tags match one of; null where nobody knows.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>What it was made of, in the words of the original.</summary>
    public string? Original { get; set; }

    /// <summary>Why it is only written as a comment; empty for a rule of the policy.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether it is only written as a comment.</summary>
    public bool IsLeftOut => _problems.Count > 0;

    /// <summary>Entries of the action, written out; none for all.</summary>
    public List<string> Criteria { get; } = [];

    /// <summary>The original has switched the rule off.</summary>
    public void Disable() => Enabled = false;

    /// <summary>Something of the original cannot be said: what would delete
    /// becomes a comment, and what keeps keeps all that it selects.</summary>
    public void Doubt(string sentence)
    {
        Keeps |= shields;
        draft.Differ(
            $"{sentence} Therefore the rule '{id}' {(Keeps ? "keeps everything that it selects" : "is only a comment in the policy")}."
        );
        if (Keeps)
        {
            Criteria.Clear();
            _keepsAll = true;
        }
        else if (!_problems.Contains(sentence))
        {
            _problems.Add(sentence);
        }
    }

    /// <summary>It is for nothing that the policy is for, so that it becomes a comment, whether it deletes or keeps.</summary>
    public void LeaveOut(string problem) => _problems.Add(problem);

    /// <summary>Images for which a condition holds are not selected.</summary>
    public void Except(string condition) => _exceptions.Add(condition);

    /// <summary>The value of <c>match</c>; null where it selects everything.</summary>
    public string? Condition
    {
        get
        {
            string[] entries =
                _exceptions.Count == 0
                    ? [.. Match]
                    :
                    [
                        .. Match,
                        _exceptions.Count == 1
                            ? $"not: {{ {_exceptions[0]} }}"
                            : $"not: {{ any: [{string.Join(", ", _exceptions.Select(e => $"{{ {e} }}"))}] }}",
                    ];
            return entries.Length == 0 ? null : $"{{ {string.Join(", ", entries)} }}";
        }
    }

    /// <summary>Whether it spares a number of images, so that it matters what others have deleted before.</summary>
    public bool Ranks => Criteria.Exists(c => c.Contains("newest:", StringComparison.Ordinal));

    /// <summary>Whether both may select one image.</summary>
    public bool MayMeet(DraftRule other)
    {
        var (untagged, otherUntagged) = (Match.Contains("tagged: false"), other.Match.Contains("tagged: false"));
        return ImportPatterns.MayMeet(Repositories, other.Repositories, isPath: true)
            && (untagged && otherUntagged || !(untagged && other.HasTags) && !(otherUntagged && HasTags))
            && (untagged || ImportPatterns.MayMeet(Tags ?? [], other.Tags ?? [], isPath: false));
    }

    private bool HasTags => Tags is not null || Match.Exists(m => m == "tagged: true" || m.StartsWith("tags:", StringComparison.Ordinal));

    /// <summary>Keys that nobody knows may well narrow what is deleted.</summary>
    public void DoubtUnread(ImportObject source)
    {
        if (source.Unread is { Count: > 0 } unread)
        {
            Doubt($"{string.Join(", ", unread.Select(k => $"'{source.At(k)}'"))} {(unread.Count == 1 ? "is" : "are")} not supported.");
        }
    }

    /// <summary>Whether it tells images apart by their ages or their order.</summary>
    public bool LooksAtTimes => Counts && Criteria.Exists(c => c != "with-other-tags: true");

    private bool Counts => Criteria.Count > 0 && !_keepsAll;

    /// <summary>What it does, as the value of <c>delete</c> or <c>keep</c>.</summary>
    public string Action => !Counts ? "all" : $"{{ {string.Join(", ", Criteria)} }}";

    /// <summary>A push in progress looks untagged: what would delete untagged images of any age waits for a day.</summary>
    public void GuardUntagged()
    {
        if (
            !Keeps
            && Enabled
            && !IsLeftOut
            && Match is ["tagged: false"]
            && !Criteria.Exists(c => c.StartsWith("older-than:", StringComparison.Ordinal))
        )
        {
            Criteria.Insert(0, "older-than: 1d");
            draft.Differ($"The rule '{id}' leaves untagged images alone for a day, since a push in progress looks untagged.");
        }
    }
}
