using Mono.Cecil;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>What is called a node, a tag or a blob has the type of one, so that no number and no other id is taken for it.</summary>
public sealed class IdTypeTests
{
    private static readonly string[] s_ids = ["NodeId", "TagId", "BlobId"];

    /// <summary>What one id is called, and with an s many of them.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "node",
        "tag",
        "blob",
        "root",
        "child",
        "parent",
        "owner",
        "leader",
        "keeper",
        "ancestor",
        "subject",
        "referrer",
        "image",
        "target",
        "manifest",
        "above",
        "below",
        "seed",
    };

    /// <summary>Where numbers are numbers: columns and edge rows, which nodes, tags and blobs
    /// share, and the builder, whose digests and tags have no ids yet.</summary>
    private static readonly HashSet<string> s_columns =
    [
        "PolicyEngine.Graph.AdjacencyList",
        "PolicyEngine.Graph.DigestGraphBuilder",
        "PolicyEngine.Graph.EdgeRows",
        "PolicyEngine.Graph.EntryRow",
        "PolicyEngine.Graph.TagSorting",
        "PolicyEngine.Graph.TagTable",
    ];

    public static TheoryData<string> Assemblies => [.. References.ShippedAssemblies];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_id_is_a_plain_number_outside_of_columns(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var found = module
            .GetTypes()
            .Where(type => !s_columns.Contains(Outermost(type).FullName))
            .SelectMany(type =>
                Named(type)
                    .Where(named => IsPlain(named.Name, named.Type))
                    .Select(named => $"{type.FullName}: {named.Type.Name} {named.Name}")
            )
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();

        Assert.True(found.Length == 0, $"Give these the type of an id:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void An_id_becomes_a_number_by_itself_and_a_number_never_an_id()
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "PolicyEngine.Core.dll"));

        Assert.All(s_ids, id =>
        {
            var conversion = Assert.Single(module.GetType($"PolicyEngine.Graph.{id}").Methods, method => method.Name == "op_Implicit");
            Assert.Equal((id, "Int32"), (conversion.Parameters.Single().ParameterType.Name, conversion.ReturnType.Name));
        });
    }

    [Theory]
    [InlineData("node", true)]
    [InlineData("Tag", true)]
    [InlineData("_owner", true)]
    [InlineData("nodes", false)]
    [InlineData("number", false)]
    public void The_test_sees_names_of_ids(string name, bool expected)
    {
        using var module = ModuleDefinition.ReadModule(typeof(IdTypeTests).Assembly.Location);

        Assert.Equal(expected, IsPlain(name, module.TypeSystem.Int32));
        Assert.Equal(name == "nodes", IsPlain(name, new ArrayType(module.TypeSystem.Int32)));
        Assert.False(IsPlain(name, module.TypeSystem.String));
    }

    /// <summary>Parameters, those of lambdas and local functions with them, properties and fields.</summary>
    private static IEnumerable<(string Name, TypeReference Type)> Named(TypeDefinition type) =>
        type
            .Methods.SelectMany(method => method.Parameters)
            .Select(parameter => (parameter.Name, parameter.ParameterType))
            .Concat(type.Properties.Select(property => (property.Name, property.PropertyType)))
            .Concat(type.Fields.Select(field => (field.Name, field.FieldType)));

    private static bool IsPlain(string name, TypeReference type)
    {
        var word = name.TrimStart('_');
        return (s_names.Contains(word) && IsNumber(type)) || (word.EndsWith('s') && s_names.Contains(word[..^1]) && IsMany(type));
    }

    private static bool IsNumber(TypeReference type) =>
        type switch
        {
            ByReferenceType reference => IsNumber(reference.ElementType),
            GenericInstanceType { ElementType.Name: "Nullable`1" } nullable => IsNumber(nullable.GenericArguments[0]),
            _ => type.FullName == "System.Int32",
        };

    private static bool IsMany(TypeReference type) =>
        type switch
        {
            ByReferenceType reference => IsMany(reference.ElementType),
            ArrayType array => IsNumber(array.ElementType),
            GenericInstanceType many => IsNumber(many.GenericArguments[0]),
            _ => false,
        };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
