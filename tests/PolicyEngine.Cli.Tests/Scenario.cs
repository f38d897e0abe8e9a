using System.Globalization;
using System.Text;

namespace PolicyEngine.Cli.Tests;

/// <summary>A scenario file: files, then commands with what they print, as a user would see it.</summary>
/// <remarks>
/// Sections begin with <c>====name====</c>: <c>file:NAME</c>, <c>escaped:NAME</c> (with <c>\r \t \xNN</c>, no line
/// feed at the end), <c>copy</c> (a folder of the repository), <c>env</c>, <c>ghcr</c> (a fake of GitHub's registry
/// with this world, at <c>$REGISTRY</c> and <c>$API</c>), <c>command</c>, <c>stdout</c>, <c>stderr</c>, <c>status</c>,
/// <c>written:NAME</c> (a file afterwards). An absent stdout or stderr is empty, an absent status is 0.
/// </remarks>
internal sealed class Scenario
{
    private readonly List<(string Name, string Text)> _sections = [];

    private Scenario() { }

    public IReadOnlyList<(string Name, string Text)> Sections => _sections;

    public static Scenario Parse(string text)
    {
        var scenario = new Scenario();
        string? name = null;
        var body = new StringBuilder();
        foreach (var line in (text.EndsWith('\n') ? text[..^1] : text).Split('\n'))
        {
            if (line.Length > 8 && line.StartsWith("====", StringComparison.Ordinal) && line.EndsWith("====", StringComparison.Ordinal))
            {
                scenario.Close(name, body);
                name = line[4..^4];
            }
            else
            {
                body.Append(line).Append('\n');
            }
        }

        scenario.Close(name, body);
        return scenario;
    }

    public override string ToString() => string.Concat(_sections.Select(s => s.Name.Length == 0 ? s.Text : $"===={s.Name}====\n{s.Text}"));

    /// <summary>The same scenario with what really came out of its commands.</summary>
    public async Task<Scenario> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var run = new Scenario();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        CliRun? last = null;
        await using var fakes = new StartedFakes();
        foreach (var (name, text) in _sections)
        {
            switch (name.Split(':', 2))
            {
                case ["file", var path]:
                    folder.Write(path, Encoding.UTF8.GetBytes(text));
                    run._sections.Add((name, text));
                    break;
                case ["escaped", var path]:
                    folder.Write(path, Unescape(text.TrimEnd('\n')));
                    run._sections.Add((name, text));
                    break;
                case ["copy"]:
                    folder.CopyFromRepository(text.Trim());
                    run._sections.Add((name, text));
                    break;
                case ["env"]:
                    foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    {
                        variables[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
                    }

                    run._sections.Add((name, text));
                    break;
                case ["ghcr"]:
                    await fakes.StartAsync(text);
                    run._sections.Add((name, text));
                    break;
                case ["command"]:
                    last = fakes.Hide(await CliRun.OfBinaryAsync(folder.Path, [.. Words(text).Select(fakes.Show)], variables));
                    run._sections.Add((name, text));
                    run.AddResult(last);
                    break;
                case ["written", var path]:
                    run._sections.Add((name, CliRun.HideBuild(folder.Read(path))));
                    break;
                case ["stdout"] or ["stderr"] or ["status"]:
                    Assert.NotNull(last);
                    break;
                default:
                    Assert.Equal("", name);
                    run._sections.Add((name, text));
                    break;
            }
        }

        return run;
    }

    private static string[] Words(string command)
    {
        var words = command.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("policyengine", words[0]);
        return [.. words.Skip(1).Select(w => w.Trim('"'))];
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                continue;
            }

            switch (text[++i])
            {
                case 'r':
                    bytes.Add((byte)'\r');
                    break;
                case 'n':
                    bytes.Add((byte)'\n');
                    break;
                case 't':
                    bytes.Add((byte)'\t');
                    break;
                case 'x':
                    bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                default:
                    throw new FormatException($"Unknown escape \\{text[i]}.");
            }
        }

        return [.. bytes];
    }

    private void AddResult(CliRun result)
    {
        if (result.Output.Length > 0)
        {
            _sections.Add(("stdout", WithEnd(result.Output)));
        }

        if (result.Error.Length > 0)
        {
            _sections.Add(("stderr", WithEnd(result.Error)));
        }

        if (result.Status != 0)
        {
            _sections.Add(("status", result.Status.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
    }

    private static string WithEnd(string text) => text.EndsWith('\n') ? text : text + "\n";

    private void Close(string? name, StringBuilder body)
    {
        if (name is not null || body.Length > 0)
        {
            _sections.Add((name ?? "", body.ToString()));
        }

        body.Clear();
    }
}
