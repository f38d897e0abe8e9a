using PolicyEngine.Planning;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing.Layouts;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>Journals are found again whatever their names are, and what cannot be read is reported without failing.</summary>
public sealed class JournalNamesTests : IDisposable
{
    private readonly LayoutFixture _layout = new LayoutFixture().With(ExampleRegistry.Create());
    private readonly Scene _scene;
    private readonly string _folder;

    public JournalNamesTests()
    {
        _scene = LayoutApplyTests.SceneOf(_layout);
        _folder = Directory.CreateDirectory(Path.Combine(_layout.Root, "journals")).FullName;
    }

    public void Dispose()
    {
        _scene.Dispose();
        _layout.Dispose();
    }

    [Theory]
    [InlineData("nightly.journal.jsonl")]
    [InlineData("nightly.jsonl")]
    [InlineData("nightly.log")]
    [InlineData("nightly")]
    [InlineData("night.ly.2026")]
    [InlineData(".hidden")]
    [InlineData("nightly.manifests")]
    public async Task A_journal_of_any_name_is_found_as_it_is_and_when_it_was_set_aside(string name)
    {
        _scene.JournalPath = Path.Combine(_folder, name);
        await KillAsync();
        Assert.Equal([_scene.JournalPath], UnfinishedJournals.Beside(Path.Combine(_folder, "other.jsonl")).Select(found => found.Path));

        var kept = FinishedJournal.SetAside(_scene.JournalPath, "another plan", evenUnfinished: true);
        Assert.NotNull(kept);
        Assert.Equal([kept], UnfinishedJournals.Beside(_scene.JournalPath).Select(found => found.Path));
        Assert.Equal([kept], UnfinishedJournals.Beside(Path.Combine(_folder, "other")).Select(found => found.Path));
    }

    [Fact]
    public async Task A_journal_belongs_to_those_who_have_all_its_policies()
    {
        _scene.JournalPath = Path.Combine(_folder, "nightly.jsonl");
        await KillAsync();
        var found = Assert.Single(UnfinishedJournals.Beside(_scene.JournalPath));
        var own = new PlanPolicy("policy.yaml", null, "0");
        Assert.True(found.IsOf([own, new PlanPolicy("other.yaml", null, "1")]));
        Assert.False(found.IsOf([new PlanPolicy("other.yaml", null, "1")]));
        Assert.False((found with { Header = new BeginEntry() }).IsOf([own]));
    }

    [Fact]
    public async Task A_damaged_journal_is_told_of_and_the_others_are_found()
    {
        _scene.JournalPath = Path.Combine(_folder, "nightly.jsonl");
        await KillAsync();
        File.WriteAllText(Path.Combine(_folder, "bad.jsonl"), File.ReadAllText(_scene.JournalPath) + "{}\n");
        File.WriteAllText(Path.Combine(_folder, "notes.jsonl"), "{\"mine\":1}\n");
        var problems = new List<string>();
        Assert.Equal([_scene.JournalPath], UnfinishedJournals.Beside(_scene.JournalPath, problems.Add).Select(found => found.Path));
        Assert.EndsWith(
            "bad.jsonl' is not a usable journal: line "
                + (File.ReadLines(_scene.JournalPath).Count() + 1)
                + " is not a journal entry. What its run began is not finished.",
            Assert.Single(problems),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told_of()
    {
        var problems = new List<string>();
        Assert.Empty(UnfinishedJournals.Beside(Path.Combine(_folder, "gone", "nightly.jsonl"), problems.Add));
        Assert.StartsWith(
            "Whether an earlier run left something unfinished is not known: ",
            Assert.Single(problems),
            StringComparison.Ordinal
        );

        var others = new OtherJournals(
            Path.Combine(_folder, "gone", "nightly.jsonl"),
            new RepositoryEntry
            {
                Repository = "a/b",
                Registry = "a",
                Name = "b",
                Provider = "oci",
            }
        );
        Assert.Null(others.FindBody($"sha256:{new string('0', 64)}"));
        Assert.Null(others.Find($"sha256:{new string('0', 64)}"));
        Assert.StartsWith(
            "The other journals in its folder cannot be looked for: ",
            Assert.Single(others.Unreadable),
            StringComparison.Ordinal
        );
    }

    private async Task KillAsync()
    {
        var plan = await _scene.PlanAsync();
        _scene.Decorate = writer => new InterceptedWriter(writer, ProcessDiedException.At(4));
        Assert.True(ProcessDiedException.Is(await Assert.ThrowsAnyAsync<Exception>(() => _scene.ApplyAsync(plan))));
    }
}
