using System.Globalization;
using System.Text.Json;
using PolicyEngine.Applying;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Pages;

/// <summary>Writes one repository of the page.</summary>
internal sealed class RepositoryPage(Utf8JsonWriter json, RepositoryOutcome outcome, Forecast? forecast, ReportOptions options, bool isOnly)
{
    private const int MostParents = 20;

    private readonly RepositoryPlan _plan = outcome.Rows.Plan;
    private readonly List<(PlannedManifest Manifest, GroupEffect Effect)> _rows = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly StringTable _texts = new();
    private readonly StringTable _words = new();

    /// <summary>Writes it.</summary>
    public void Write()
    {
        foreach (
            var (manifests, effect) in ((IEnumerable<PlannedManifest>, GroupEffect)[])
                [(_plan.Delete, GroupEffect.Delete), (_plan.Retain, GroupEffect.Retain), (KeptRows.Of(_plan), GroupEffect.Keep)]
        )
        {
            foreach (var manifest in manifests)
            {
                _index.TryAdd(manifest.Digest, _rows.Count);
                _rows.Add((manifest, effect));
            }
        }

        json.WriteStartObject();
        json.WriteString("name", _plan.Info.FullName);
        json.WriteString("page", PackagePage.Of(_plan));
        json.WriteString("headline", Sentences.Capital(outcome.Problem ?? outcome.Did));
        json.WriteStartArray("alerts");
        foreach (var alert in Alerts())
        {
            json.WriteStringValue(alert);
        }

        json.WriteEndArray();
        WriteGroups();
        WriteFindings();
        WriteRows();
        WriteTexts("texts", _texts);
        WriteTexts("words", _words);
        WriteThen();
        json.WriteEndObject();
    }

    private IEnumerable<string> Alerts()
    {
        if (!isOnly && outcome.Problem is { } problem)
        {
            yield return Sentences.Capital(problem) + ".";
        }

        foreach (var way in OutcomeWording.WaysOn(outcome.Plan, isOnly, text => text, text => text))
        {
            yield return way;
        }

        foreach (var note in options.Problems)
        {
            yield return note;
        }
    }

    private void WriteGroups()
    {
        json.WriteStartArray("groups");
        foreach (var group in outcome.Rows.Groups)
        {
            json.WriteStartObject();
            json.WriteNumber("effect", (int)group.Effect);
            json.WriteString("heading", group.Heading(name => $"'{name}'", text => text));
            json.WriteString("rule", group.Rule);
            json.WriteString("source", group.Source);
            json.WriteNumber("images", group.Images);
            json.WriteNumber("manifests", group.Manifests);
            json.WriteNumber("bytes", group.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteFindings()
    {
        json.WriteStartArray("findings");
        foreach (var finding in _plan.Findings.OrderByDescending(finding => finding.Severity))
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Id);
            json.WriteString("severity", SeverityText.Of(finding.Severity));
            json.WriteString("message", finding.Message);
            json.WriteString("source", finding.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRows()
    {
        json.WriteStartArray("rows");
        for (var index = 0; index < _rows.Count; index++)
        {
            var (manifest, effect) = _rows[index];
            json.WriteStartArray();
            json.WriteStringValue(
                manifest.Digest.StartsWith("sha256:", StringComparison.Ordinal) ? manifest.Digest["sha256:".Length..] : manifest.Digest
            );
            json.WriteStartArray();
            foreach (var tag in manifest.Tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
            json.WriteNumberValue((int)manifest.Role);
            json.WriteNumberValue(_words.IndexOf(manifest.Platform ?? manifest.ArtifactType));
            json.WriteNumberValue((int)effect);
            var owner = OwnerOf(manifest, index);
            json.WriteNumberValue(outcome.Rows.GroupIndexOf(_rows[owner].Manifest, effect));
            WriteNumber(manifest.AgeFrom?.ToUnixTimeSeconds());
            json.WriteNumberValue(ImageRow.BytesOf(manifest));
            json.WriteNumberValue(owner);
            WriteParents(manifest, index, owner);
            WriteNumber(manifest.VersionId);
            json.WriteNumberValue(_texts.IndexOf(manifest.Verdict.Text));
            if (outcome.StepOf(manifest.Digest) is { } step)
            {
                json.WriteStringValue(step.Text.Length > 0 ? $"{ApplyWords.Of(step.Outcome)}: {step.Text}" : ApplyWords.Of(step.Outcome));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>The image whose fate a manifest shares; itself where no image stands behind it.</summary>
    private int OwnerOf(PlannedManifest manifest, int index)
    {
        if (manifest.Role == ManifestRole.Root)
        {
            return index;
        }

        var owner = manifest.Owner ?? manifest.Paths.Where(path => path.Length > 2).Select(path => path[1]).FirstOrDefault();
        return owner is { } digest && _index.TryGetValue(digest, out var found) ? found : index;
    }

    /// <summary>What lists it or refers to it: by the ways from tags, else by the image whose fate it shares.</summary>
    private void WriteParents(PlannedManifest manifest, int index, int ownerIndex)
    {
        json.WriteStartArray();
        var parents =
            manifest.Role == ManifestRole.Root && manifest.Paths.All(path => path.Length < 3)
                ? []
                : manifest
                    .Paths.Where(path => path.Length > 2)
                    .Select(path => path[^2])
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostParents)
                    .Select(digest => _index.GetValueOrDefault(digest, -1))
                    .Where(found => found >= 0 && found != index)
                    .ToList();
        if (parents.Count == 0 && ownerIndex != index)
        {
            parents.Add(ownerIndex);
        }

        foreach (var parent in parents)
        {
            json.WriteNumberValue(parent);
        }

        json.WriteEndArray();
    }

    private void WriteThen()
    {
        if (forecast is null)
        {
            json.WriteNull("then");
            return;
        }

        json.WriteStartArray("then");
        foreach (var day in forecast.Entries.Where(day => day.Repository == _plan.Info.FullName))
        {
            json.WriteStartArray();
            json.WriteStringValue(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteStartArray();
            foreach (var digest in day.Digests)
            {
                if (_index.TryGetValue(digest, out var index))
                {
                    json.WriteNumberValue(index);
                }
            }

            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteTexts(string name, StringTable table)
    {
        json.WriteStartArray(name);
        foreach (var text in table.All)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void WriteNumber(long? number)
    {
        if (number is { } known)
        {
            json.WriteNumberValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Each text once.</summary>
    private sealed class StringTable
    {
        private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
        private readonly List<string> _all = [];

        public IEnumerable<string> All => _all;

        public int IndexOf(string? text)
        {
            if (text is null)
            {
                return -1;
            }

            if (!_indexes.TryGetValue(text, out var index))
            {
                _indexes[text] = index = _all.Count;
                _all.Add(text);
            }

            return index;
        }
    }
}
