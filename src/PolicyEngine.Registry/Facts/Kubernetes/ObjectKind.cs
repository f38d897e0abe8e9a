using System.Collections.Immutable;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>A kind of objects that hold pods or templates of pods.</summary>
/// <param name="Name">The name, as in manifests.</param>
/// <param name="Path">The path of the list of all namespaces.</param>
internal sealed record ObjectKind(string Name, string Path)
{
    /// <summary>All of them. The pods come last: what a controller makes meanwhile is found with the controller.</summary>
    public static ImmutableArray<ObjectKind> All { get; } =
    [
        new("CronJob", "apis/batch/v1/cronjobs"),
        new("Job", "apis/batch/v1/jobs"),
        new("Deployment", "apis/apps/v1/deployments"),
        new("StatefulSet", "apis/apps/v1/statefulsets"),
        new("DaemonSet", "apis/apps/v1/daemonsets"),
        new("ControllerRevision", "apis/apps/v1/controllerrevisions"),
        new("ReplicaSet", "apis/apps/v1/replicasets"),
        new("ReplicationController", "api/v1/replicationcontrollers"),
        new("PodTemplate", "api/v1/podtemplates"),
        new("Pod", "api/v1/pods"),
    ];

    /// <summary>The resource, as in roles.</summary>
    public string Resource => Path[(Path.LastIndexOf('/') + 1)..];
}
