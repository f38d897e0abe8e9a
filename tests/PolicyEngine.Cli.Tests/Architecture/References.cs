using Mono.Cecil;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>Which outermost type of an assembly uses which other one: in
/// signatures, attributes and bodies. Constants leave no trace.</summary>
internal static class References
{
    public static readonly string[] ShippedAssemblies =
    [
        "PolicyEngine.Core",
        "PolicyEngine.Registry",
        "PolicyEngine.Reporting",
        "policyengine",
    ];

    private static readonly Dictionary<string, Lazy<HashSet<(string From, string To)>>> s_read = ShippedAssemblies.ToDictionary(
        name => name,
        name => new Lazy<HashSet<(string From, string To)>>(() => Read(name))
    );

    public static IReadOnlyCollection<(string From, string To)> Of(string assembly) => s_read[assembly].Value;

    private static HashSet<(string From, string To)> Read(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var found = new HashSet<(string From, string To)>();
        foreach (var type in module.GetTypes().Where(t => !IsGenerated(Outermost(t))))
        {
            var from = Outermost(type).FullName;
            found.UnionWith(
                UsedBy(type)
                    .SelectMany(Parts)
                    .Where(r => r.Scope == module)
                    .Select(Outermost)
                    .Where(t => t.FullName != from && !IsGenerated(t))
                    .Select(t => (Plain(from), Plain(t.FullName)))
            );
        }

        return found;
    }

    private static bool IsGenerated(TypeReference type) =>
        type.Namespace.Length == 0 || !type.Namespace.StartsWith("PolicyEngine", StringComparison.Ordinal);

    private static string Plain(string name) => name.Split('`')[0];

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type) =>
        type
            .Interfaces.Select(i => i.InterfaceType)
            .Append(type.BaseType)
            .Concat(Attributes(type))
            .Concat(type.GenericParameters.SelectMany(g => g.Constraints.Select(c => c.ConstraintType)))
            .Concat(type.Fields.SelectMany(f => Attributes(f).Append(f.FieldType)))
            .Concat(type.Methods.SelectMany(UsedBy))
            .Where(t => t is not null);

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method)
    {
        var used = Signature(method)
            .Concat(Attributes(method))
            .Concat(method.GenericParameters.SelectMany(g => g.Constraints.Select(c => c.ConstraintType)));
        return !method.HasBody
            ? used
            : used.Concat(method.Body.Variables.Select(v => v.VariableType))
                .Concat(
                    method.Body.Instructions.SelectMany(i =>
                        i.Operand switch
                        {
                            TypeReference type => [type],
                            MethodReference called => Signature(called),
                            FieldReference field => [field.DeclaringType, field.FieldType],
                            _ => Enumerable.Empty<TypeReference>(),
                        }
                    )
                );
    }

    private static IEnumerable<TypeReference> Signature(MethodReference method) =>
        method
            .Parameters.Select(p => p.ParameterType)
            .Append(method.ReturnType)
            .Append(method.DeclaringType)
            .Concat(method is GenericInstanceMethod generic ? generic.GenericArguments : []);

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(a =>
            a.ConstructorArguments.Select(x => x.Value).OfType<TypeReference>().Append(a.AttributeType)
        );

    /// <summary>The plain types that a type is built of: <c>List&lt;A[]&gt;</c> of <c>List</c> and <c>A</c>.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Concat(Parts(generic.ElementType)),
            TypeSpecification built => Parts(built.ElementType),
            GenericParameter => [],
            _ => [type],
        };
}
