namespace PolicyEngine.Tests.Oracle;

/// <summary>The condition <c>pull-request</c>.</summary>
internal sealed record OraclePullRequest(string Number, string State, TimeSpan? For);

/// <summary>The condition <c>branch</c>.</summary>
internal sealed record OracleBranch(string Name, string State);

/// <summary>The condition <c>commit</c>, from a capture group.</summary>
internal sealed record OracleCommit(string From, bool Is);
