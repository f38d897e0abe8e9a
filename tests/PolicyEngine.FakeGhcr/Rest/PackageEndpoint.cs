using System.Globalization;

namespace PolicyEngine.Fakes;

/// <summary><c>…/packages/container/{name}</c> and what lies under it, with the rules that refuse.</summary>
internal sealed class PackageEndpoint(GhcrState state, Scenario scenario, Call call, FakeToken token, string family)
{
    private static readonly TimeSpan RestoreWindow = TimeSpan.FromDays(30);

    public Answer Answer(string owner, string name, string[] under)
    {
        var restoring = under is ["restore"];
        if (state.Find(owner, name, deleted: restoring) is not { } package)
        {
            return PackageNotFound;
        }

        return (call.Method, under) switch
        {
            ("GET", []) => Read(package, "get a package") ?? Fakes.Answer.Json(200, RestJson.Package(package, scenario, state.Clock)),
            ("GET", ["versions"]) => Read(package, "get a package's versions") ?? Versions(package),
            ("GET", ["versions", var id]) => Read(package, "get a package version")
                ?? (
                    Find(package, id) is { DeletedAt: null } version
                        ? Fakes.Answer.Json(200, RestJson.Version(package, version))
                        : PackageNotFound
                ),
            ("DELETE", ["versions", var id]) => Change(package, "delete:packages", "delete a package version")
                ?? DeleteVersion(package, Find(package, id)),
            ("POST", ["versions", var id, "restore"]) => Change(package, "write:packages", "restore a package version")
                ?? RestoreVersion(package, Find(package, id)),
            ("DELETE", []) => Change(package, "delete:packages", "delete a package") ?? DeletePackage(package),
            ("POST", ["restore"]) => Change(package, "write:packages", "restore a package") ?? RestorePackage(package),
            _ => Fakes.Answer.Rest(404, "Not Found"),
        };
    }

    private static Answer PackageNotFound => Fakes.Answer.Rest(404, "Package not found.");

    private static GhcrVersion? Find(GhcrPackage package, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? package.ById(number) : null;

    private Answer? Read(GhcrPackage package, string deed)
    {
        if (!token.Has("read:packages"))
        {
            return Fakes.Answer.Rest(403, $"You need at least read:packages scope to {deed}.");
        }

        var hiddenByFamily = family == "users" && !package.Public;
        return !hiddenByFamily && (package.Public || token.RoleFor(package) >= PackageRole.Read) ? null : PackageNotFound;
    }

    private Answer? Change(GhcrPackage package, string scope, string deed)
    {
        if (Read(package, deed) is { } refusal)
        {
            return refusal;
        }

        if (!token.Has(scope))
        {
            return Fakes.Answer.Rest(403, $"You need at least {scope} and read:packages scope to {deed}.");
        }

        return token.RoleFor(package) == PackageRole.Admin ? null
            : token.Kind == TokenKind.Actions ? Fakes.Answer.Rest(403, "Resource not accessible by integration")
            : PackageNotFound;
    }

    private Answer Versions(GhcrPackage package) =>
        call.Query("state") switch
        {
            null or "active" => Paging.Page(call, scenario, RestJson.Listed(package, scenario, state.Clock), v =>
                RestJson.Version(package, v)
            ),
            "deleted" => Change(package, "read:packages", "list deleted versions")
                ?? Paging.Page(call, scenario, package.Deleted, v => RestJson.Version(package, v)),
            _ => Fakes.Answer.Rest(400, "Invalid argument. state must be active or deleted."),
        };

    private Answer DeleteVersion(GhcrPackage package, GhcrVersion? version)
    {
        if (version is not { DeletedAt: null })
        {
            return PackageNotFound;
        }

        if (package.Public && version.Downloads > scenario.DownloadsThatProtect)
        {
            return Fakes.Answer.Rest(
                400,
                "Publicly visible package versions with more than 5000 downloads cannot be "
                    + "deleted. Contact GitHub support for further assistance."
            );
        }

        if (version.Tags.Count > 0 && package.Active.Count(v => v.Tags.Count > 0) == 1)
        {
            return Fakes.Answer.Rest(400, "You cannot delete the last tagged version of a package. You must delete the package instead.");
        }

        package.Delete(version);
        return Fakes.Answer.Empty(204);
    }

    private Answer RestoreVersion(GhcrPackage package, GhcrVersion? version)
    {
        if (version?.DeletedAt is not { } deletedAt || state.Clock.GetUtcNow() - deletedAt > RestoreWindow)
        {
            return PackageNotFound;
        }

        if (package.ByDigest(version.Digest) is not null)
        {
            return Fakes.Answer.Rest(409, "A version with the same name exists.");
        }

        package.Restore(version);
        return Fakes.Answer.Empty(204);
    }

    private Answer DeletePackage(GhcrPackage package)
    {
        if (package.Public && package.Active.Any(v => v.Downloads > scenario.DownloadsThatProtect))
        {
            return Fakes.Answer.Rest(
                400,
                "Publicly visible packages with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance."
            );
        }

        package.DeletedAt = state.Clock.GetUtcNow();
        return Fakes.Answer.Empty(204);
    }

    private Answer RestorePackage(GhcrPackage package)
    {
        if (state.Clock.GetUtcNow() - package.DeletedAt > RestoreWindow)
        {
            return PackageNotFound;
        }

        package.DeletedAt = null;
        return Fakes.Answer.Empty(204);
    }
}
