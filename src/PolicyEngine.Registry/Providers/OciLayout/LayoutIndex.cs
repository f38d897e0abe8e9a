using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Reads what makes a directory a layout: <c>oci-layout</c> and <c>index.json</c>.</summary>
internal static class LayoutIndex
{
    private const string VersionFile = "oci-layout";
    private const string IndexFile = "index.json";
    private const string Version = "1.0.0";

    /// <summary>The entries of <c>index.json</c>, in its order.</summary>
    /// <exception cref="LayoutException">It is not a layout, or not one of version 1.0.0.</exception>
    public static async Task<ImmutableArray<DescriptorRecord>> ReadAsync(LayoutDirectory directory, CancellationToken cancellationToken)
    {
        if (!directory.Exists(""))
        {
            throw new LayoutException("The directory does not exist.");
        }

        var marker = await directory.ReadAsync(VersionFile, cancellationToken).ConfigureAwait(false)
            ?? throw new LayoutException($"The directory is not an OCI image layout: it has no file '{VersionFile}'.");
        var index = await directory.ReadAsync(IndexFile, cancellationToken).ConfigureAwait(false)
            ?? throw new LayoutException($"The layout has no file '{IndexFile}'.");
        RequireVersion(marker);
        if (!directory.Exists("blobs"))
        {
            throw new LayoutException("The layout has no directory 'blobs'.");
        }

        try
        {
            return ManifestReader.Read(DigestVerifier.Sha256(index), MediaTypes.OciIndex, index).Manifests!.Value;
        }
        catch (ManifestFormatException e)
        {
            throw new LayoutException($"'{IndexFile}' cannot be understood: {e.Message}", e);
        }
    }

    private static void RequireVersion(byte[] marker)
    {
        string? version;
        try
        {
            using var document = JsonDocument.Parse(marker, ManifestLimits.Json);
            version = document.RootElement.Member("imageLayoutVersion").Text("imageLayoutVersion");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ManifestFormatException)
        {
            throw new LayoutException($"'{VersionFile}' cannot be understood.", e);
        }

        if (version != Version)
        {
            throw new LayoutException(
                version is null
                    ? $"'{VersionFile}' has no 'imageLayoutVersion'."
                    : $"The layout has the version '{Redaction.Show(version)}'; only '{Version}' is supported."
            );
        }
    }
}
