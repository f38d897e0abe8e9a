using System.Text.Json.Nodes;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Editing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Serving;

/// <summary>The files that the editor has open, and those beside them on the disk. Not thread-safe.</summary>
internal sealed class OpenFiles
{
    private const int MaxBytes = 1 << 20;
    private const int MaxFiles = 500;
    private readonly Dictionary<string, (EditedFile File, int Version)> _files = new(StringComparer.Ordinal);

    /// <summary>The open ones.</summary>
    public IEnumerable<string> Uris => _files.Keys;

    /// <summary>An open file, or null.</summary>
    public EditedFile? Find(string? uri) => uri is not null && _files.TryGetValue(uri, out var open) ? open.File : null;

    /// <summary>The version that the editor counts.</summary>
    public int VersionOf(string uri) => _files.TryGetValue(uri, out var open) ? open.Version : 0;

    /// <summary>Opens a file, or takes its whole text.</summary>
    public void Open(string uri, string text, int version) => _files[uri] = (EditedFile.Open(PathOf(uri) ?? uri, text), version);

    /// <summary>Takes changes, each against the text after the one before it.</summary>
    public void Change(string uri, JsonArray changes, int version)
    {
        if (Find(uri) is not { } file)
        {
            return;
        }

        var text = file.Source;
        foreach (var change in changes)
        {
            var added = ProtocolJson.Text(ProtocolJson.Member(change, "text")) ?? string.Empty;
            if (ProtocolJson.Member(change, "range") is JsonObject range)
            {
                var span = ProtocolJson.Span(text, range);
                added = string.Concat(text.Text.AsSpan(0, span.Start), added, text.Text.AsSpan(span.End));
            }

            text = SourceText.From(text.Path, added);
        }

        Open(uri, text.Text, version);
    }

    /// <summary>Forgets a file.</summary>
    public void Close(string uri) => _files.Remove(uri);

    /// <summary>A file as the editor has it, else as it is on the disk; null where it cannot be read.</summary>
    public EditedFile? Read(string uri)
    {
        if (Find(uri) is { } open)
        {
            return open;
        }

        if (PathOf(uri) is not { } path)
        {
            return null;
        }

        try
        {
            var bytes = InputFile.ReadAtMost(path, path, MaxBytes);
            return bytes.Length > MaxBytes ? null : EditedFile.Open(path, SourceText.From(path, bytes).Text);
        }
        catch (CliException)
        {
            return null;
        }
    }

    /// <summary>The files that a file of tests names as its policies.</summary>
    public static IEnumerable<string> PoliciesOf(string uri, EditedFile tests) =>
        PathOf(uri) is { } path && Path.GetDirectoryName(path) is { } folder
            ? IdOccurrence
                .PoliciesOf(tests)
                .Where(p => p.Length is > 0 and < 1000 && !p.Contains('\0', StringComparison.Ordinal))
                .Select(p => UriOf(Path.GetFullPath(p, folder)))
            : [];

    /// <summary>The files of tests, open or in the folder of a policy and below, that name the policy.</summary>
    public IEnumerable<(string Uri, EditedFile File)> TestsOf(string uri) =>
        Uris.Concat(Beside(uri))
            .Distinct(StringComparer.Ordinal)
            .ToArray()
            .Select(u => (Uri: u, File: Read(u)))
            .Where(t => t.File is { IsTest: true } && PoliciesOf(t.Uri, t.File).Contains(uri, StringComparer.Ordinal))
            .Select(t => (t.Uri, t.File!));

    private static IEnumerable<string> Beside(string uri)
    {
        if (PathOf(uri) is not { } path || Path.GetDirectoryName(path) is not { } folder)
        {
            return [];
        }

        try
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = 3,
                IgnoreInaccessible = true,
            };
            return [.. Directory.EnumerateFiles(folder, "*.policytest.y*ml", options).Take(MaxFiles).Select(UriOf)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static string UriOf(string path) => new Uri(path).AbsoluteUri;

    private static string? PathOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed is { IsFile: true, IsUnc: false } ? parsed.LocalPath : null;
}
