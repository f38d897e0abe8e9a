using System.Globalization;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Graph;
using PolicyEngine.Starting;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.Starting;

/// <summary>Shows what <c>init</c> found: a line for each way of naming images.</summary>
internal static class FoundLines
{
    private const int MostNamed = 10;
    private const int TagWidth = 44;

    /// <summary>Shows it.</summary>
    /// <param name="messages">Where it is shown.</param>
    /// <param name="graphs">The repositories.</param>
    /// <param name="draft">The policy that fits them.</param>
    public static void Write(Messages messages, IReadOnlyCollection<DigestGraph> graphs, StarterDraft draft)
    {
        messages.Info(
            $"{ShortList.Of(graphs.Select(graph => graph.Info.FullName).Order(StringComparer.Ordinal), MostNamed)}: "
                + $"{Count(draft.Images)}, {ByteSize.Describe(draft.Bytes)}"
        );
        foreach (var found in draft.Found)
        {
            var sample = found.Sample(TagWidth);
            var today = found.Deleted == 0 ? "" : $"  {Number(found.Deleted)} to delete, {ByteSize.Describe(found.Freed)}";
            messages.Info(
                $"  {found.Title,-19} {Count(found.Images),14} {ByteSize.Describe(found.Bytes),10}  "
                    + $"{sample.PadRight(today.Length == 0 ? 0 : TagWidth)}{today}".TrimEnd()
            );
        }

        messages.Info(
            draft.Deleted == 0
                ? "  Today the policy would delete nothing."
                : $"  Today the policy would delete {Number(draft.Deleted)} of {Count(draft.Images)} and free "
                    + $"{ByteSize.Describe(draft.Freed)}."
        );
    }

    private static string Count(int images) => $"{Number(images)} image{(images == 1 ? "" : "s")}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
