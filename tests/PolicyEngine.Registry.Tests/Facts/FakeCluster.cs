using System.Globalization;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>An API server of Kubernetes with recorded objects: lists in pages, refuses single kinds, wants a token.</summary>
internal sealed class FakeCluster
{
    private static readonly string[] s_kinds =
    [
        "apis/batch/v1/cronjobs",
        "apis/batch/v1/jobs",
        "apis/apps/v1/deployments",
        "apis/apps/v1/statefulsets",
        "apis/apps/v1/daemonsets",
        "apis/apps/v1/controllerrevisions",
        "apis/apps/v1/replicasets",
        "api/v1/replicationcontrollers",
        "api/v1/podtemplates",
        "api/v1/pods",
    ];

    private readonly Dictionary<string, List<string>> _objects = s_kinds.ToDictionary(kind => kind, _ => new List<string>());

    /// <summary>The resources that may not be listed.</summary>
    public HashSet<string> Forbidden { get; } = [];

    /// <summary>The token that is wanted; null for any.</summary>
    public string? Token { get; init; }

    /// <summary>The continue tokens that are too old by now.</summary>
    public HashSet<string> Expired { get; } = [];

    public static IReadOnlyList<string> Kinds => s_kinds;

    /// <summary>Adds an object as the API shows it.</summary>
    public FakeCluster Add(string kind, string json)
    {
        _objects[kind].Add(json);
        return this;
    }

    /// <summary>Adds a pod.</summary>
    public FakeCluster AddPod(string name, string image, string? imageId = null) =>
        Add(
            "api/v1/pods",
            $$"""
            { "metadata": { "name": "{{name}}", "namespace": "shop" }, "spec": { "containers": [ { "name": "a", "image": "{{image}}" } ] },
              "status": { "containerStatuses": [ { "name": "a", "image": "{{image}}", "imageID": "{{imageId}}" } ] } }
            """
        );

    public Answer? Answer(ReceivedRequest request)
    {
        var target = request.Line.Split(' ')[1].Split('?');
        var kind = target[0].TrimStart('/');
        if (Token is { } token && request.Header("Authorization") != $"Bearer {token}")
        {
            return Status(401, "Unauthorized");
        }

        if (!_objects.TryGetValue(kind, out var objects))
        {
            return Status(404, "the server could not find the requested resource");
        }

        var resource = kind[(kind.LastIndexOf('/') + 1)..];
        if (Forbidden.Contains(resource))
        {
            return Status(403, $"{resource} is forbidden: User \\\"reader\\\" cannot list resource");
        }

        var query = target[1]
            .Split('&')
            .Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]));
        var start = query.GetValueOrDefault("continue");
        if (start is not null && Expired.Remove(start))
        {
            return Status(410, "The provided continue parameter is too old");
        }

        var (from, size) = (
            start is null ? 0 : int.Parse(start, CultureInfo.InvariantCulture),
            int.Parse(query["limit"], CultureInfo.InvariantCulture)
        );
        var next =
            from + size < objects.Count
                ? $$"""{ "continue": "{{from + size}}", "remainingItemCount": {{objects.Count - from - size}} }"""
                : "{}";
        return Testing.Registries.Answer.Json(
            $$"""{"kind":"List","apiVersion":"v1","metadata":{{next}},"items":[{{string.Join(',', objects.Skip(from).Take(size))}}]}"""
        );
    }

    private static Answer Status(int code, string message) =>
        Testing.Registries.Answer.Json(
            $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","code":{{code}} }""",
            code
        );
}
