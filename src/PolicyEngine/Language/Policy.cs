using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Language;

/// <summary>A compiled policy: the semantic model of one file. Immutable and thread-safe.</summary>
public sealed class Policy
{
    internal Policy(SourceText source) => Source = source;

    /// <summary>The text it was compiled from.</summary>
    public SourceText Source { get; }

    /// <summary>The <c>name</c>.</summary>
    public string? Name { get; internal init; }

    /// <summary>The <c>description</c>.</summary>
    public string? Description { get; internal init; }

    /// <summary>What it applies to; empty where the command line has to say.</summary>
    public ImmutableArray<PolicyTarget> Targets { get; internal init; } = [];

    /// <summary>The settings.</summary>
    public PolicySettings Settings { get; internal init; } = new();

    /// <summary>Where the settings stand: the key, or the start of the file.</summary>
    public required Location SettingsLocation { get; init; }

    /// <summary>The limits.</summary>
    public PolicyLimits Limits { get; internal init; } = new();

    /// <summary>The protections.</summary>
    public ImmutableArray<Protection> Protections { get; internal init; } = [];

    /// <summary>The rules in file order, disabled ones included.</summary>
    public ImmutableArray<Rule> Rules { get; internal init; } = [];

    /// <summary>The SHA-256 of the text in UTF-8, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Source.Text)));

    /// <summary>Whether it applies to a repository. A policy without targets applies to every repository it is given.</summary>
    public bool Covers(string registry, string repository) => Targets.IsEmpty || Targets.Any(t => t.Covers(registry, repository));
}
