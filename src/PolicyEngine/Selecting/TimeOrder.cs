using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>The roots of known age, newest first, in the total order of
/// semantics.md#order. Sorted once; every ranking by time is a filter of it.</summary>
internal static class TimeOrder
{
    public static NodeId[] Of(EvaluationContext context)
    {
        var count = 0;
        foreach (var root in context.Graph.Roots)
        {
            count += context.Ages[root] != 0 ? 1 : 0;
        }

        var nodes = new NodeId[count];
        var keys = new long[count];
        var next = 0;
        foreach (var root in context.Graph.Roots)
        {
            if (context.Ages[root] != 0)
            {
                nodes[next] = root;
                keys[next++] = -context.Ages[root];
            }
        }

        Array.Sort(keys, nodes);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                nodes.AsSpan(start, end - start).Sort((left, right) => RankOrder.CompareRest(context, left, right));
            }

            start = end;
        }

        return nodes;
    }
}
