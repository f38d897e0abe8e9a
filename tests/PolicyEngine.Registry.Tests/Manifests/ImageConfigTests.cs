using System.Globalization;
using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;
using Xunit;

namespace PolicyEngine.Registry.Tests.Manifests;

public sealed class ImageConfigTests
{
    [Fact]
    public void A_config_gives_its_time_its_platform_and_its_labels()
    {
        var config = ManifestReader.ReadConfig(
            """{ "created": "2026-01-02T03:04:05.123456789+02:00", "os": "linux", "architecture": "arm", "variant": "v7", "config": { "Labels": { "b": "2", "a": "1" } } }"""u8.ToArray()
        );

        Assert.Equal("2026-01-02T01:04:05.1234567+00:00", config.Created?.ToString("o", CultureInfo.InvariantCulture));
        Assert.Equal("linux/arm/v7", config.Platform);
        Assert.Equal("a=1 b=2", string.Join(' ', config.Labels.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "created": null, "config": null }""")]
    [InlineData("""{ "created": 1700000000, "config": { "Labels": null } }""")]
    [InlineData("""{ "created": "0001-01-01T00:00:00Z" }""")]
    [InlineData("""{ "created": "yesterday", "os": "linux" }""")]
    public void What_it_does_not_say_is_absent_and_no_error(string body)
    {
        var config = ManifestReader.ReadConfig(Encoding.UTF8.GetBytes(body));

        Assert.Null(config.Created);
        Assert.Null(config.Platform);
        Assert.Empty(config.Labels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{ "config": [] }""")]
    [InlineData("""{ "config": { "Labels": { "a": 1 } } }""")]
    [InlineData("""{ "config": { "labels": { } } }""")]
    [InlineData("""{ "created": "2026-01-01T00:00:00Z", "created": "2020-01-01T00:00:00Z" }""")]
    [InlineData("""{ "os": 1 }""")]
    public void A_config_that_is_none_is_refused(string body) =>
        Assert.Throws<ManifestFormatException>(() => ManifestReader.ReadConfig(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000+00:00")]
    [InlineData("2026-01-02t03:04:05.5z", "2026-01-02T03:04:05.5000000+00:00")]
    [InlineData("2026-01-02T03:04:05.99999999999-11:59", "2026-01-02T15:03:05.9999999+00:00")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0000000+00:00")]
    [InlineData("2026-01-02T03:04:05", null)]
    [InlineData("2026-01-02", null)]
    [InlineData("2026-01-02 03:04:05Z", null)]
    [InlineData("2026-02-30T03:04:05Z", null)]
    [InlineData("2026-01-02T23:59:60Z", null)]
    [InlineData("2026-01-02T03:04:05Z\n", null)]
    [InlineData("２026-01-02T03:04:05Z", null)]
    [InlineData("9999-12-31T23:59:59-11:00", null)]
    [InlineData("0001-01-01T00:00:00+01:00", null)]
    [InlineData(null, null)]
    public void A_time_needs_the_form_of_RFC_3339_with_an_offset(string? text, string? expected) =>
        Assert.Equal(expected, ImageTime.Parse(text)?.ToString("o", CultureInfo.InvariantCulture));
}
