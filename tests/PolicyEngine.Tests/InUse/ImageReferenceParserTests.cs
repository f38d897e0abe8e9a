using PolicyEngine.InUse;
using PolicyEngine.Selecting;
using Xunit;

namespace PolicyEngine.Tests.InUse;

public sealed class ImageReferenceParserTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("nginx:1.25", "docker.io/library/nginx:1.25")]
    [InlineData("acme/web", "docker.io/acme/web:latest")]
    [InlineData("docker.io/nginx", "docker.io/library/nginx:latest")]
    [InlineData("index.docker.io/acme/web:v1", "docker.io/acme/web:v1")]
    [InlineData("ghcr.io/acme/web", "ghcr.io/acme/web:latest")]
    [InlineData("ghcr.io/acme/web:V1.0_x", "ghcr.io/acme/web:V1.0_x")]
    [InlineData("GHCR.io/acme/web:v1", "ghcr.io/acme/web:v1")]
    [InlineData("localhost/web:v1", "localhost/web:v1")]
    [InlineData("registry.example.com:5000/team/a/b:v1", "registry.example.com:5000/team/a/b:v1")]
    [InlineData("registry.example.com:5000/team/a", "registry.example.com:5000/team/a:latest")]
    [InlineData("[::1]:5000/web:v1", "[::1]:5000/web:v1")]
    [InlineData("ghcr.io/acme/web@" + Digest, "ghcr.io/acme/web@" + Digest)]
    [InlineData("ghcr.io/acme/web:v1@" + Digest, "ghcr.io/acme/web:v1@" + Digest)]
    [InlineData("docker://ghcr.io/acme/web:v1", "ghcr.io/acme/web:v1")]
    public void A_reference_is_read_as_docker_reads_it(string text, string expected)
    {
        var reference = ImageReferenceText.Parse(text, "x:1");
        Assert.NotNull(reference);
        Assert.Equal(expected, Show(reference));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme/Web")]
    [InlineData("ghcr.io/")]
    [InlineData("ghcr.io/acme//web")]
    [InlineData("ghcr.io/acme/web:")]
    [InlineData("ghcr.io/acme/web:v1:v2")]
    [InlineData("ghcr.io/acme/web:-v1")]
    [InlineData("ghcr.io/acme/web@sha256:abc")]
    [InlineData("ghcr.io/acme/web v1")]
    [InlineData("ghcr.io/acme/web:v1\n")]
    [InlineData("ghcr.io/../web:v1")]
    public void What_is_no_reference_is_none(string text) => Assert.Null(ImageReferenceText.Parse(text, "x:1"));

    [Fact]
    public void Kubernetes_manifests_of_several_documents()
    {
        Check(
            """
            apiVersion: v1
            kind: Pod
            spec:
              initContainers:
                - { name: init, image: "busybox" }
              containers:
                - name: web
                  image: ghcr.io/acme/web:v1 # current
            ---
            spec:
              jobTemplate: { spec: { template: { spec: { containers: [ { image: 'ghcr.io/acme/job' } ] } } } }
            """,
            "docker.io/library/busybox:latest 5",
            "ghcr.io/acme/web:v1 8",
            "ghcr.io/acme/job:latest 11"
        );
    }

    [Fact]
    public void Helm_values_in_several_keys()
    {
        Check(
            $"""
            image:
              registry: ghcr.io
              repository: acme/web
              tag: 1.10
            sidecar:
              image: ghcr.io/acme/proxy
              tag: "v2"
            pinned: {"{"} repository: ghcr.io/acme/pinned, digest: "{Digest}", tag: v3 {"}"}
            other:
              repository: https://github.com/acme/web
            """,
            "ghcr.io/acme/web:1.10 3",
            "ghcr.io/acme/proxy:v2 6",
            $"ghcr.io/acme/pinned:v3@{Digest} 8",
            $"/@{Digest} 8"
        );
    }

    [Fact]
    public void Anchors_and_merge_keys_give_their_values()
    {
        Check(
            """
            x-image: &defaults
              repository: ghcr.io/acme/web
              tag: v1
            blue:
              image: { <<: *defaults, tag: v2 }
            """,
            "ghcr.io/acme/web:v1 2",
            "ghcr.io/acme/web:v2 2"
        );
    }

    [Fact]
    public void Kustomize_images()
    {
        Check(
            """
            images:
              - name: web
                newName: ghcr.io/acme/web
                newTag: v2
              - name: ghcr.io/acme/api
                newTag: v3
            """,
            "ghcr.io/acme/web:v2 3",
            "ghcr.io/acme/api:v3 5"
        );
    }

    [Fact]
    public void Minified_json()
    {
        Check(
            """{"containerDefinitions":[{"image":"ghcr.io/acme/web:v1"},{"image":"nginx"}],"v":{"repository":"ghcr.io/acme/api","tag":"v2"}}""",
            "ghcr.io/acme/web:v1 1",
            "docker.io/library/nginx:latest 1",
            "ghcr.io/acme/api:v2 1"
        );
    }

    [Fact]
    public void Dockerfiles()
    {
        Check(
            """
            # syntax=docker/dockerfile:1
            ARG BASE=ghcr.io/acme/base:v1
            FROM --platform=$BUILDPLATFORM golang AS build
            FROM scratch
            COPY --from=ghcr.io/acme/tools /bin/x /bin/x
            COPY --from=0 /a /b
            RUN --mount=type=bind,from=ghcr.io/acme/assets:v4,target=/a true
            """,
            "docker.io/library/golang:latest 3",
            "ghcr.io/acme/tools:latest 5",
            "ghcr.io/acme/assets:v4 7",
            "docker.io/docker/dockerfile:1 1",
            "ghcr.io/acme/base:v1 2"
        );
    }

    [Fact]
    public void Templates_that_are_no_yaml_yet()
    {
        Check(
            """
            {{- if .Values.web }}
            image:
              repository: ghcr.io/acme/web
              tag: v1
            {{- end }}
            sidecar: {{ .Values.sidecar | quote }}
            """,
            "ghcr.io/acme/web:v1 3"
        );
    }

    [Fact]
    public void Scripts_and_environment_files()
    {
        Check(
            "IMAGE=ghcr.io/acme/web:v1\ndocker run -e X=1 ghcr.io/acme/job:v2; echo \"ghcr.io/acme/last:v3.\"\n",
            "ghcr.io/acme/web:v1 1",
            "ghcr.io/acme/job:v2 2",
            "ghcr.io/acme/last:v3 2"
        );
    }

    [Fact]
    public void A_variable_leaves_its_image_open_also_with_a_default()
    {
        var found = ImageReferenceParser.Find(
            "f",
            """
            services:
              a: { image: "ghcr.io/acme/a:${TAG:-v1}" }
              b: { image: "ghcr.io/acme/b:${TAG}" }
              c: { image: "ghcr.io/acme/c:{{ .Values.tag }}" }
              d: { image: { repository: ghcr.io/acme/d, tag: "" } }
            """
        );
        Assert.Equal(
            ["ghcr.io/acme/a:*", "ghcr.io/acme/b:*", "ghcr.io/acme/c:*", "ghcr.io/acme/d:*"],
            found.References.Select(r => r.Pattern)
        );
        Assert.Equal(
            [
                (2, "ghcr.io/acme/a:${TAG:-v1}"),
                (3, "ghcr.io/acme/b:${TAG}"),
                (4, "ghcr.io/acme/c:{{ .Values.tag }}"),
                (5, "ghcr.io/acme/d:{{ .Chart.AppVersion }}"),
            ],
            found.Problems.Select(p => (p.Line, p.Text))
        );
        Assert.All(found.Problems, p => Assert.True(p.IsVariable));
    }

    [Fact]
    public void A_list_has_one_reference_a_line_and_says_which_lines_have_none()
    {
        var found = ImageReferenceParser.FindInList("f", "\uFEFF# running\r\nghcr.io/acme/web:v1 # web\r\n\r\nnginx\r\ntwo words\r\n");
        Assert.Equal(
            ["ghcr.io/acme/web:v1 f:2", "/:nginx f:4", "docker.io/library/nginx:latest f:4"],
            found.References.Select(r => $"{Show(r)} {r.Source}")
        );
        Assert.Equal(new ReferenceProblem(5, "two words", false), Assert.Single(found.Problems));
    }

    [Theory]
    [InlineData("${REGISTRY}/acme/web:v1", "*/acme/web:v1")]
    [InlineData("ghcr.io/$OWNER/web", "ghcr.io/*/web:latest")]
    [InlineData("ghcr.io/acme/web:$(MAJOR).2", "ghcr.io/acme/web:*.2")]
    [InlineData("ghcr.io/acme/web:v1@${DIGEST}", "ghcr.io/acme/web@*")]
    [InlineData("${IMAGE:-ghcr.io/acme/web:1}", "*")]
    [InlineData("web:${TAG}", "docker.io/library/web:*")]
    public void An_open_reference_says_what_it_could_mean(string text, string pattern) =>
        Assert.Equal(
            pattern,
            Assert.Single(ImageReferenceParser.Find("f", $"image: \"{text}\"").References, r => r.OpenText == text).Pattern
        );

    [Theory]
    [InlineData("kind: OCIRepository\nspec: { url: \"oci://ghcr.io/acme/web\", ref: { tag: 1.1.0 } }", "ghcr.io/acme/web:1.1.0")]
    [InlineData("kind: OCIRepository\nspec: { url: \"oci://ghcr.io/acme/web\", ref: { semver: \">=1.0\" } }", "ghcr.io/acme/web:*")]
    [InlineData("kind: OCIRepository\nspec: { url: \"oci://ghcr.io/acme/web\" }", "ghcr.io/acme/web:latest")]
    [InlineData("spec: { source: { repoURL: ghcr.io/acme, chart: web, targetRevision: 1.2.0 } }", "ghcr.io/acme/web:1.2.0")]
    [InlineData("spec: { source: { repoURL: ghcr.io/acme, chart: web, targetRevision: 1.* } }", "ghcr.io/acme/web:*")]
    [InlineData(
        "dependencies: [{ name: web, version: 1.3.0+build.5, repository: \"oci://ghcr.io/acme\" }]",
        "ghcr.io/acme/web:1.3.0_build.5"
    )]
    [InlineData("releases: [{ name: a, chart: \"oci://ghcr.io/acme/web\", version: 1.2.3 }]", "ghcr.io/acme/web:1.2.3")]
    [InlineData("spec: { chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository } } } }", "*/web:1.2.3")]
    public void Charts_in_registries_are_references(string text, string reference) =>
        Assert.Contains(reference, ImageReferenceParser.Find("f", text).References.Select(r => r.Pattern ?? Show(r)));

    [Fact]
    public void Digests_and_tags_alone_count_in_every_repository()
    {
        var hex = Digest["sha256:".Length..];
        var found = ImageReferenceParser.FindInList("f", $"{Digest}\ndocker://{Digest}\n{hex}\npr-2\n");
        Assert.Equal([$"/@{Digest}", "/:pr-2", "docker.io/library/pr-2:latest"], found.References.Select(Show));
        Assert.Empty(found.Problems);
        Assert.Contains($"/@{Digest}", ImageReferenceParser.Find("f", $"imageID: {Digest}").References.Select(Show));
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 50_000)]
    [InlineData("- ", 100_000)]
    [InlineData("image: &a [*a]\n", 1)]
    [InlineData("ghcr.io/a/b:", 100_000)]
    [InlineData("ghcr.io/a/b:${", 100_000)]
    [InlineData("ghcr.io/a/b:{{", 100_000)]
    [InlineData("ghcr.io/a/b:<a", 100_000)]
    [InlineData("$A:", 100_000)]
    [InlineData("helm oci://a/", 100_000)]
    [InlineData("helm oci://a --version \\\n", 10_000)]
    [InlineData("__A", 100_000)]
    [InlineData("a/", 100_000)]
    [InlineData("${", 100_000)]
    [InlineData("image: ${a:-${a:-\n", 1000)]
    [InlineData("\0\uFFFF\uD800", 1000)]
    public void Hostile_text_ends_and_throws_nothing(string piece, int count) =>
        Assert.NotNull(ImageReferenceParser.Find("f", string.Concat(Enumerable.Repeat(piece, count))));

    private static void Check(string text, params string[] expected)
    {
        var found = ImageReferenceParser.Find("f", text);
        Assert.Equal(expected, found.References.Select(r => $"{Show(r)} {r.Source.Split(':')[1]}"));
        Assert.Empty(found.Problems);
    }

    private static string Show(Selecting.ImageReference r) =>
        $"{r.Registry}/{r.Repository}{(r.Tag is null ? "" : ":" + r.Tag)}{(r.Digest is null ? "" : "@" + r.Digest)}";
}
