using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Pages;

/// <summary>Writes what the page shows as compact JSON, in which nothing can end the element that holds it.</summary>
internal sealed class PageData(Plan plan, ApplyReport? applied, ReportOptions options)
{
    /// <summary>Nothing in it can end its element, or be a command where a
    /// page is printed into the log of a workflow (<c>##[…]</c>).</summary>
    private static readonly JavaScriptEncoder s_encoder = CreateEncoder();

    private static readonly ManifestRole[] s_roles = Enum.GetValues<ManifestRole>();

    private static JavaScriptEncoder CreateEncoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        settings.ForbidCharacters('#');
        return JavaScriptEncoder.Create(settings);
    }

    /// <summary>Writes it.</summary>
    public void Write(Stream output)
    {
        var reports = (applied?.Repositories ?? []).ToDictionary(report => report.Repository, StringComparer.Ordinal);
        var outcomes = plan
            .Repositories.Select(repository => new RepositoryOutcome(repository, reports.GetValueOrDefault(repository.Info.FullName)))
            .ToList();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = s_encoder });
        json.WriteStartObject();
        json.WriteString("headline", Sentences.Capital(OutcomeWording.Headline(outcomes, applied?.Cancelled == true)));
        json.WriteString(
            "made",
            $"Planned for {PlanWording.Time(plan.Now)} by "
                + $"{(plan.Policies.IsEmpty ? "no policy" : string.Join(", ", plan.Policies.Select(policy => policy.Path)))}."
        );
        json.WriteNumber("now", plan.Now.ToUnixTimeSeconds());
        json.WriteNumber("days", plan.Forecast?.Days ?? 0);
        json.WriteStartArray("roles");
        foreach (var role in s_roles)
        {
            json.WriteStringValue(PlanWords.Of(role));
        }

        json.WriteEndArray();
        json.WriteStartArray("repositories");
        foreach (var outcome in outcomes.OrderByDescending(outcome => outcome.Rank).ThenByDescending(outcome => outcome.Rows.DeletedImages))
        {
            new RepositoryPage(json, outcome, plan.Forecast, options, isOnly: outcomes.Count == 1).Write();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
