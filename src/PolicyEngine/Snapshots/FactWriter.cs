using System.Text.Json;
using PolicyEngine.Facts;

namespace PolicyEngine.Snapshots;

/// <summary>Writes the facts of a snapshot, in a fixed order.</summary>
internal sealed class FactWriter(Utf8JsonWriter json)
{
    /// <summary>Writes the entries of <c>facts</c>.</summary>
    public void Write(IEnumerable<SnapshotFact> facts)
    {
        foreach (
            var fact in facts
                .OrderBy(f => f.Kind, StringComparer.Ordinal)
                .ThenBy(f => f.Asked, StringComparer.Ordinal)
                .ThenBy(f => f.Folder, StringComparer.Ordinal)
        )
        {
            json.WriteStartObject();
            json.WriteString("kind", fact.Kind);
            json.WriteString("asked", fact.Asked);
            WriteText("folder", fact.Folder);
            json.WriteString("source", fact.Answer.Source);
            json.WriteString("takenAt", fact.Answer.TakenAt.UtcDateTime);
            json.WriteString("sha256", FactSet.HashOf(fact.Answer));
            WriteText("problem", fact.Answer.Problem);
            WriteText("emptyPart", fact.Answer.EmptyPart);
            switch (fact.Answer)
            {
                case PullRequestFacts pullRequests:
                    Write(pullRequests);
                    break;
                case GitFacts git:
                    Write(git);
                    break;
                case UsedImages used:
                    Write(used);
                    break;
            }

            json.WriteEndObject();
        }
    }

    private void Write(PullRequestFacts facts)
    {
        json.WriteStartArray("pullRequests");
        foreach (var pullRequest in facts.ByNumber.Values.OrderBy(p => p.Number))
        {
            json.WriteStartObject();
            json.WriteNumber("number", pullRequest.Number);
            json.WriteString("state", PullRequestWords.Of(pullRequest.State));
            if (pullRequest.ClosedAt is { } closed)
            {
                json.WriteString("closedAt", closed.UtcDateTime);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(GitFacts facts)
    {
        WriteTexts("branches", facts.Branches);
        WriteTexts("tags", facts.Tags);
        WriteTexts("commits", facts.Commits);
        WriteText("commitProblem", facts.CommitProblem);
        json.WriteStartArray("reachable");
        foreach (var (from, commits) in facts.Reachable.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("from", from);
            WriteTexts("commits", commits.Order(StringComparer.Ordinal));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(UsedImages facts)
    {
        json.WriteStartArray("images");
        foreach (var image in facts.Images.OrderBy(i => i.Text, StringComparer.Ordinal).ThenBy(i => i.Place, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("image", image.Text);
            json.WriteString("place", image.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("deployments");
        foreach (var commit in facts.Commits)
        {
            json.WriteStartObject();
            json.WriteString("environment", commit.Environment);
            json.WriteString("commit", commit.Hash);
            json.WriteNumber("newest", commit.Newest);
            json.WriteString("at", commit.At.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteTexts(string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void WriteText(string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
