using System.Globalization;
using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>Prints a table in Markdown, row by row as it is measured. Rows come in the order of the table, and none is left out.</summary>
internal sealed class FigurePrinter
{
    private readonly FigureTable _table;
    private int _row;

    public FigurePrinter(FigureTable table)
    {
        _table = table;
        Print(table.Head);
        Print(table.Head.Select(column => column is "work" or "limit" ? "---" : "---:"));
    }

    /// <summary>The row that is measured next.</summary>
    public FigureRow Next => _table.Rows[_row];

    /// <summary>Prints the next row.</summary>
    public void Add(string work, params string[] figures)
    {
        if (Next.Work != work || figures.Length != _table.Columns.Length)
        {
            throw new InvalidOperationException($"The next row is '{Next.Work}' of {_table.Columns.Length} figures, not '{work}'.");
        }

        Print([work, Text($"{Next.Size:N0}"), .. figures, Next.Limit]);
        _row++;
    }

    /// <summary>Ends the table.</summary>
    public void End()
    {
        if (_row != _table.Rows.Length)
        {
            throw new InvalidOperationException($"'{Next.Work}' of {Next.Size} was not measured.");
        }

        Console.WriteLine();
    }

    /// <summary>How much larger a figure is than the one before it; empty for the first one.</summary>
    public static string Growth(double now, double? before) => before is > 0 ? Text($"x{now / before:0.0}") : "";

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(IEnumerable<string> cells) =>
        Console.WriteLine($"|{string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"))}");
}
