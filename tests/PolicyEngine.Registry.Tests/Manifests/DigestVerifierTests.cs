using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Registry.Manifests;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

public sealed class DigestVerifierTests
{
    private const string Payload = "{\n   \"schemaVersion\": 1,\n   \"fsLayers\": []\n}";
    private static readonly string PayloadDigest = DigestVerifier.Sha256(Encoding.UTF8.GetBytes(Payload));

    [Fact]
    public void The_digests_of_the_specifications_match()
    {
        Assert.Equal(
            DigestCheck.Match,
            DigestVerifier.Verify("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{}"u8)
        );
        Assert.Equal(DigestCheck.Match, DigestVerifier.Verify("sha512:" + Convert.ToHexStringLower(SHA512.HashData("{}"u8)), "{}"u8));
    }

    [Theory]
    [InlineData("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8b")]
    [InlineData("sha256:44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A")]
    [InlineData("sha256:44136fa3")]
    [InlineData("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [InlineData("sha256:../../etc/passwd")]
    [InlineData("")]
    public void A_body_that_has_not_the_digest_or_a_digest_that_is_none_does_not_match(string digest) =>
        Assert.Equal(DigestCheck.Mismatch, DigestVerifier.Verify(digest, "{}"u8));

    [Theory]
    [InlineData("blake3:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [InlineData("sha384:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    public void Of_an_unknown_algorithm_nothing_is_known(string digest) =>
        Assert.Equal(DigestCheck.Unverifiable, DigestVerifier.Verify(digest, "{}"u8));

    [Fact]
    public void A_signed_schema_1_manifest_has_the_digest_of_what_was_signed()
    {
        var body = Signed(Payload, Protected(Payload.Length - 2, "\n}"));

        Assert.Equal(DigestCheck.Match, DigestVerifier.VerifyManifest(PayloadDigest, body));
        Assert.Equal(DigestCheck.Match, DigestVerifier.VerifyManifest(DigestVerifier.Sha256(body), body));
        Assert.Equal(DigestCheck.Mismatch, DigestVerifier.Verify(PayloadDigest, body));
    }

    [Fact]
    public void Signatures_that_disagree_sign_nothing()
    {
        var body = Signed(Payload, Protected(Payload.Length - 2, "\n}"), Protected(3, ""));

        Assert.Equal(DigestCheck.Mismatch, DigestVerifier.VerifyManifest(PayloadDigest, body));
    }

    [Theory]
    [InlineData("""{"formatLength":-1,"formatTail":""}""")]
    [InlineData("""{"formatLength":99999999,"formatTail":""}""")]
    [InlineData("""{"formatLength":1e99,"formatTail":""}""")]
    [InlineData("""{"formatLength":"3","formatTail":""}""")]
    [InlineData("""{"formatLength":3,"formatTail":"!"}""")]
    [InlineData("""{"formatLength":3,"formatTail":7}""")]
    [InlineData("""[]""")]
    [InlineData("""nonsense""")]
    public void A_broken_signature_signs_nothing(string header) =>
        Assert.Equal(
            DigestCheck.Mismatch,
            DigestVerifier.VerifyManifest(PayloadDigest, Signed(Payload, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))))
        );

    private static string Protected(int length, string tail) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                $$"""{"formatLength":{{length}},"formatTail":"{{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(tail))}}","time":"2016-04-18T20:54:42Z"}"""
            )
        );

    private static byte[] Signed(string payload, params IEnumerable<string> headers) =>
        Encoding.UTF8.GetBytes(
            payload[..^2]
                + ",\n   \"signatures\": ["
                + string.Join(',', headers.Select(header => $$"""{"header":{},"signature":"x","protected":"{{header}}"}"""))
                + "]\n}"
        );
}
