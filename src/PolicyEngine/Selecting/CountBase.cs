namespace PolicyEngine.Selecting;

/// <summary>What <c>except-newest</c> counts.</summary>
internal enum CountBase
{
    Matched,
    Eligible,
    Remaining,
}
