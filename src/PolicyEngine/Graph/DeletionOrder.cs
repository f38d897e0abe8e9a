namespace PolicyEngine.Graph;

/// <summary>The order in which manifests are deleted (semantics.md#the-digest-graph),
/// so that whoever stops midway leaves no index with a missing child. Pure.</summary>
internal static class DeletionOrder
{
    /// <summary>
    /// The condemned nodes: an index before its children always; a subject before its referrers where no chain of constraints leads back;
    /// otherwise ascending by digest. Cycles of indexes, which only made-up digests have, are broken at the smallest digest. O(n log n).
    /// </summary>
    public static NodeId[] Sort(DigestGraph graph, NodeSet condemned) => new Sorting(graph, condemned).Run();

    private sealed class Sorting
    {
        private readonly DigestGraph _graph;
        private readonly NodeSet _condemned;
        private readonly int[] _cycleOf;
        private readonly int[] _tangleOf;
        private readonly Pending[] _pending;
        private readonly PriorityQueue<NodeId, int> _free = new();
        private readonly PriorityQueue<NodeId, int> _listed = new();
        private readonly PriorityQueue<NodeId, int> _stuck = new();
        private readonly PriorityQueue<NodeId, int>[] _queues;

        public Sorting(DigestGraph graph, NodeSet condemned)
        {
            _graph = graph;
            _condemned = condemned;
            _queues = [_free, _listed, _stuck];
            _pending = new Pending[graph.PresentCount];
            var listings = new EdgeRows();
            var references = new EdgeRows();
            foreach (var node in condemned)
            {
                foreach (var child in graph.Children[node])
                {
                    if (IsCondemned(child))
                    {
                        listings.Add(node, child);
                    }
                }

                foreach (var referrer in graph.Referrers[node])
                {
                    if (condemned.Contains(referrer))
                    {
                        references.Add(node, referrer);
                    }
                }
            }

            var rest = Complement(condemned);
            _cycleOf = ComponentsOf(listings, rest);
            references.AddRange(listings);
            _tangleOf = ComponentsOf(references, rest);
        }

        public NodeId[] Run()
        {
            foreach (var node in _condemned)
            {
                Release(node, 1);
            }

            foreach (var node in _condemned)
            {
                Enqueue(node);
            }

            var order = new NodeId[_condemned.Count];
            for (var i = 0; i < order.Length; i++)
            {
                var node = Next();
                order[i] = node;
                _pending[node].IsDone = true;
                Release(node, -1);
            }

            return order;
        }

        /// <summary>Counts the constraints that a node puts on others, up or down.</summary>
        /// <remarks>
        /// Listings between different cycles of indexes and references between
        /// different tangles of both form no cycle: they are always obeyed.
        /// </remarks>
        private void Release(NodeId node, int change)
        {
            foreach (var child in _graph.Children[node])
            {
                if (IsCondemned(child))
                {
                    ref var pending = ref _pending[child];
                    ref var count = ref _cycleOf[child] == _cycleOf[node] ? ref pending.Parents : ref pending.Outer;
                    count += change;
                    EnqueueReleased(child, change);
                }
            }

            foreach (var referrer in _graph.Referrers[node])
            {
                if (_condemned.Contains(referrer))
                {
                    ref var pending = ref _pending[referrer];
                    ref var count = ref _tangleOf[referrer] == _tangleOf[node] ? ref pending.Subjects : ref pending.Outer;
                    count += change;
                    EnqueueReleased(referrer, change);
                }
            }
        }

        private void EnqueueReleased(NodeId node, int change)
        {
            if (change < 0)
            {
                Enqueue(node);
            }
        }

        /// <summary>A node waits in the best queue that its constraints allow;
        /// what it left behind in others is skipped when it comes up.</summary>
        private void Enqueue(NodeId node)
        {
            ref var pending = ref _pending[node];
            if (pending.IsDone || pending.Outer > 0)
            {
                return;
            }

            (
                pending.Parents > 0 ? _stuck
                : pending.Subjects > 0 ? _listed
                : _free
            ).Enqueue(node, node);
        }

        private NodeId Next()
        {
            foreach (var queue in _queues)
            {
                while (queue.TryDequeue(out var node, out _))
                {
                    if (!_pending[node].IsDone)
                    {
                        return node;
                    }
                }
            }

            throw new InvalidOperationException("The constraints that are always obeyed form no cycle.");
        }

        private static int[] ComponentsOf(EdgeRows edges, NodeSet rest) =>
            StronglyConnected.Components(AdjacencyList.Create(rest.Capacity, edges.Sources, edges.Targets), rest.Capacity, rest, out _);

        private bool IsCondemned(NodeId node) => node < _graph.PresentCount && _condemned.Contains(node);

        private NodeSetBuilder Complement(NodeSet set)
        {
            var rest = new NodeSetBuilder(_graph.PresentCount);
            foreach (var node in _graph.PresentNodes)
            {
                if (!set.Contains(node))
                {
                    rest.Add(node);
                }
            }

            return rest;
        }

        /// <summary>What a node still waits for: what is always obeyed, then
        /// parents on its own cycle, then subjects in its own tangle.</summary>
        private struct Pending
        {
            public int Outer;
            public int Parents;
            public int Subjects;
            public bool IsDone;
        }
    }
}
