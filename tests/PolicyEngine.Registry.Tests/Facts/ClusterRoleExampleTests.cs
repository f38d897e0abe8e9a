using System.Runtime.CompilerServices;
using PolicyEngine.Registry.Facts.Kubernetes;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>The example of a CronJob gives the rights that reading a cluster takes, and no other.</summary>
public sealed class ClusterRoleExampleTests
{
    private static readonly YamlMappingNode[] s_objects = Read();

    [Fact]
    public void The_role_may_list_what_is_read_and_nothing_else()
    {
        var rules = ((YamlSequenceNode)Single("ClusterRole")["rules"]).Cast<YamlMappingNode>().ToArray();
        Assert.All(rules, rule => Assert.Equal(["list"], Texts(rule["verbs"])));
        var given = rules.SelectMany(rule =>
            Texts(rule["apiGroups"]).SelectMany(group => Texts(rule["resources"]).Select(resource => $"{group}/{resource}"))
        );
        var asked = ObjectKind.All.Select(kind =>
            $"{(kind.Path.StartsWith("api/", StringComparison.Ordinal) ? "" : kind.Path.Split('/')[1])}/{kind.Resource}"
        );
        Assert.Equal(asked.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_job_runs_as_the_account_that_has_the_role()
    {
        var account = Single("ServiceAccount")["metadata"];
        var subject = ((YamlSequenceNode)Single("ClusterRoleBinding")["subjects"]).Single();
        var pod = Single("CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        Assert.Equal(Single("ClusterRole")["metadata"]["name"], Single("ClusterRoleBinding")["roleRef"]["name"]);
        Assert.Equal(account["name"], subject["name"]);
        Assert.Equal(account["namespace"], subject["namespace"]);
        Assert.Equal(account["namespace"], Single("CronJob")["metadata"]["namespace"]);
        Assert.Equal(account["name"], pod["serviceAccountName"]);
        var claim = ((YamlSequenceNode)pod["volumes"])
            .Cast<YamlMappingNode>()
            .Single(volume => volume.Children.ContainsKey("persistentVolumeClaim"));
        Assert.Equal(Single("PersistentVolumeClaim")["metadata"]["name"], claim["persistentVolumeClaim"]["claimName"]);
    }

    private static YamlMappingNode Single(string kind) => s_objects.Single(node => node["kind"].ToString() == kind);

    private static IEnumerable<string> Texts(YamlNode list) => ((YamlSequenceNode)list).Select(item => item.ToString());

    private static YamlMappingNode[] Read([CallerFilePath] string source = "")
    {
        using var reader = File.OpenText(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../examples/kubernetes/cron-job.yaml"))
        );
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }
}
