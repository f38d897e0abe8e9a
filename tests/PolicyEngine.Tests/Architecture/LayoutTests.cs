using System.Runtime.CompilerServices;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>The layout of all C# sources: 140 columns, as in <c>.editorconfig</c>, and files that a reader takes in at once.</summary>
public sealed class LayoutTests
{
    private const int MostColumns = 140;
    private const int MostLines = 500;

    [Fact]
    public void No_line_is_longer_than_the_columns_of_editorconfig()
    {
        var found = Sources().SelectMany(file => LongLines(file.Lines).Select(line => $"{file.Path}:{line}")).ToArray();

        Assert.True(found.Length == 0, $"Wrap these lines at {MostColumns} columns:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void No_file_has_more_lines_than_a_reader_takes_in()
    {
        var found = Sources().Where(f => f.Lines.Length > MostLines).Select(f => $"{f.Path}: {f.Lines.Length}").ToArray();

        Assert.True(found.Length == 0, $"Split these files at {MostLines} lines:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Half_of_all_files_have_fewer_than_100_lines()
    {
        var lengths = Sources().Select(f => f.Lines.Length).Order().ToArray();

        Assert.InRange(lengths[lengths.Length / 2], 1, 99);
    }

    [Theory]
    [InlineData(140, 0)]
    [InlineData(141, 1)]
    public void The_limit_is_exact(int columns, int expected) => Assert.Equal(expected, LongLines([new string('x', columns)]).Count());

    [Fact]
    public void Only_the_text_of_raw_and_verbatim_literals_is_exempt()
    {
        var wide = new string('x', MostColumns + 1);

        Assert.Equal([1, 5], LongLines([wide, "var a = \"\"\"", wide, "\"\"\";", wide, "var b = @\"" + wide + "\";"]));
    }

    /// <summary>The lines that are too long, from 1. A raw or verbatim literal cannot be wrapped without another text.</summary>
    private static IEnumerable<int> LongLines(string[] lines)
    {
        var isRaw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var marks = lines[i].Split("\"\"\"").Length - 1;
            if (lines[i].Length > MostColumns && !isRaw && marks == 0 && !lines[i].Contains("@\"", StringComparison.Ordinal))
            {
                yield return i + 1;
            }

            isRaw ^= marks % 2 == 1;
        }
    }

    private static IEnumerable<(string Path, string[] Lines)> Sources([CallerFilePath] string path = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
        return new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => (Path: Path.GetRelativePath(root, file).Replace('\\', '/'), Full: file))
            .Where(file => !file.Path.Split('/').Any(part => part is "obj" or "bin" or "node_modules"))
            .Select(file => (file.Path, File.ReadAllLines(file.Full)));
    }
}
