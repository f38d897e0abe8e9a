using System.Reflection;
using NetArchTest.Rules;
using PolicyEngine.Policies;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>The direction of dependencies, and the purity of the pure part, as tests.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly Core = typeof(Policy).Assembly;

    [Fact]
    public void The_core_references_nothing_that_does_input_or_output()
    {
        var references = Core.GetReferencedAssemblies().Select(a => a.Name!).ToArray();

        Assert.DoesNotContain(references, r => r.StartsWith("PolicyEngine", StringComparison.Ordinal) && r != Core.GetName().Name);
        Assert.DoesNotContain("System.Net.Http", references);
        Assert.DoesNotContain("System.Console", references);
        Assert.DoesNotContain("System.IO.FileSystem", references);
        Assert.DoesNotContain("System.Diagnostics.Process", references);
    }

    [Fact]
    public void Nothing_in_the_core_is_asynchronous_or_asks_the_clock()
    {
        var result = Types
            .InAssembly(Core)
            .ShouldNot()
            .HaveDependencyOnAny(
                "System.Threading.Tasks.Task",
                "System.TimeProvider",
                "System.Random",
                "System.IO.File",
                "System.Net.Http.HttpClient"
            )
            .GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Classes_are_sealed_abstract_or_static()
    {
        var open = Core.GetTypes()
            .Where(t =>
                t is { IsClass: true, IsSealed: false, IsAbstract: false }
                && !t.Name.Contains('<', StringComparison.Ordinal)
                && t.Namespace?.StartsWith("PolicyEngine", StringComparison.Ordinal) == true
            )
            .Where(t =>
                !Core.GetTypes()
                    .Any(other =>
                        other.BaseType is { } parent && (parent == t || (parent.IsGenericType && parent.GetGenericTypeDefinition() == t))
                    )
            )
            .Select(t => t.FullName);

        Assert.Empty(open);
    }
}
