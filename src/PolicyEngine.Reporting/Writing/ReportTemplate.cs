using System.Globalization;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PolicyEngine.Reporting.Writing;

/// <summary>A parsed template. It sees the report and pure functions: no clock, no randomness, no code made of text.</summary>
internal sealed class ReportTemplate
{
    /// <summary>Built-in functions that would make two reports of one plan differ, or run text as code.</summary>
    private static readonly string[] s_impure = ["date", "timespan", "include", "include_join"];

    private readonly Template _template;
    private readonly string _path;

    private ReportTemplate(Template template, string path)
    {
        _template = template;
        _path = path;
    }

    /// <summary>Parses a template.</summary>
    /// <exception cref="ReportTemplateException">It does not parse.</exception>
    public static ReportTemplate Parse(string text, string path)
    {
        var template = Template.Parse(text, path);
        return template.HasErrors
            ? throw Error(template.Messages.First(m => m.Type == ParserMessageType.Error).Span, template.Messages[0].Message, path)
            : new(template, path);
    }

    /// <summary>A built-in template.</summary>
    public static ReportTemplate BuiltIn(string name)
    {
        using var stream = typeof(ReportTemplate).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), name);
    }

    /// <summary>Renders a report, which the template sees as <c>report</c>.</summary>
    /// <exception cref="ReportTemplateException">The template asks for what is not there, or does not end.</exception>
    public string Render(object report)
    {
        try
        {
            return _template.Render(CreateContext(report)).ReplaceLineEndings("\n");
        }
        catch (ScriptRuntimeException e)
        {
            throw Error(e.Span, e.OriginalMessage, _path);
        }
    }

    private static BoundedTemplateContext CreateContext(object report)
    {
        var builtIns = TemplateContext.GetDefaultBuiltinObject();
        foreach (var name in s_impure)
        {
            builtIns.Remove(name);
        }

        (builtIns["object"] as ScriptObject)?.Remove("eval");
        (builtIns["object"] as ScriptObject)?.Remove("eval_template");
        (builtIns["math"] as ScriptObject)?.Remove("random");
        (builtIns["math"] as ScriptObject)?.Remove("uuid");
        var globals = new ScriptObject();
        globals.SetValue("report", report, readOnly: true);

        var context = new BoundedTemplateContext(builtIns);
        context.PushCulture(CultureInfo.InvariantCulture);
        context.PushGlobal(globals);
        return context;
    }

    private static ReportTemplateException Error(SourceSpan span, string message, string path)
    {
        var (line, column) = (span.Start.Line + 1, span.Start.Column + 1);
        return new ReportTemplateException(
            string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{column}: {message.TrimEnd('.', '\n', ' ')}."),
            line,
            column
        );
    }
}
