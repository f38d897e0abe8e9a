using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>The real program at a registry that speaks TLS.</summary>
public sealed class HttpVersionTests
{
    private const int Images = 20;

    [SkippableTheory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task It_speaks_the_newest_version_that_the_registry_speaks(HttpProtocols spoken, string expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Whom a program trusts is a matter of the system here.");
        using var certificate = Certificate();
        await using var registry = await OddServer.StartAsync(certificate, spoken);

        // The first image is answered when the next is asked for: that shows both on their way together.
        var (second, images) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        registry.Before = async request =>
        {
            if (!request.Line.Contains("/manifests/", StringComparison.Ordinal))
            {
                return;
            }

            if (Interlocked.Increment(ref images) == 2)
            {
                second.SetResult();
            }

            await second.Task.WaitAsync(TimeSpan.FromSeconds(60));
        };
        using var folder = new TemporaryFolder();
        folder.Write("trusted.pem", certificate.ExportCertificatePem());
        folder.Write("policy.yaml", "version: 1\nrules: [{ id: old, match: { tags: \"pr-*\" }, delete: { older-than: 9999d } }]\n");
        registry.HasTags("web", Enumerable.Range(0, Images).Select(i => $"pr-{i}"));
        foreach (var i in Enumerable.Range(0, Images))
        {
            registry.Has("web", TestManifest.Image($"pr-{i}"), $"pr-{i}");
        }

        var target = $"localhost:{registry.Url.Port}/web";
        var run = await TestProcess.RunAsync(
            "dotnet",
            [
                TestProcess.PolicyEngine,
                "plan",
                "policy.yaml",
                "--target",
                target,
                "--registry-url",
                $"https://{target[..^4]}",
                "--no-cache",
            ],
            folder.Path,
            new Dictionary<string, string?> { ["SSL_CERT_FILE"] = Path.Combine(folder.Path, "trusted.pem") }
        );

        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.All(registry.Received, request => Assert.Equal(expected, request.Protocol));
        if (spoken != HttpProtocols.Http1)
        {
            Assert.Single(registry.Received.Select(request => request.Connection).Distinct());
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
