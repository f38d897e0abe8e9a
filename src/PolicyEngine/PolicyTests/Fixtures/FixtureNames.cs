using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Fixtures;

/// <summary>The names of the images of a test, and their digests. Not thread-safe while it is filled.</summary>
internal sealed class FixtureNames
{
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (BoundImage Image, ScalarSyntax? Place)> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    /// <summary>All names, in no order.</summary>
    public IEnumerable<string> All => _digests.Keys;

    /// <summary>The tags, in no order.</summary>
    public IEnumerable<string> Tags => _tags;

    /// <summary>The digest that is made up for a name.</summary>
    public static string MakeUp(string name) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Gives an image a name; reports one that another image has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="digest">The digest that it stands for.</param>
    /// <param name="image">The image that is written there; two of them may have one digest.</param>
    /// <param name="place">Where the name stands; null where it was made up.</param>
    /// <param name="isTag">Whether it is a tag.</param>
    /// <param name="context">Takes the diagnostics.</param>
    public void Add(string name, string digest, BoundImage image, ScalarSyntax? place, bool isTag, BindingContext context)
    {
        if (_digests.TryAdd(name, digest))
        {
            _owners[name] = (image, place);
        }
        else if (!ReferenceEquals(_owners[name].Image, image) || (isTag && _tags.Contains(name)))
        {
            if (place is not null && _owners[name].Place is { } first)
            {
                context.Report(PolicyTestDiagnostics.NameTaken, place, first, "first used here", Quote.Cap(name));
            }
            else
            {
                context.Report(
                    PolicyTestDiagnostics.NameTaken,
                    (SyntaxNode?)(place ?? _owners[name].Place) ?? image.Syntax,
                    Quote.Cap(name)
                );
            }
        }

        if (isTag)
        {
            _tags.Add(name);
        }
    }

    /// <summary>The digest of a name, or of a full digest that an image has.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out string? digest)
    {
        if (_digests.TryGetValue(name, out digest))
        {
            return true;
        }

        digest = _digests.ContainsValue(name) ? name : null;
        return digest is not null;
    }

    /// <summary>Whether a name is a tag.</summary>
    public bool IsTag(string name) => _tags.Contains(name);

    /// <summary>The digest that a child or a subject means: an image's, a digest, or
    /// that of a missing image; warns where an image has nearly the name.</summary>
    public string Resolve(ScalarSyntax name, BindingContext context)
    {
        if (TryFind(name.Value, out var digest))
        {
            return digest;
        }

        if (Oci.Digest.TryParse(name.Value, out _))
        {
            return name.Value;
        }

        // Names that differ in their numbers only are neighbours, not mistakes: absent-1 beside absent-2.
        var closest = Suggestion.Closest(name.Value, All.Where(n => WithoutDigits(n) != WithoutDigits(name.Value)));
        if (!closest.IsEmpty)
        {
            context.Report(PolicyTestDiagnostics.ProbablyMisspelt, name, Quote.Cap(name.Value), Suggestion.Text(closest));
        }

        return MakeUp(name.Value);
    }

    private static string WithoutDigits(string name) => string.Concat(name.Where(c => !char.IsAsciiDigit(c)));
}
