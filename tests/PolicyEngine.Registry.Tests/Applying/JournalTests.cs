using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyEngine.Applying;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Tests.OciLayout;
using PolicyEngine.Testing.Layouts;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

public sealed class JournalTests : IDisposable
{
    private readonly LayoutFixture _layout = new LayoutFixture().With(ExampleRegistry.Create());
    private readonly Scene _scene;

    public JournalTests() => _scene = LayoutApplyTests.SceneOf(_layout);

    public void Dispose()
    {
        _scene.Dispose();
        _layout.Dispose();
    }

    [Fact]
    public async Task Every_deletion_is_announced_before_it_is_done_and_concluded_after()
    {
        var plan = await _scene.PlanAsync();
        var announced = new List<string>();
        _scene.Decorate = writer => new InterceptedWriter(writer, point =>
        {
            if (point % 2 == 1)
            {
                announced.Add(File.ReadAllLines(_scene.JournalPath)[^1]);
            }
        });
        await _scene.ApplyAsync(plan);
        var intents = announced.SkipLast(1).ToList();
        Assert.Equal(plan.Repositories[0].Delete.Count, intents.Count);
        Assert.All(intents, line => Assert.StartsWith("{\"type\":\"intent\"", line, StringComparison.Ordinal));
        var content = JournalReader.Read(_scene.JournalPath);
        Assert.Equal(Scene.PlanHash, content.Header!.Plan);
        Assert.Equal(plan.Repositories[0].Delete.Count, content.Lines.OfType<SavedEntry>().Count());
        Assert.Equal(intents.Count, content.Lines.OfType<OutcomeEntry>().Count(outcome => outcome.Result == ApplyOutcome.Done));
        Assert.All(plan.Repositories[0].Delete, m =>
            Assert.True(File.Exists($"{_scene.JournalPath}.manifests/{m.Digest.Replace(':', '/')}"))
        );
    }

    [Fact]
    public async Task A_journal_that_is_cut_anywhere_is_read_as_far_as_it_goes()
    {
        await _scene.ApplyAsync(await _scene.PlanAsync());
        var whole = File.ReadAllBytes(_scene.JournalPath);
        var lines = whole.Count(b => b == '\n');
        var cut = Path.Combine(_layout.Root, "cut");
        for (var length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(cut, whole[..length]);
            var content = JournalReader.Read(cut);
            Assert.Equal(whole[..length].Count(b => b == '\n'), content.Lines.Count + (content.Header is null ? 0 : 1));
        }

        File.WriteAllBytes(cut, [.. whole[..(whole.Length / 2)], 0, .. whole[(whole.Length / 2)..]]);
        Assert.Throws<JournalException>(() => JournalReader.Read(cut));
        Assert.True(lines > 30);
    }

    [Fact]
    public async Task A_run_that_finds_a_torn_journal_goes_on_in_it()
    {
        var plan = await _scene.PlanAsync();
        await _scene.ApplyAsync(plan, options => options with { MaxDeletes = 3 });
        File.AppendAllText(_scene.JournalPath, "{\"type\":\"intent\",\"repos");
        var report = await _scene.ApplyAsync(plan);
        Assert.Equal(plan.Repositories[0].Delete.Count - 3, report.Count(ApplyOutcome.Done));
        Assert.All(File.ReadAllLines(_scene.JournalPath), line => JsonDocument.Parse(line).Dispose());
    }

    [Theory]
    [InlineData("{\"kind\":\"other\"}\n")]
    [InlineData("{\"type\":\"begin\",\"formatVersion\":2}\n")]
    [InlineData("not json\n")]
    [InlineData("no line at all")]
    [InlineData("{\"type\":\"begin\",\"formatVersion\":1,\"plan\":\"of another one\"}\n")]
    public async Task Nothing_is_deleted_under_a_journal_that_is_not_of_this_plan(string content)
    {
        var plan = await _scene.PlanAsync();
        File.WriteAllText(_scene.JournalPath, content);
        var before = await _layout.ReadAsync();
        await Assert.ThrowsAsync<JournalException>(() => _scene.ApplyAsync(plan));
        Assert.Equal(before, await _layout.ReadAsync());
        Assert.Equal(content, File.ReadAllText(_scene.JournalPath));
    }

    [Fact]
    public async Task Nothing_is_deleted_when_the_manifests_cannot_be_kept()
    {
        var plan = await _scene.PlanAsync();
        var before = await _layout.ReadAsync();
        File.WriteAllText(_scene.JournalPath + ".manifests", "in the way");
        var report = await _scene.ApplyAsync(plan);
        Assert.Equal(ApplyStatus.Failed, report.Repositories[0].Status);
        Assert.Contains("nothing is deleted that cannot be recorded", report.Repositories[0].Reason, StringComparison.Ordinal);
        Assert.Equal(before, await _layout.ReadAsync());
    }

    [SkippableFact]
    public async Task Nothing_is_deleted_when_the_disk_of_the_journal_is_full()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full.");
        var plan = await _scene.PlanAsync();
        var before = await _layout.ReadAsync();
        File.CreateSymbolicLink(_scene.JournalPath, "/dev/full");
        await Assert.ThrowsAsync<JournalException>(() => _scene.ApplyAsync(plan));
        Assert.Equal(before, await _layout.ReadAsync());
    }

    [Fact]
    public async Task A_journal_that_is_in_use_is_refused()
    {
        var plan = await _scene.PlanAsync();
        using var open = ApplyJournal.Open(_scene.JournalPath, plan, Scene.PlanHash, TimeProvider.System);
        var e = await Assert.ThrowsAsync<JournalException>(() => _scene.ApplyAsync(plan));
        Assert.Contains("is in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_schema_names_what_a_line_may_have()
    {
        using var schema = Schema();
        var properties = schema.RootElement.GetProperty("properties");
        var types = typeof(JournalEntry).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        var members = types
            .SelectMany(type => type.DerivedType.GetProperties())
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            .Append("type")
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(members.Order(StringComparer.Ordinal), properties.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        AssertWords(types.Select(type => (string)type.TypeDiscriminator!), "type");
        AssertWords(Enum.GetValues<ApplyAction>().Select(ApplyWords.Of), "action");
        AssertWords(Enum.GetValues<ApplyOutcome>().Select(ApplyWords.InJournal), "result");

        void AssertWords(IEnumerable<string> words, string name) =>
            Assert.Equal(
                words.Order(StringComparer.Ordinal),
                properties
                    .GetProperty(name)
                    .GetProperty("enum")
                    .EnumerateArray()
                    .Where(word => word.ValueKind == JsonValueKind.String)
                    .Select(word => word.GetString())
                    .Order(StringComparer.Ordinal)
            );
    }

    [Theory]
    [InlineData("""{"type":"intent","time":"2026-06-01T00:00:00Z","repository":"r/a","sequence":1,"action":"paint","tags":[]}""")]
    [InlineData("""{"type":"intent","time":"2026-06-01T00:00:00Z","repository":"r/a","action":"delete","tags":[]}""")]
    [InlineData("""{"type":"intent","time":"2026-06-01T00:00:00Z","sequence":1,"action":"delete","tags":[]}""")]
    [InlineData("""{"type":"intent","time":"2026-06-01T00:00:00Z","repository":"r/a","sequence":1,"action":"delete","tags":[null]}""")]
    [InlineData("""{"type":"outcome","time":"2026-06-01T00:00:00Z","repository":"r/a","sequence":1,"result":"maybe"}""")]
    [InlineData("""{"type":"outcome","time":"2026-06-01T00:00:00Z","repository":"r/a","sequence":1,"result":null}""")]
    [InlineData("""{"type":"saved","time":"2026-06-01T00:00:00Z","repository":"r/a","digest":null}""")]
    [InlineData("""{"type":"placeholder","time":"2026-06-01T00:00:00Z","repository":"r/a","sequence":1}""")]
    [InlineData("""{"type":"repository","time":"2026-06-01T00:00:00Z","repository":"r/a","registry":"r","name":"a"}""")]
    [InlineData("""{"type":"painting","time":"2026-06-01T00:00:00Z","repository":"r/a"}""")]
    [InlineData("""{"type":"begin","time":"2026-06-01T00:00:00Z","formatVersion":1}""")]
    [InlineData("""{"time":"2026-06-01T00:00:00Z","repository":"r/a"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_line_that_is_not_one_of_a_journal_makes_it_unusable(string line)
    {
        var path = Path.Combine(_layout.Root, "odd");
        const string Whole = """
            {"type":"begin","formatVersion":1,"plan":"p","policies":[],"policyPaths":[],"time":"2026-06-01T00:00:00Z"}
            {"type":"end","time":"2026-06-01T00:00:00Z","repository":"r/a","later":[{}]}

            """;
        File.WriteAllText(path, Whole);
        Assert.IsType<EndEntry>(Assert.Single(JournalReader.Read(path).Lines));
        File.WriteAllText(path, $"{Whole}{line}\n");
        var e = Assert.Throws<JournalException>(() => JournalReader.Read(path));
        Assert.EndsWith("is not a usable journal: line 3 is not a journal entry.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"begin","formatVersion":1,"plan":"p"}""")]
    [InlineData("""{"type":"begin","formatVersion":1,"plan":"p","policies":null,"policyPaths":null,"time":null}""")]
    public void What_the_schema_does_not_require_may_be_absent(string header)
    {
        var path = Path.Combine(_layout.Root, "bare");
        File.WriteAllText(
            path,
            header
                + """

                {"type":"repository","repository":"r/a","registry":"r","name":"a","provider":"oci"}
                {"type":"saved","repository":"r/a","digest":"sha256:0"}
                {"type":"saved","repository":"r/a","digest":"sha256:1","mediaType":null,"tags":null,"absent":null}
                {"type":"intent","repository":"r/a","sequence":1,"action":"untag","digest":"sha256:0"}
                {"type":"placeholder","repository":"r/a","sequence":1,"digest":"sha256:2"}
                {"type":"outcome","repository":"r/a","sequence":1,"result":"done"}
                {"type":"end","repository":"r/a"}

                """
        );
        var content = JournalReader.Read(path);
        Assert.Equal(7, content.Lines.Count);
        Assert.All(content.Lines.OfType<SavedEntry>(), saved => Assert.Empty(saved.WithBody([]).Target.Tags));
        Assert.True(UnfinishedWork.Of(content.Lines).IsNothing);
        Assert.False(new UnfinishedJournal(path, content.Header!, content.Lines).IsOf([]));
    }

    private static JsonDocument Schema() =>
        JsonDocument.Parse(
            File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath())!, "../../../schema/journal.schema.json")))
        );

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
