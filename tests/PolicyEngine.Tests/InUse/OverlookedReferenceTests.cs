using PolicyEngine.Compiling;
using PolicyEngine.InUse;
using PolicyEngine.Planning;
using PolicyEngine.Selecting;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.InUse;

/// <summary>Ways to name an image that is in use which are easily overlooked.</summary>
public sealed class OverlookedReferenceTests
{
    [Theory]
    [InlineData("spec: { source: { repoURL: \"oci://ghcr.io/acme/web\", targetRevision: 1.1.0, path: . } }", "ghcr.io/acme/web:1.1.0")]
    [InlineData(
        "spec: { sources: [ { repoURL: \"oci://ghcr.io/acme/web\", targetRevision: 1.1.0, path: ., name: a } ] }",
        "ghcr.io/acme/web:1.1.0"
    )]
    [InlineData("spec: { source: { repoURL: \"oci://ghcr.io/acme/web\", targetRevision: \">=1\" } }", "ghcr.io/acme/web:*")]
    [InlineData("spec: { source: { repoURL: \"oci://ghcr.io/acme/web\" } }", "ghcr.io/acme/web:*")]
    [InlineData("spec: { source: { repoURL: \"oci://ghcr.io/acme/web\", targetRevision: DIGEST } }", "ghcr.io/acme/web@DIGEST")]
    [InlineData("dependencies: [{ name: web, repository: \"@acme\", version: 1.1.0 }]", "*/web:1.1.0")]
    [InlineData("dependencies: [{ name: web, repository: \"alias:acme\", version: 1.1.0 }]", "*/web:1.1.0")]
    [InlineData(
        "repositories: [{ name: acme, url: ghcr.io/acme, oci: true }]\nreleases: [{ name: w, chart: acme/web, version: 1.1.0 }]",
        "*/web:1.1.0"
    )]
    [InlineData(
        "resource \"helm_release\" \"x\" {\n  name       = \"x\"\n  repository = "
            + "\"oci://ghcr.io/acme\"\n  chart      = \"web\"\n  version    = \"1.1.0\"\n"
            + "}\n",
        "ghcr.io/acme/web:1.1.0"
    )]
    [InlineData(
        "resource \"helm_release\" \"x\" {\n  chart   = \"oci://ghcr.io/acme/web\"\n  version = \"1.1.0\"\n}\n",
        "ghcr.io/acme/web:1.1.0"
    )]
    [InlineData("helmCharts: [{ name: web, repo: \"oci://ghcr.io/acme\", version: 1.1.0 }]", "ghcr.io/acme/web:1.1.0")]
    [InlineData("helm upgrade web oci://ghcr.io/acme/web --version 1.1.0\n", "ghcr.io/acme/web:1.1.0")]
    [InlineData("helm upgrade --install web \\\n  'oci://ghcr.io/acme/web' \\\n  --version=\"1.1.0+b1\"\n", "ghcr.io/acme/web:1.1.0_b1")]
    [InlineData("helm pull oci://localhost:5000/acme/web --version 1.1.0\n", "localhost:5000/acme/web:1.1.0")]
    [InlineData("steps:\n  - run: |\n      helm upgrade web oci://ghcr.io/acme/web --wait --version ${{ env.V }}\n", "ghcr.io/acme/web:*")]
    [InlineData("helm template web oci://ghcr.io/acme/web\n", "ghcr.io/acme/web:*")]
    [InlineData(
        "helm upgrade a oci://ghcr.io/acme/a --version 1.0.0 && helm upgrade b oci://ghcr.io/acme/web --version 2.0.0\n",
        "ghcr.io/acme/web:2.0.0"
    )]
    public void Charts_are_found_wherever_tools_write_them(string text, string reference) =>
        Assert.Contains(
            reference.Replace("DIGEST", Digest, StringComparison.Ordinal),
            Find(text.Replace("DIGEST", Digest, StringComparison.Ordinal))
        );

    [Theory]
    [InlineData("jobs: { a: { container: \"${{ env.IMAGE }}:1.1.0\" } }", "*:1.1.0")]
    [InlineData("steps: [ { uses: \"docker://${{ env.IMAGE }}:1.1.0\" } ]", "*:1.1.0")]
    [InlineData("docker run --rm $IMAGE:1.1.0 true\n", "*:1.1.0")]
    [InlineData("docker run ${REGISTRY}/acme/web:1.1.0\n", "*/acme/web:1.1.0")]
    [InlineData("docker run \"$REGISTRY/acme/web:$TAG\"\n", "*/acme/web:*")]
    [InlineData("docker run ghcr.io/acme/web:v${VERSION}-slim\n", "ghcr.io/acme/web:v*-slim")]
    [InlineData("images: [{ name: foo, newName: ghcr.io/acme/web }]", "ghcr.io/acme/web:*")]
    public void What_a_variable_or_another_file_completes_is_open(string text, string pattern) => Assert.Contains(pattern, Find(text));

    [Theory]
    [InlineData("%VER%")]
    [InlineData("<tag>")]
    [InlineData("<VERSION>")]
    [InlineData("<your version>")]
    [InlineData("__TAG__")]
    [InlineData("__IMAGE_TAG__")]
    [InlineData("@TAG@")]
    [InlineData("#{tag}#")]
    [InlineData("#{Tag}")]
    [InlineData("((tag))")]
    [InlineData("{tag}")]
    [InlineData("$TAG")]
    [InlineData("$(TAG)")]
    [InlineData("${TAG}")]
    [InlineData("${TAG:-${OTHER:-x}}")]
    [InlineData("${{ env.TAG }}")]
    [InlineData("{{ .Values.tag }}")]
    public void A_placeholder_in_the_place_of_a_tag_is_open(string tag)
    {
        var found = ImageReferenceParser.Find("f", $"services: {{ w: {{ image: \"ghcr.io/acme/web:{tag}\" }} }}\n");
        Assert.Equal("ghcr.io/acme/web:*", Assert.Single(found.References).Pattern);
        Assert.True(Assert.Single(found.Problems).IsVariable);
        Assert.Contains("ghcr.io/acme/web:*-slim", Find($"image: {{ repository: ghcr.io/acme/web, tag: \"{tag}-slim\" }}\n"));
    }

    [Theory]
    [InlineData("ghcr.io/acme/web:V1__x")]
    [InlineData("ghcr.io/acme/my__web:v1")]
    [InlineData("ghcr.io/acme/web:v1_2__3")]
    public void What_only_resembles_a_placeholder_is_a_reference(string text) => Assert.Equal([text], Find($"image: {text}\n"));

    [Theory]
    [InlineData("refs.txt", "SHORT")]
    [InlineData("refs.txt", "r.example.com/acme/web@SHORT")]
    [InlineData("refs.txt", "docker://SHORT")]
    [InlineData("deploy.yaml", "image: r.example.com/acme/web@SHORT")]
    [InlineData("deploy.yaml", "image: { repository: r.example.com/acme/web, digest: \"SHORT\" }")]
    public void A_shortened_digest_protects_all_that_begin_so_and_is_a_finding(string file, string text)
    {
        foreach (var digits in new[] { 1, 6, 12, 20, 63 })
        {
            var plan = Plan(file, text.Replace("SHORT", Used[..("sha256:".Length + digits)], StringComparison.Ordinal), "acme/web");
            Assert.Equal([Unused], plan.Delete.Select(d => d.Digest));
            Assert.Contains(
                "is a digest that is cut short: every image whose digest, or the digest of whose config, begins like that is protected.",
                plan.Findings.First(f => f.Id == "PE4030").Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void The_beginning_of_an_ID_protects_the_image_with_that_config() =>
        Assert.Equal([Unused], Plan("refs.txt", Config["sha256:".Length..][..12], "acme/web").Delete.Select(d => d.Digest));

    [Fact]
    public void A_digest_protects_in_repositories_of_other_policies_too()
    {
        var other = $"ghcr.io/other/x@{Used}";
        Assert.Equal([Unused], Plan("refs.txt", other, "acme/api").Delete.Select(d => d.Digest));
        Assert.Equal([Unused], Plan("refs.txt", Used, "acme/api").Delete.Select(d => d.Digest));
        Assert.Equal([Unused], Plan("refs.txt", Used[..30], "acme/api").Delete.Select(d => d.Digest));
        Assert.DoesNotContain(Plan("refs.txt", "ghcr.io/other/x:9", "acme/api").Findings, f =>
            f.Id == "PE4007" || f.Source?.StartsWith("a.yaml", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public void What_is_unknown_for_a_policy_leaves_the_repositories_of_others_alone()
    {
        Assert.Equal(PlanStatus.Incomplete, Plan("refs.txt", "", "acme/web", "nobody knows").Status);
        Assert.Equal(PlanStatus.Planned, Plan("refs.txt", "", "acme/api", "nobody knows").Status);
    }

    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly string Used = "sha256:3e23e8160039".PadRight(71, '4');
    private static readonly string Unused = "sha256:".PadRight(71, '5');
    private static readonly string Config = "sha256:c0".PadRight(71, '6');

    private static IEnumerable<string> Find(string text) =>
        ImageReferenceParser
            .Find("f", text)
            .References.Select(r =>
                r.Pattern ?? $"{r.Registry}/{r.Repository}{(r.Tag is null ? "" : ":" + r.Tag)}{(r.Digest is null ? "" : "@" + r.Digest)}"
            );

    /// <summary>Plans one repository of two images by two policies: a.yaml is
    /// for acme/web and names what is in use, b.yaml is for acme/api.</summary>
    private static RepositoryPlan Plan(string file, string text, string repository, string? problem = null)
    {
        const string Rules = "rules: [{ id: all, delete: all }]\nlimits: { min-remaining: 0 }\n";
        var compilation = PolicyCompiler.Compile([
            SourceText.From("a.yaml", $"version: 1\ntargets: [r.example.com/acme/web]\nprotect: [{{ in-use: {{ refs: x }} }}]\n{Rules}"),
            SourceText.From("b.yaml", $"version: 1\ntargets: [r.example.com/acme/api]\n{Rules}"),
        ]);
        var found = file.EndsWith(".txt", StringComparison.Ordinal)
            ? ImageReferenceParser.FindInList(file, text)
            : ImageReferenceParser.Find(file, text);
        var inUse = InUseReferences.Empty.With(
            compilation.Policies.Single(p => p.Protections.Length > 0).Protections[0].Location.ToString(),
            found.References,
            problem
        );
        var manifests = string.Join(
            ",",
            new[] { (Used, "a"), (Unused, "b") }.Select(m =>
                $$"""{ "digest": "{{m.Item1}}", "mediaType": "application/vnd.oci.image.manifest.v1+json", "tags": ["{{m.Item2}}"], "pushedAt": "2026-01-01T00:00:00Z", "config": { "digest": "{{(m.Item2 == "a" ? Config : Unused)}}" } }"""
            )
        );
        var snapshot =
            $$"""{ "formatVersion": 1, "repositories": [ { "registry": "r.example.com", "name": "{{repository}}", "provider": "oci", "complete": true, "manifests": [{{manifests}}] } ] }""";
        var graphs = PolicyEngine.Snapshots.SnapshotReader.ReadGraphs(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(snapshot)));
        return Planner
            .Create(compilation, graphs, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), new PlanOptions { InUse = inUse })
            .Repositories.Single();
    }
}
