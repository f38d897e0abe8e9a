using System.CommandLine;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Running;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Cli.Options;

/// <summary>In which formats results are written, and where to. For results of any kind.</summary>
internal sealed class ReportingOptions
{
    private const int MaxTemplateBytes = 1 << 20;
    private readonly Option<string> _format;
    private readonly Option<string[]> _output = new("--output", "-o")
    {
        Description = "Write to a file instead of standard output; FORMAT=FILE writes an additional format (repeatable)",
        HelpName = "[FORMAT=]FILE",
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write a Markdown report; appended if FILE is $GITHUB_STEP_SUMMARY",
        HelpName = "FILE",
    };
    private readonly Option<string?> _template = new("--template")
    {
        Description = "A Scriban template for the Markdown report",
        HelpName = "FILE",
    };
    private readonly string[] _formats;
    private readonly bool _hasTemplate;

    /// <summary>Creates the options.</summary>
    /// <param name="formats">The formats; the first is the default.</param>
    /// <param name="hasTemplate">Whether a template can replace the Markdown report, if there is one.</param>
    public ReportingOptions(IEnumerable<string> formats, bool hasTemplate = true)
    {
        _hasTemplate = hasTemplate;
        _formats = [.. formats];
        _format = new Option<string>("--format", "-f")
        {
            Description = "Format of standard output",
            HelpName = string.Join('|', _formats),
            DefaultValueFactory = _ => _formats[0],
        };
        _format.AcceptOnlyFromAmong(_formats);
    }

    private int _begun;

    private bool HasReport => _formats.Contains("markdown");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_output);
        if (HasReport)
        {
            command.Options.Add(_report);
            if (_hasTemplate)
            {
                command.Options.Add(_template);
            }
        }
    }

    /// <summary>The format of standard output.</summary>
    public string Format(ParseResult parsed) => parsed.GetValue(_format)!;

    /// <summary>Whether a format is written, to a file or to standard output.</summary>
    public bool Writes(ParseResult parsed, string format) => Format(parsed) == format || Files(parsed).Any(file => file.Format == format);

    /// <summary>How reports are written.</summary>
    /// <exception cref="CliException">The template cannot be read.</exception>
    public ReportOptions Create(CommandContext context, bool isVerbose)
    {
        var options = ReportOptions.Default with
        {
            Verbose = isVerbose,
            Color = context.UsesColor,
            Width = context.Environment.Width,
            Descriptors = Reference.DiagnosticCatalog.All,
            SourceRoot = SourceAddress.Of(context),
        };
        if (!HasReport || !_hasTemplate || context.Parsed.GetValue(_template) is not { } written)
        {
            return options;
        }

        var path = context.Directory.Resolve(written);
        var bytes = InputFile.ReadAtMost(path, written, MaxTemplateBytes);
        return bytes.Length > MaxTemplateBytes
            ? throw CliException.Failed($"The template '{written}' is longer than 1 MiB.")
            : options with
            {
                Template = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'),
                TemplatePath = written,
            };
    }

    /// <summary>Checks before long work that all files can be written.</summary>
    /// <exception cref="CliException">A folder or a format does not exist.</exception>
    public void Check(CommandContext context)
    {
        foreach (var (_, path) in Files(context.Parsed))
        {
            OutputFile.Check(context.Directory.Resolve(path), path);
        }
    }

    /// <summary>
    /// Writes the beginning of the answer for programs before anything is changed, and sees whether its files take as much:
    /// what cannot be told is not done. <see cref="Write"/> continues after it. May be called again with a longer one.
    /// </summary>
    /// <param name="context">The command.</param>
    /// <param name="beginning">The bytes that the JSON will begin with, whatever is done.</param>
    /// <exception cref="CliException">They cannot be written.</exception>
    public void Begin(CommandContext context, ReadOnlyMemory<byte> beginning)
    {
        var files = Files(context.Parsed).ToList();
        foreach (var (format, path) in files.Where(file => (file.Format ?? Format(context.Parsed)) == "json"))
        {
            OutputFile.Probe(context.Directory.Resolve(path), path, beginning.Span);
        }

        if (Format(context.Parsed) == "json" && files.TrueForAll(file => file.Format is not null))
        {
            context.WriteOutput(stream => stream.Write(beginning.Span[_begun..]));
            _begun = beginning.Length;
        }
    }

    /// <summary>Writes all files, then standard output unless a file takes its place.</summary>
    /// <param name="context">The command.</param>
    /// <param name="options">How; colours only go to standard output.</param>
    /// <param name="write">Writes one format to a stream.</param>
    /// <param name="isSummary">Whether text on standard output is only for people to look at, so that <c>--quiet</c> leaves it out.</param>
    /// <param name="only">Whether a format is written, to a file or to standard output; null for all.</param>
    /// <exception cref="CliException">Something cannot be written in whole; what can be is.</exception>
    public void Write(
        CommandContext context,
        ReportOptions options,
        Action<string, ReportOptions, Stream> write,
        bool isSummary = false,
        Func<string, bool, bool>? only = null
    )
    {
        var plain = options with { Color = false };
        var replacesOutput = false;
        CliException? failure = null;
        foreach (var (format, path) in Files(context.Parsed))
        {
            replacesOutput |= format is null;
            if (only?.Invoke(format ?? Format(context.Parsed), true) == false)
            {
                continue;
            }

            try
            {
                WriteFile(context, path, stream => write(format ?? Format(context.Parsed), plain, stream));
            }
            catch (CliException e)
            {
                // What can be written is: it may tell of what cannot be told of again.
                failure ??= e;
            }
        }

        if (
            !replacesOutput
            && only?.Invoke(Format(context.Parsed), false) != false
            && !(isSummary && context.Messages.IsQuiet && Format(context.Parsed) == "text")
        )
        {
            try
            {
                context.WriteOutput(stream =>
                    write(Format(context.Parsed), options, _begun > 0 ? new RestOfAnswer(stream, _begun) : stream)
                );
            }
            catch (CliException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Writes errors of policies to the files that a Markdown report
    /// goes to: who looks there has to see why nothing was done.</summary>
    /// <exception cref="CliException">One cannot be written.</exception>
    public void WriteDiagnostics(CommandContext context, IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var (_, path) in Files(context.Parsed).Where(file => (file.Format ?? Format(context.Parsed)) == "markdown"))
        {
            WriteFile(context, path, stream =>
                ReportFormats
                    .Diagnostics.Find("markdown")!
                    .Write(diagnostics, ReportOptions.Default with { SourceRoot = SourceAddress.Of(context) }, stream)
            );
        }
    }

    private static void WriteFile(CommandContext context, string path, Action<Stream> write)
    {
        var fullPath = context.Directory.Resolve(path);
        if (
            context.Environment.Variable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary
            && context.Directory.Resolve(summary) == fullPath
        )
        {
            // Steps before this one may have written to it.
            OutputFile.Append(fullPath, path, write);
        }
        else
        {
            OutputFile.Write(fullPath, path, write);
        }
    }

    private IEnumerable<OutputFileSpec> Files(ParseResult parsed)
    {
        var files = (parsed.GetValue(_output) ?? []).Select(text => OutputFileSpec.Parse(text, _formats));
        return HasReport && parsed.GetValue(_report) is { } report ? files.Append(new OutputFileSpec("markdown", report)) : files;
    }
}
