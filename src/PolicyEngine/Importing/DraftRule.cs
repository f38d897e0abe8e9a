namespace PolicyEngine.Importing;

/// <summary>A rule or protection of a policy that is being written. Not thread-safe.</summary>
/// <param name="draft">The policy.</param>
/// <param name="id">Its id.</param>
/// <param name="keeps">Whether it keeps instead of deleting.</param>
/// <param name="shields">Whether what it selects is safe from the rules after it, so that in doubt it has to keep instead of being disabled.</param>
internal sealed class DraftRule(PolicyDraft draft, string id, bool keeps, bool shields = false)
{
    private bool _keepsAll;

    public string Id => id;

    public bool Keeps { get; private set; } = keeps;

    public string? Description { get; set; }

    public bool Enabled { get; private set; } = true;

    /// <summary>Globs; empty for all repositories.</summary>
    public List<string> Repositories { get; } = [];

    /// <summary>Entries of <c>match</c>, written out.</summary>
    public List<string> Match { get; } = [];

    /// <summary>Entries of the action, written out; none for all.</summary>
    public List<string> Criteria { get; } = [];

    /// <summary>The original has switched the rule off.</summary>
    public void Disable() => Enabled = false;

    /// <summary>Something of the original cannot be said: what would delete is disabled, and what keeps keeps all that it selects.</summary>
    public void Doubt(string sentence)
    {
        Keeps |= shields;
        draft.Differ($"{sentence} So the rule '{id}' {(Keeps ? "keeps everything that it selects" : "is disabled")}.");
        if (Keeps)
        {
            Criteria.Clear();
            _keepsAll = true;
        }
        else
        {
            Enabled = false;
        }
    }

    /// <summary>Keys that nobody knows may well narrow what is deleted.</summary>
    public void DoubtUnread(ImportObject source)
    {
        if (source.Unread is { Count: > 0 } unread)
        {
            Doubt($"{string.Join(", ", unread.Select(k => $"'{source.At(k)}'"))} {(unread.Count == 1 ? "is" : "are")} not known here.");
        }
    }

    /// <summary>Whether it tells images apart by their ages or their order.</summary>
    public bool Counts => Criteria.Count > 0 && !_keepsAll;

    /// <summary>What it does, as the value of <c>delete</c> or <c>keep</c>.</summary>
    public string Action => !Counts ? "all" : $"{{ {string.Join(", ", Criteria)} }}";

    /// <summary>A push in progress looks untagged: what would delete untagged images of any age waits for a day.</summary>
    public void GuardUntagged()
    {
        if (!Keeps && Enabled && Match is ["tagged: false"] && !Criteria.Exists(c => c.StartsWith("older-than:", StringComparison.Ordinal)))
        {
            Criteria.Insert(0, "older-than: 1d");
            draft.Differ($"The rule '{id}' leaves untagged images alone for a day, since a push in progress looks untagged.");
        }
    }
}
