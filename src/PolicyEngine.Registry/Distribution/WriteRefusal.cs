using System.Collections.Immutable;
using System.Net;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Distribution;

/// <summary>What it means when a registry does not carry a change out (OCI distribution-spec 1.1, "Content Management"). Pure.</summary>
internal static class WriteRefusal
{
    private static readonly ImmutableArray<string> ReferencedCodes =
    [
        "DENIED",
        "MANIFEST_REFERENCED",
        "VIOLATE_FOREIGN_KEY_CONSTRAINT",
        "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE",
    ];

    /// <summary>The meaning of an answer that is neither a success nor a 404.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="http">What asked.</param>
    /// <param name="action">What was to be done: <c>delete</c>, <c>untag</c> or <c>push</c>.</param>
    /// <param name="now">The time, for waits that are given as a date.</param>
    /// <param name="vendor">Whose registry it is.</param>
    internal static WriteResult Of(RegistryResponse response, RegistryHttp http, string action, DateTimeOffset now, RegistryVendor vendor)
    {
        var error = ErrorBody.Read(response);
        var said = http.Failure(response, action).Message;
        if (RetryAfter.IsRateLimit(response))
        {
            return new WriteResult(WriteStatus.Throttled, said, RetryAfter.Read(response, now));
        }

        if (RetryAfter.IsPassing(response))
        {
            return new WriteResult(WriteStatus.Unclear, said);
        }

        var referenced = error.Codes.Any(code => ReferencedCodes.Contains(code));
        return response.Status switch
        {
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => new(
                WriteStatus.Refused,
                $"{said} Something else still refers to it, or it is locked."
            ),
            HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.BadRequest
            or HttpStatusCode.Forbidden
            or HttpStatusCode.Unauthorized when action != "push" && RegistryVendors.RefusalOf(vendor) is var (name, instead) => new(
                WriteStatus.Impossible,
                $"{said} {name} refuses this through '/v2': only {instead} can delete here."
            ),
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest when action == "delete" && referenced => new(
                WriteStatus.Refused,
                $"{said} Something else still refers to it."
            ),
            HttpStatusCode.MethodNotAllowed when action != "push" && (vendor == RegistryVendor.Azure || IsLocked(response)) => new(
                WriteStatus.Retained,
                $"{said} It is locked."
            ),
            HttpStatusCode.MethodNotAllowed when action == "delete" => new(
                WriteStatus.Impossible,
                $"{said} Deleting is not enabled. {Advice(error, vendor)}"
            ),
            HttpStatusCode.BadRequest when action == "delete" && error.Codes.Contains("UNSUPPORTED") => new(WriteStatus.Impossible, said),
            HttpStatusCode.Unauthorized => new(WriteStatus.Impossible, $"{said} {Permission(action)}"),
            HttpStatusCode.Forbidden => new(action == "delete" ? WriteStatus.Denied : WriteStatus.Refused, $"{said} {Permission(action)}"),
            _ => new(WriteStatus.Refused, said),
        };
    }

    /// <summary>What Azure says of a manifest or tag that its owner has
    /// locked; a registry behind a proxy does not have Azure's name.</summary>
    internal static bool IsLocked(RegistryResponse response) =>
        response.Status == HttpStatusCode.MethodNotAllowed
        && ErrorBody.Read(response).Text.Contains("The operation is disallowed", StringComparison.OrdinalIgnoreCase);

    /// <summary>Only CNCF Distribution, which is known by its error, is switched on like this.</summary>
    private static string Advice(ErrorBody error, RegistryVendor vendor) =>
        vendor == RegistryVendor.Other && error.Text.TrimEnd('.') == "UNSUPPORTED: The operation is unsupported"
            ? "On CNCF Distribution (docker-registry) set 'storage.delete.enabled: true', or "
                + "REGISTRY_STORAGE_DELETE_ENABLED=true, and start it again; "
                + "elsewhere, look for deletion in the settings of the registry."
            : "Look for deletion in the settings of the registry.";

    private static string Permission(string action) =>
        action == "push"
            ? "Pushing needs the permission 'push' on the repository."
            : "Deleting needs the permission 'delete' on the repository.";
}
