using CsCheck;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

/// <summary>What holds of every graph, checked against naive computations.</summary>
public sealed class GraphProperties
{
    [Fact]
    public void The_order_of_the_manifests_changes_nothing() =>
        GraphGenerator.Shuffled.Sample(
            pair =>
            {
                var (one, other) = (GraphText.Build(pair.Manifests), GraphText.Build(pair.Shuffled));
                return one.Fingerprint == other.Fingerprint
                    && one.Roots.SetEquals(other.Roots)
                    && one.Orphans.SetEquals(other.Orphans)
                    && one.PresentNodes.All(n =>
                        one.TextOf(n) == other.TextOf(n)
                        && one.RoleOf(n) == other.RoleOf(n)
                        && PathsOf(one, n) == PathsOf(other, n)
                        && one.PlatformOf(n) == other.PlatformOf(n)
                    );
            },
            iter: 2_000
        );

    [Fact]
    public void Adding_a_manifest_twice_changes_nothing() =>
        GraphGenerator.Shuffled.Sample(
            pair => GraphText.Build(pair.Manifests).Fingerprint == GraphText.Build(pair.Manifests.Concat(pair.Shuffled)).Fingerprint,
            iter: 1_000
        );

    [Fact]
    public void A_change_of_any_manifest_changes_the_fingerprint() =>
        GraphGenerator
            .Manifests.Where(m => m.Count > 0)
            .Sample(
                manifests =>
                {
                    var before = GraphText.Build(manifests).Fingerprint;
                    var first = manifests[0];
                    return new[]
                    {
                        first with
                        {
                            Tags = first.Tags.Add("new"),
                        },
                        first with
                        {
                            PushedAt = DateTimeOffset.UnixEpoch.AddYears(1),
                        },
                        first with
                        {
                            Size = 1,
                        },
                        first with
                        {
                            Locked = true,
                        },
                        first with
                        {
                            VersionId = 0,
                        },
                        first with
                        {
                            Unread = !first.Unread,
                        },
                        first with
                        {
                            Platform = "a/b",
                        },
                    }.All(changed => GraphText.Build(manifests.Skip(1).Append(changed)).Fingerprint != before);
                },
                iter: 500
            );

    [Fact]
    public void Roots_reach_everything_and_none_of_them_is_another_roots_piece_without_reason() =>
        GraphGenerator.Manifests.Sample(
            manifests =>
            {
                var graph = GraphText.Build(manifests);
                return graph.Closure(graph.Roots).Count == graph.PresentCount
                    && graph.PresentNodes.All(n => graph.Roots.Contains(n) == IsRoot(graph, n))
                    && graph.Orphans.ToBuilder().ExceptWith(graph.Roots).IsEmpty;
            },
            iter: 3_000
        );

    [Fact]
    public void The_closure_is_closed_and_least() =>
        Gen.Select(GraphGenerator.Manifests, Gen.ULong)
            .Sample(
                (manifests, bits) =>
                {
                    var graph = GraphText.Build(manifests);
                    var seeds = Subset(graph, bits);
                    return graph.Closure(seeds).SetEquals(NaiveClosure(graph, seeds));
                },
                iter: 2_000
            );

    [Fact]
    public void Keep_edges_are_those_of_the_documents() =>
        GraphGenerator.Manifests.Sample(
            manifests =>
            {
                var graph = GraphText.Build(manifests);
                var expected = manifests
                    .Where(m => !m.Unread)
                    .SelectMany(m =>
                        (m.Manifests ?? [])
                            .Select(e => (m.Digest, e.Digest))
                            .Concat(m.Subject is null ? [] : [(m.Subject, m.Digest)])
                            .Concat(m.Mentions.Select(d => (m.Digest, d)))
                    )
                    .ToHashSet();
                expected.UnionWith(graph.ReferrerTags.SelectMany(t => t.Subjects.Select(s => (graph.TextOf(s), graph.TextOf(t.Target)))));
                expected.RemoveWhere(e => e.Item1 == e.Item2 || !IsPresent(graph, e.Item1) || !IsPresent(graph, e.Item2));
                var actual = graph.Nodes.SelectMany(n => graph.KeepEdges[n].ToArray().Select(t => (graph.TextOf(n), graph.TextOf(t))));
                return expected.SetEquals(actual);
            },
            iter: 2_000
        );

    [Fact]
    public void The_order_of_deletion_has_every_index_before_its_children() =>
        Gen.Select(GraphGenerator.Manifests, Gen.ULong)
            .Sample(
                (manifests, bits) =>
                {
                    var graph = GraphText.Build(manifests);
                    var condemned = Subset(graph, bits);
                    var order = DeletionOrder.Sort(graph, condemned);
                    var position = new int[graph.Count];
                    position.AsSpan().Fill(-1);
                    for (var i = 0; i < order.Length; i++)
                    {
                        position[order[i]] = i;
                    }

                    return order.Distinct().Count() == condemned.Count
                        && order.All(condemned.Contains)
                        && order.All(parent =>
                            graph
                                .Children[parent]
                                .ToArray()
                                .All(child =>
                                    position[child] < 0 || position[child] > position[parent] || Descends(graph, condemned, child, parent)
                                )
                        );
                },
                iter: 2_000
            );

    [Fact]
    public void Bytes_are_those_of_a_naive_count() =>
        Gen.Select(GraphGenerator.Manifests, Gen.ULong)
            .Sample(
                (manifests, bits) =>
                {
                    var graph = GraphText.Build(manifests);
                    var bytes = new ByteAccounting(graph);
                    var set = Subset(graph, bits);
                    var rest = Subset(graph, ~bits);
                    var quota = bytes.StartQuota(set);
                    var counted = graph.Closure(set);
                    var mayAllBeExcluded = graph.PresentNodes.Any(n => counted.Contains(n) && graph.IsUnread(n));
                    foreach (var root in graph.Roots)
                    {
                        var with = graph.Closure(Single(graph, root)).UnionWith(counted);
                        if (quota.Cost(root) != (mayAllBeExcluded ? 0 : NaiveBytes(graph, with) - NaiveBytes(graph, counted)))
                        {
                            return false;
                        }

                        quota.Take(root);
                        counted = with;
                    }

                    return bytes.Deleted(set) == NaiveBytes(graph, set)
                        && bytes.Reclaimed(set) == NaiveBytes(graph, set.ToBuilder().UnionWith(rest)) - NaiveBytes(graph, rest)
                        && Roots(graph).All(root => bytes.UniqueOf(root) == NaiveUnique(graph, root));
                },
                iter: 1_000
            );

    [Fact]
    public void Snapshots_give_back_the_graph_they_were_written_from() =>
        GraphGenerator.Manifests.Sample(
            manifests =>
            {
                using var stream = new MemoryStream();
                SnapshotWriter.Write(stream, [new SnapshotRepository(GraphText.Info, manifests)], indented: false);
                stream.Position = 0;
                return SnapshotReader.ReadGraphs(stream).Single().Fingerprint == GraphText.Build(manifests).Fingerprint;
            },
            iter: 1_000
        );

    private static string PathsOf(DigestGraph graph, NodeId node) =>
        string.Join('|', GraphPaths.Find(graph, node).Select(p => string.Join(' ', p)));

    private static bool IsPresent(DigestGraph graph, string digest) => graph.TryFind(digest, out var node) && node < graph.PresentCount;

    private static IEnumerable<NodeId> Roots(DigestGraph graph) => graph.PresentNodes.Where(graph.Roots.Contains);

    /// <summary>semantics.md#roots, word for word and slowly.</summary>
    private static bool IsRoot(DigestGraph graph, NodeId node)
    {
        var all = graph.PresentNodes.ToArray();
        bool IsPlain(NodeId n) =>
            graph.TagsOf(n).Length > 0 || (graph.Parents[n].IsEmpty && !graph.Subjects[n].ToArray().Any(s => s < graph.PresentCount));
        if (IsPlain(node))
        {
            return true;
        }

        var plain = new NodeSetBuilder(graph.PresentCount);
        foreach (var n in all.Where(IsPlain))
        {
            plain.Add(n);
        }

        if (NaiveClosure(graph, plain).Contains(node))
        {
            return false;
        }

        var keepers = all.Where(n => NaiveClosure(graph, Single(graph, n)).Contains(node)).ToArray();
        var reached = NaiveClosure(graph, Single(graph, node));
        if (keepers.Any(n => !reached.Contains(n)))
        {
            return false;
        }

        return keepers.Any(n => graph.Parents[n].IsEmpty) ? graph.Parents[node].IsEmpty : node == keepers.Min();
    }

    private static NodeSetBuilder NaiveClosure(DigestGraph graph, NodeSet seeds)
    {
        var closure = seeds.ToBuilder();
        for (var before = -1; before != closure.Count;)
        {
            before = closure.Count;
            foreach (var node in graph.PresentNodes)
            {
                if (graph.KeptBy[node].ToArray().Any(closure.Contains))
                {
                    closure.Add(node);
                }
            }
        }

        return closure;
    }

    private static bool Descends(DigestGraph graph, NodeSet within, NodeId from, NodeId to)
    {
        var seen = new HashSet<NodeId>();
        var work = new Stack<NodeId>([from]);
        while (work.TryPop(out var node))
        {
            if (node == to)
            {
                return true;
            }

            foreach (var child in graph.Children[node])
            {
                if (child < graph.PresentCount && within.Contains(child) && seen.Add(child))
                {
                    work.Push(child);
                }
            }
        }

        return false;
    }

    private static long NaiveUnique(DigestGraph graph, NodeId root)
    {
        var others = new NodeSetBuilder(graph.PresentCount);
        foreach (var other in Roots(graph).Where(r => r != root))
        {
            others.Add(other);
        }

        var reached = NaiveClosure(graph, others);
        var all = NaiveClosure(graph, Single(graph, root)).UnionWith(reached);
        return NaiveBytes(graph, all) - NaiveBytes(graph, reached) + (reached.Contains(root) ? graph.SizeOf(root) : 0);
    }

    private static long NaiveBytes(DigestGraph graph, NodeSet set)
    {
        var nodes = graph.PresentNodes.Where(set.Contains).ToArray();
        return nodes.Sum(graph.SizeOf) + nodes.SelectMany(n => graph.BlobsOf(n).ToArray()).Distinct().Sum(graph.BlobSize);
    }

    private static NodeSetBuilder Single(DigestGraph graph, NodeId node)
    {
        var set = new NodeSetBuilder(graph.PresentCount);
        set.Add(node);
        return set;
    }

    private static NodeSetBuilder Subset(DigestGraph graph, ulong bits)
    {
        var set = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            if ((bits >> node & 1) != 0)
            {
                set.Add(node);
            }
        }

        return set;
    }
}
