using System.Collections.Immutable;
using PolicyEngine.Importing.Drafting;
using PolicyEngine.Importing.Formats;

namespace PolicyEngine.Importing;

/// <summary>The formats that can be imported. A new one is a class in <c>Formats</c>, a line here and a fixture.</summary>
internal static class ImporterCatalog
{
    /// <summary>All of them, by name.</summary>
    public static ImmutableArray<PolicyImporter> All { get; } =
    [
        new AcrPurgeImporter(),
        new CleanupActionImporter(),
        new RetentionActionImporter(),
        new DeleteVersionsActionImporter(),
        new EcrImporter(),
        new ArtifactRegistryImporter(),
        new GitLabImporter(),
        new HarborImporter(),
        new ZotImporter(),
    ];

    /// <summary>The importer of a format, or null.</summary>
    public static PolicyImporter? Find(string name) => All.FirstOrDefault(i => i.Name == name);
}
