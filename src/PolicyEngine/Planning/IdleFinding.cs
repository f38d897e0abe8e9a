using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Planning;

/// <summary>A rule or protection that selects nothing in a repository.</summary>
/// <param name="Descriptor">Says it.</param>
/// <param name="Location">Its place.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hint">"Did you mean", or nothing.</param>
internal sealed record IdleFinding(DiagnosticDescriptor Descriptor, Location Location, string Name, string Hint)
{
    /// <summary>The place in words.</summary>
    public string Source => Location.ToString();
}
