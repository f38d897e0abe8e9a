using System.Globalization;
using System.Runtime.CompilerServices;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>The tables of <c>.github/PERFORMANCE.md</c> are those that the command <c>figures</c> of the benchmarks prints, but for
/// the figures, which depend on the machine.</summary>
public sealed class PerformancePageTests
{
    private const string Command = "dotnet run -c Release --project tests/PolicyEngine.Benchmarks -- figures";

    public static TheoryData<string> Names => [.. FigureTable.All.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_has_each_row_with_a_figure_and_the_limit_beside_it(string name)
    {
        var table = FigureTable.All.Single(table => table.Name == name);
        var page = Tables().SingleOrDefault(rows => rows[0].SequenceEqual(table.Head) && rows[2][0] == table.Rows[0].Work);

        Assert.True(page is not null, $"No table of the page has the columns of '{Command} {name}', and its first row.");
        Assert.Equal(
            table.Rows.Select(row => (row.Work, row.Size.ToString("N0", CultureInfo.InvariantCulture), row.Limit)),
            page.Skip(2).Select(row => (row[0], row[1], row[^1]))
        );
        Assert.All(page.Skip(2), row => Assert.NotEqual("", row[2]));
        Assert.All(page, row => Assert.Equal(table.Head.Length, row.Length));
    }

    [Fact]
    public void The_page_has_no_table_that_the_command_does_not_print() => Assert.Equal(FigureTable.All.Length, Tables().Count);

    [Theory]
    [InlineData("README.md")]
    [InlineData(".github/PERFORMANCE.md")]
    public void The_command_is_named(string path) => Assert.Contains(Command, Read(path), StringComparison.Ordinal);

    /// <summary>The tables of the page, each as rows of cells, the head and the line below it included.</summary>
    private static List<List<string[]>> Tables()
    {
        var tables = new List<List<string[]>>();
        var isTable = false;
        foreach (var line in Read(".github/PERFORMANCE.md").Split('\n'))
        {
            if (line.StartsWith('|') && !isTable)
            {
                tables.Add([]);
            }

            isTable = line.StartsWith('|');
            if (isTable)
            {
                tables[^1].Add([.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())]);
            }
        }

        return tables;
    }

    private static string Read(string path, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", path));
}
