namespace PolicyEngine.Planning.Files;

/// <summary>The plan file (semantics.md#files): writes and reads plans as JSON in UTF-8.</summary>
/// <remarks>
/// The same plan gives the same bytes. The last property, <c>sha256</c>, is the SHA-256 in lower-case
/// hex of what stands before it, as compact JSON: reformatting a plan keeps it valid, changing a value
/// does not. It guards against mistakes, not against an attacker, who can compute it too. Thread-safe.
/// </remarks>
public static class PlanJson
{
    /// <summary>Writes a plan. Each list of the plan is enumerated once, and memory does not grow with it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="indented">Whether people should be able to read it: two blanks a level, a line feed at the end of each line.</param>
    public static void Write(Plan plan, Stream output, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new PlanJsonWriter(output, indented);
        writer.Write(plan);
    }

    /// <summary>Reads a plan that <see cref="Write"/> has written.</summary>
    /// <exception cref="PlanFormatException">It is not JSON, not a plan, of another
    /// format version, cut, changed after it was made, or lacks something.</exception>
    public static Plan Read(ReadOnlyMemory<byte> utf8) => PlanJsonReader.Read(utf8.Span);
}
