using System.Reflection;
using System.Xml.Linq;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Shipping;

/// <summary>What native programs leave out of libraries. The compiler says nothing where a new version has it under another name.</summary>
public sealed class NativeSubstitutionTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public void What_is_left_out_exists()
    {
        var root = XDocument.Parse(GeneratedFile.Read("src/PolicyEngine.Cli/NativeSubstitutions.xml")).Root!;
        var methods = root.Descendants("method").Select(m => (m.Parent!.Parent!, m.Parent!, m)).ToArray();
        Assert.NotEmpty(methods);
        Assert.All(methods, named =>
        {
            var (assembly, type, method) = named;
            var found = Assembly.Load((string)assembly.Attribute("fullname")!).GetType((string)type.Attribute("fullname")!);
            var signatures = found!.GetMembers(All).OfType<MethodBase>().Select(Signature);
            Assert.Contains((string)method.Attribute("signature")!, signatures);
        });
    }

    private static string Signature(MethodBase method) =>
        $"{Name((method as MethodInfo)?.ReturnType ?? typeof(void))} {method.Name}"
        + $"({string.Join(',', method.GetParameters().Select(p => Name(p.ParameterType)))})";

    private static string Name(Type type) =>
        type.IsGenericType
            ? $"{type.Namespace}.{type.Name}<{string.Join(',', type.GetGenericArguments().Select(Name))}>"
            : type.FullName ?? type.Name;
}
