using System.Text;
using PolicyEngine.Registry.Manifests;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

public sealed class ProvenanceReaderTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private const string Slsa02 = $$$$"""
        {"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v0.2","predicate":{"materials":[
          {"uri":"pkg:docker/golang@1.22?platform=linux%2Famd64","digest":{"sha256":"{{{{B}}}}"}},
          {"uri":"https://github.com/acme/web.git","digest":{"sha1":"0123456789012345678901234567890123456789"}},
          {"uri":"pkg:docker/alpine@3.20","digest":{"sha256":"{{{{A}}}}"}}]}}
        """;

    private const string Slsa1 = $$$$"""
        {"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"resolvedDependencies":[
          {"uri":"pkg:docker/golang@1.22","digest":{"sha256":"{{{{A}}}}"}},{"uri":"x"}, 7, null, {"digest":{"sha256":"AA"}}]}}}
        """;

    [Fact]
    public void The_digests_of_both_versions_of_SLSA_are_found()
    {
        Assert.Equal([$"sha256:{A}", $"sha256:{B}"], Read(Slsa02));
        Assert.Equal([$"sha256:{A}"], Read(Slsa1));
    }

    [Fact]
    public void A_statement_in_an_envelope_is_found()
    {
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(Slsa1));
        var envelope = $$"""{"payloadType":"application/vnd.in-toto+json","payload":"{{payload}}","signatures":[]}""";

        Assert.Equal([$"sha256:{A}"], Read(envelope));
        Assert.Equal([$"sha256:{A}"], Read($$"""{"mediaType":"x","dsseEnvelope":{{envelope}}}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"payload\":\"*\"}")]
    [InlineData("{\"payload\":\"e30=\"}")]
    [InlineData("{\"predicate\":[]}")]
    [InlineData("{\"predicate\":{\"materials\":{}}}")]
    [InlineData("{\"predicate\":{\"buildDefinition\":3}}")]
    [InlineData("{\"predicate\":{\"materials\":[{\"digest\":{\"sha256\":\"\\ud800\"}}]}}")]
    public void What_is_not_provenance_names_nothing(string body) => Assert.Empty(Read(body));

    private static string[] Read(string body) => [.. ProvenanceReader.ReadMaterials(Encoding.UTF8.GetBytes(body))];
}
