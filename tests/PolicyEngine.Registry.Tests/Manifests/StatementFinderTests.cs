using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

public sealed class StatementFinderTests
{
    private static readonly string s_layer = "sha256:" + new string('a', 64);
    private const string InToto = "application/vnd.in-toto+json";

    [Theory]
    [InlineData(InToto, """{"in-toto.io/predicate-type":"https://slsa.dev/provenance/v0.2"}""", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":"https://spdx.dev/Document"}""", false)]
    [InlineData(InToto, """{"In-Toto.io/Predicate-Type":"https://spdx.dev/Document"}""", false)]
    [InlineData("Application/VND.in-toto+json; a=b", """{"predicateType":"https://slsa.dev/provenance/v1"}""", true)]
    [InlineData("application/vnd.dsse.envelope.v1+json", """{"predicateType":"https://slsa.dev/provenance/v1"}""", true)]
    [InlineData("application/vnd.dev.sigstore.bundle.v0.3+json", """{"predicateType":"https://cyclonedx.org/bom"}""", false)]
    [InlineData("application/vnd.oci.image.layer.v1.tar", """{"in-toto.io/predicate-type":"https://slsa.dev/provenance/v1"}""", false)]
    [InlineData("application/vnd.oci.image.layer.v1.tar", "7", false)]
    // What is odd, or says nothing, may be provenance.
    [InlineData(InToto, "{}", true)]
    [InlineData(InToto, "null", true)]
    [InlineData(InToto, "7", true)]
    [InlineData(InToto, "[]", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":1}""", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":null}""", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":""}""", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":{"a":[1]},"predicateType":"https://spdx.dev/Document"}""", true)]
    [InlineData(InToto, """{"in-toto.io/predicate-type":"\ud800"}""", true)]
    public void A_layer_is_a_statement_unless_it_clearly_is_not(string type, string annotations, bool isFound)
    {
        var record = Read($$"""{"mediaType":"{{type}}","digest":"{{s_layer}}","size":1,"annotations":{{annotations}}}""");

        Assert.Equal(isFound ? s_layer : "", string.Join(',', record.Provenance));
        Assert.Single(record.Layers);
    }

    [Theory]
    [InlineData("https://slsa.dev/provenance/v1", true)]
    [InlineData("https://spdx.dev/Document", false)]
    public void Annotations_of_the_manifest_count_where_the_layer_has_none(string type, bool isFound)
    {
        var record = Read($$"""{"mediaType":"{{InToto}}","digest":"{{s_layer}}","size":1}""", $$"""{"predicateType":"{{type}}"}""");
        Assert.Equal(isFound, !record.Provenance.IsEmpty);
    }

    [Theory]
    [InlineData("\"mediaType\":7")]
    [InlineData("\"MediaType\":\"application/vnd.oci.image.layer.v1.tar\"")]
    [InlineData("\"Annotations\":7,\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\"")]
    public void What_is_odd_elsewhere_in_a_layer_makes_no_manifest_wrong(string members) =>
        Assert.Empty(Read($$"""{"digest":"{{s_layer}}","size":1,{{members}}}""").Provenance);

    [Fact]
    public void The_limits_of_annotations_are_those_of_the_manifest_alone()
    {
        var annotations = $"{{{string.Join(',', Enumerable.Range(0, ManifestLimits.MaxValues + 1).Select(i => $"\"k{i}\":\"\""))}}}";
        var record = Read($$"""{"mediaType":"{{InToto}}","digest":"{{s_layer}}","size":1,"annotations":{{annotations}} }""");
        Assert.Equal(s_layer, Assert.Single(record.Provenance));
    }

    [Fact]
    public void One_more_statement_than_are_read_stands_for_any_number_more()
    {
        var layers = Enumerable.Range(0, 1000).Select(i => $$"""{"mediaType":"{{InToto}}","digest":"sha256:{{i:x64}}","size":1}""");
        Assert.Equal(StatementFinder.MostStatements + 1, Read(string.Join(',', layers)).Provenance.Length);

        var same = Enumerable.Repeat($$"""{"mediaType":"{{InToto}}","digest":"{{s_layer}}","size":1}""", 1000);
        Assert.Equal(s_layer, Assert.Single(Read(string.Join(',', same)).Provenance));
    }

    private static ManifestRecord Read(string layers, string annotations = "{}") =>
        ManifestReader.Read(
            "sha256:" + new string('0', 64),
            MediaTypes.OciManifest,
            Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"layers":[{{layers}}],"annotations":{{annotations}}}""")
        );
}
