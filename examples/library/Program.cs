using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Planning;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

// Parse, bind and lint; with a lint and a condition of our own.
var source = SourceText.From("retention.yaml", File.ReadAllText("retention.yaml"));
var customers = SourceText.From("customers.yaml", "version: 1\nprotect: { tags: \"*\", acme.at-customer: [globex, initech] }\nrules: []\n");
var options = new CompilerOptions { Analyzers = [new TeamAnalyzer()], Conditions = [new AtCustomer(Images.Installed)] };
var compilation = PolicyCompiler.Compile([source, customers], options);
Console.Error.Write(DiagnosticText.Render(compilation.Diagnostics));
if (compilation.HasErrors)
{
    return 1;
}

// Evaluate. Planning is pure: it deletes nothing and asks no registry, and the time is yours to say.
var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
var graph = args is [var folder] ? await Images.OfLayoutAsync(folder) : Images.OfMyOwn(now);
var plan = Planner.Create(compilation, [graph], now);
foreach (var image in plan.Repositories.SelectMany(repository => repository.Delete))
{
    Console.WriteLine($"{image.Tags.FirstOrDefault() ?? image.Digest}: {image.Verdict.Kind} by {image.Verdict.Rule}");
}

// Report, in any format of the command line.
await using var report = File.Create("plan.md");
ReportFormats.Plans.Find("markdown")!.Write(plan, ReportOptions.Default, report);
return 0;
