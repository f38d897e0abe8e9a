namespace PolicyEngine.Fakes;

/// <summary>Which of the two APIs a request went to: <c>api.github.com</c> or <c>ghcr.io</c>.</summary>
public enum Side
{
    Rest,
    Registry,
}

/// <summary>A request that the fake received.</summary>
public sealed record RecordedRequest(Side Side, string Method, string Target, DateTimeOffset At, bool HadAuthorization)
{
    public int Status { get; set; }

    public override string ToString() => $"{Method} {Target} {Status}";
}
