using PolicyEngine.Testing.Layouts;

namespace PolicyEngine.Cli.Tests;

/// <summary>Odd provenance, and more than is read: images are kept for it where a policy asks for bases, and only there.</summary>
public sealed class ProvenanceBoundsTests : IDisposable
{
    private const string Plain = """
        version: 1
        targets: ["oci-layout:./base", "oci-layout:./app"]
        settings: { age-from: [created] }
        rules:
          - { id: old, match: { tags: ["1.*"] }, delete: all }
        """;

    private const string WithBases = $"{Plain}\nprotect: [{{ id: bases, base-of-kept: true }}]\n";

    private static readonly DateTimeOffset s_created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutWriter _app = new();
    private readonly string _base;

    public static TheoryData<string> Ways => [.. AttestedImages.TooMuch];

    public static TheoryData<string> OddAnnotations =>
        ["7", "[]", """{"in-toto.io/predicate-type":1}""", """{"predicateType":null}""", "{}"];

    public ProvenanceBoundsTests()
    {
        var layout = new LayoutWriter();
        var image = layout.Image("linux/amd64", s_created, "base 1.0");
        layout.Tag(image, "1.0").Tag(layout.Image("linux/amd64", s_created, "base 1.1"), "1.1");
        layout.Tag(layout.Image("linux/amd64", s_created, "base 2.0"), "2.0");
        layout.WriteTo(Path.Combine(_folder.Path, "base"));
        _base = image.Digest;
        _folder.Write("plain.yaml", Plain);
        _folder.Write("bases.yaml", WithBases);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OddAnnotations))]
    public async Task Odd_annotations_of_a_statement_hinder_no_policy_and_hide_no_base(string annotations)
    {
        var statement = _app.AddStatement(
            AttestedImages.Naming(_base),
            $"\"mediaType\":\"{AttestedImages.Statement}\",\"annotations\":{annotations}"
        );
        _app.AddAttested("v1", [statement], s_created);
        _app.WriteTo(Path.Combine(_folder.Path, "app"));

        var plain = await CliRun.RunAsync(_folder.Path, "plan", "plain.yaml");
        Assert.Equal(0, plain.Status);
        Assert.Contains("oci-layout/base: 2 of 3 images to delete", plain.Output, StringComparison.Ordinal);
        var bases = await CliRun.RunAsync(_folder.Path, "plan", "bases.yaml");
        Assert.Equal(0, bases.Status);
        Assert.Contains("oci-layout/base: 1 of 3 images to delete", bases.Output, StringComparison.Ordinal);
        var explained = await CliRun.RunAsync(_folder.Path, "explain", "1.0", "bases.yaml");
        Assert.Contains("Protected by 'bases': base of oci-layout/app:v1", explained.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task More_provenance_than_is_read_keeps_all_images_and_is_told(string way)
    {
        _app.AddWithTooMuch(way, _base, s_created);
        _app.WriteTo(Path.Combine(_folder.Path, "app"));

        Assert.Contains(
            "oci-layout/base: 2 of 3 images to delete",
            (await CliRun.RunAsync(_folder.Path, "plan", "plain.yaml")).Output,
            StringComparison.Ordinal
        );
        CheckKept(await CliRun.RunAsync(_folder.Path, "plan", "bases.yaml"));
        string[] snapshot = ["snapshot", "oci-layout:./base", "oci-layout:./app", "--policy", "bases.yaml", "--output", "state.json"];
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, snapshot)).Status);
        CheckKept(await CliRun.RunAsync(_folder.Path, "plan", "bases.yaml", "--snapshot", "state.json"));
        Assert.Contains(
            "Protected by 'bases': oci-layout/app:v1 has provenance that was not read, and any image may be its base",
            Unwrapped(await CliRun.RunAsync(_folder.Path, "explain", "1.1", "bases.yaml")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_image_that_is_deleted_keeps_none_whatever_provenance_it_has()
    {
        _app.AddWithTooMuch("17 statements", _base, s_created);
        _app.WriteTo(Path.Combine(_folder.Path, "app"));
        _folder.Write(
            "bases.yaml",
            WithBases.Replace("\"1.*\"", "\"1.*\", v1", StringComparison.Ordinal) + "limits: { min-remaining: 0 }\n"
        );
        var plan = await CliRun.RunAsync(_folder.Path, "plan", "bases.yaml");
        Assert.Contains("oci-layout/base: 2 of 3 images to delete", plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PE4101", plan.Output, StringComparison.Ordinal);
    }

    private static void CheckKept(CliRun plan)
    {
        Assert.Equal(0, plan.Status);
        Assert.Contains("oci-layout/base: nothing to delete", plan.Output, StringComparison.Ordinal);
        Assert.Contains(
            "oci-layout/app:v1 is kept and has provenance that was not read, so any image may be its base: all are protected by 'bases'.",
            Unwrapped(plan),
            StringComparison.Ordinal
        );
    }

    private static string Unwrapped(CliRun run) =>
        string.Join(' ', run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
