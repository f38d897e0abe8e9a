using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>What the keys of one mapping say about images.</summary>
internal static class ImageKeys
{
    /// <summary>Whether a key's value is an image: <c>image</c>, <c>baseImage</c>,
    /// <c>runner_image</c>, a workflow's <c>container</c>; or a list of them: <c>images</c>.</summary>
    public static bool HoldsImages(string key) =>
        key == "container"
        || key.EndsWith("image", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("images", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the references of one mapping.</summary>
    /// <param name="values">The mapping's scalars by key.</param>
    /// <param name="key">The key that the mapping is the value of.</param>
    /// <param name="bag">Takes them.</param>
    public static void Collect(IReadOnlyDictionary<string, (string Text, int Line)> values, string key, ReferenceBag bag)
    {
        var isChart = ChartKeys.TryCollect(values, key, bag);
        var tag = Find(values, "tag", "newTag", "imageTag");
        var digest = Find(values, "digest", "imageDigest", "sha");
        foreach (var (name, (text, line)) in values)
        {
            if (HoldsImages(name))
            {
                AddParts(null, text, tag, digest, line, bag);
            }
        }

        if (isChart)
        {
            return;
        }

        // Helm: repository, tag, digest and perhaps registry. Kustomize: name or newName, newTag, digest.
        var isKustomize =
            values.ContainsKey("newTag") || values.ContainsKey("newName") || (values.ContainsKey("digest") && values.ContainsKey("name"));
        if (values.TryGetValue("newName", out var newName) && tag is null && digest is null && !HasDetail(newName.Text))
        {
            // The tag is that of the resource, which is in another file.
            bag.AddPattern($"{newName.Text} (newName without newTag)", $"{Variable.ToPattern($"{newName.Text}:*")}", newName.Line);
            return;
        }

        var repository = Find(values, "repository") ?? (isKustomize ? Find(values, "newName", "name") : null);
        if (repository is { } found && (tag is not null || digest is not null || HoldsImages(key)))
        {
            AddParts(Find(values, "registry")?.Text, found.Text, tag, digest, found.Line, bag);
        }
    }

    /// <summary>Takes the value of an image's key: a whole reference.</summary>
    public static void AddValue(string text, int line, ReferenceBag bag) => AddParts(null, text, null, null, line, bag);

    private static void AddParts(
        string? registry,
        string name,
        (string Text, int Line)? tag,
        (string Text, int Line)? digest,
        int line,
        ReferenceBag bag
    )
    {
        var text = name.Trim();
        if (!string.IsNullOrWhiteSpace(registry) && !ImageReferenceText.HasRegistry(text))
        {
            text = $"{registry.Trim().TrimEnd('/')}/{text.TrimStart('/')}";
        }

        // An empty tag is Helm's "the chart's version": nobody can tell it from here.
        if (tag is { Text: "" } && !HasDetail(text) && digest is not { Text.Length: > 0 })
        {
            bag.AddOpen($"{text}:{{{{ .Chart.AppVersion }}}}", tag.Value.Line);
            return;
        }

        if (!HasDetail(text))
        {
            text += tag is { Text.Length: > 0 } t ? ":" + t.Text.Trim() : "";
            text += digest is { Text.Length: > 0 } d ? "@" + WithAlgorithm(d.Text.Trim()) : "";
        }

        if (Variable.Contains(text))
        {
            bag.AddOpen(text, line);
        }
        else
        {
            bag.Add(text, line);
        }
    }

    private static (string Text, int Line)? Find(
        IReadOnlyDictionary<string, (string Text, int Line)> values,
        params ReadOnlySpan<string> names
    )
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    // A colon inside a variable, as in ${TAG:-v1}, begins no tag.
    private static bool HasDetail(string name) => Plain(name) is var plain && HasPlainDetail(plain);

    private static string Plain(string name) => Variable.Contains(name) ? Variable.Mask(name) : name;

    private static bool HasPlainDetail(string name) =>
        name.Contains('@', StringComparison.Ordinal) || name.LastIndexOf(':') > name.LastIndexOf('/');

    private static string WithAlgorithm(string digest) =>
        digest.Length == 64 && !digest.Contains(':', StringComparison.Ordinal) ? "sha256:" + digest : digest;
}
