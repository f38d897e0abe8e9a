using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyEngine.InUse;

/// <summary>References in the structure of YAML and JSON: values of <c>image</c>
/// keys, and Helm's and Kustomize's images in several keys.</summary>
internal static class StructuredReferences
{
    private const int MaxDepth = 200;

    /// <summary>Walks all documents of a text; false where it is not YAML to the end. What was found until then stays found.</summary>
    public static bool TryCollect(TextReader text, ReferenceBag bag)
    {
        try
        {
            var walk = new Walk(bag);
            var parser = new Parser(text);
            while (parser.MoveNext())
            {
                if (parser.Current is { } current && !walk.Take(current))
                {
                    return false;
                }
            }

            return walk.SawMapping;
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // YamlDotNet throws the latter two for some broken texts. A template or a Dockerfile is read by its lines instead.
            return false;
        }
    }

    private sealed class Walk(ReferenceBag bag)
    {
        private readonly Stack<Frame> _open = new();
        private readonly Dictionary<string, Frame> _anchors = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _scalars = new(StringComparer.Ordinal);

        public bool SawMapping { get; private set; }

        public bool Take(ParsingEvent current)
        {
            switch (current)
            {
                case DocumentStart:
                    _anchors.Clear();
                    _scalars.Clear();
                    break;
                case MappingStart start:
                    SawMapping = true;
                    Open(start, isMapping: true);
                    break;
                case SequenceStart start:
                    Open(start, isMapping: false);
                    break;
                case MappingEnd or SequenceEnd:
                    Close();
                    break;
                case AnchorAlias alias:
                    TakeAlias(alias);
                    break;
                case Scalar scalar:
                    if (!scalar.Anchor.IsEmpty)
                    {
                        _scalars[scalar.Anchor.Value] = scalar.Value;
                    }

                    TakeScalar(scalar.Value, (int)scalar.Start.Line);
                    break;
            }

            return _open.Count <= MaxDepth;
        }

        private void Open(NodeEvent start, bool isMapping)
        {
            var frame = new Frame(isMapping, _open.TryPeek(out var parent) ? parent.TakeKey() : "");
            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor.Value] = frame;
            }

            _open.Push(frame);
        }

        private void Close()
        {
            var frame = _open.Pop();
            if (frame.IsMapping)
            {
                ImageKeys.Collect(frame.Values, frame.Key, bag);
                if (frame.Key == ChartKeys.Reference && _open.TryPeek(out var parent))
                {
                    foreach (var (name, value) in frame.Values)
                    {
                        parent.Values.TryAdd($"{ChartKeys.Reference}.{name}", value);
                    }
                }
            }
        }

        private void TakeAlias(AnchorAlias alias)
        {
            if (_scalars.TryGetValue(alias.Value.Value, out var text))
            {
                TakeScalar(text, (int)alias.Start.Line);
            }
            else if (_open.TryPeek(out var frame))
            {
                var key = frame.TakeKey();
                if (_anchors.TryGetValue(alias.Value.Value, out var anchored) && (key == "<<" || frame.Key == "<<"))
                {
                    Merge(frame, anchored);
                }
            }
        }

        /// <summary>A merge key gives what the mapping does not have itself; what comes later overrides it.</summary>
        private void Merge(Frame frame, Frame anchored)
        {
            var mapping = frame.IsMapping ? frame : _open.Skip(1).FirstOrDefault();
            foreach (var (name, value) in anchored.Values)
            {
                mapping?.Values.TryAdd(name, value);
            }
        }

        private void TakeScalar(string value, int line)
        {
            if (!_open.TryPeek(out var frame))
            {
                return;
            }

            if (frame.IsMapping)
            {
                frame.TakeKeyOrValue(value, line);
            }
            else if (ImageKeys.HoldsImages(frame.Key))
            {
                ImageKeys.AddValue(value, line, bag);
            }
        }
    }

    private sealed class Frame(bool isMapping, string key)
    {
        private string? _pending;

        public bool IsMapping { get; } = isMapping;

        /// <summary>The key that the node is the value of; that of the list for its items.</summary>
        public string Key { get; } = key;

        public Dictionary<string, (string Text, int Line)> Values { get; } = new(StringComparer.Ordinal);

        /// <summary>The key whose value begins; of a list, its own.</summary>
        public string TakeKey()
        {
            if (!IsMapping)
            {
                return Key;
            }

            var taken = _pending ?? "";
            // A mapping as a key has no name of its own, yet its value must not be taken for the next key.
            _pending = _pending is null ? "" : null;
            return taken;
        }

        public void TakeKeyOrValue(string text, int line)
        {
            if (_pending is null)
            {
                _pending = text;
            }
            else
            {
                Values[_pending] = (text, line);
                _pending = null;
            }
        }
    }
}
