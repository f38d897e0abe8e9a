namespace PolicyEngine.Editing;

/// <summary>What may be written at a place. Immutable.</summary>
/// <param name="Label">What is shown.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Snippet">What is inserted, in the notation of snippets: <c>${1:14d}</c> is a place to type over.</param>
/// <param name="Markdown">What it means.</param>
/// <param name="Rank">Where it stands: the lower, the earlier.</param>
internal sealed record CompletionProposal(string Label, CompletionKind Kind, string Snippet, string Markdown, int Rank);

/// <summary>What a proposal is.</summary>
internal enum CompletionKind
{
    /// <summary>A key.</summary>
    Key,

    /// <summary>A word of a closed list, or an example.</summary>
    Value,

    /// <summary>A name: of a rule, of a group, of a tag.</summary>
    Name,
}
