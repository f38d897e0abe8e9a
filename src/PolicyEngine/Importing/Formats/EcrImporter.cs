using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>ECR: the first rule, by priority, whose tagging requirements an image
/// meets decides it; lower ones still rank it. That is <c>first-rule</c>.</summary>
internal sealed class EcrImporter : PolicyImporter
{
    /// <inheritdoc/>
    public override string Name => "ecr";

    /// <inheritdoc/>
    public override string Title => "an Amazon ECR lifecycle policy";

    private protected override void Read(string text, PolicyDraft draft)
    {
        var root = ImportObject.Of(ImportObject.Parse(text), "");
        if (root.Text("lifecyclePolicyText") is { } inner)
        {
            // What 'aws ecr get-lifecycle-policy' answers.
            root = ImportObject.Of(ImportObject.Parse(inner), "");
        }

        if (!root.Has("rules"))
        {
            throw new ImportException("It is not an ECR lifecycle policy: it has no 'rules'.");
        }

        draft.Setting("precedence: first-rule");
        draft.Differ(
            "ECR counts and expires platforms and attestations of an image as images of their own; here "
                + "they belong to the image that lists them, so limits on counts are reached later."
        );
        foreach (var rule in root.Objects("rules").OrderBy(r => r.Count("rulePriority") ?? int.MaxValue))
        {
            Read(rule, draft);
        }

        draft.DifferUnread(root);
    }

    private static void Read(ImportObject source, PolicyDraft draft)
    {
        var priority = source.Count("rulePriority");
        var description = source.Text("description");
        var selection = source.Object("selection") ?? throw ImportObject.Wrong(source.At("selection"), "an object");
        var action = source.Object("action");
        var type = action?.Text("type");
        var tagStatus = selection.Text("tagStatus");
        var name = description is { Length: > 0 } ? description : FormattableString.Invariant($"rule {priority ?? draft.RuleCount + 1}");
        var rule =
            type == "expire" && selection.Text("storageClass") is null or "standard" ? draft.Delete(name, shields: true) : draft.Keep(name);
        rule.Description = description;
        rule.Original = source.Written;
        var isDoubtful = false;
        foreach (var problem in ReadTags(selection, tagStatus, rule))
        {
            isDoubtful = true;
            rule.Doubt(problem);
        }

        if (rule.Keeps && !isDoubtful)
        {
            selection.Ignore("countType", "countNumber", "countUnit", "storageClass");
            action?.Ignore("targetStorageClass");
            rule.Doubt($"The rule {priority} moves images to or out of an archive, which no registry but ECR has.");
            return;
        }

        if (isDoubtful)
        {
            return;
        }

        ReadCount(selection, rule);
        if (tagStatus != "untagged")
        {
            // ECR expires the whole image, whatever other tags it carries.
            rule.Criteria.Add("with-other-tags: true");
        }

        selection.Ignore("storageClass");
        rule.DoubtUnread(selection);
        if (action is not null)
        {
            rule.DoubtUnread(action);
        }

        rule.DoubtUnread(source);
    }

    private static IEnumerable<string> ReadTags(ImportObject selection, string? tagStatus, DraftRule rule)
    {
        var patterns = selection.Texts("tagPatternList").Concat(selection.Texts("tagPrefixList").Select(p => p + "*")).ToArray();
        switch (tagStatus)
        {
            case "any":
                break;
            case "untagged":
                rule.Match.Add("tagged: false");
                break;
            case "tagged" when patterns.Length > 0 && patterns.All(p => ImportPatterns.Stars(p) is not null):
                rule.Match.Add(patterns.Length == 1 ? YamlText.Tags(patterns) : $"tags: {{ every-pattern: {YamlText.List(patterns)} }}");
                break;
            case "tagged":
                rule.Match.Add("tagged: true");
                yield return $"'{selection.At("tagPatternList")}' is empty, or has a pattern that cannot be translated.";
                break;
            default:
                yield return $"'{selection.At("tagStatus")}' is not supported: '{tagStatus}'.";
                break;
        }
    }

    private static void ReadCount(ImportObject selection, DraftRule rule)
    {
        var (countType, number, unit) = (selection.Text("countType"), selection.Count("countNumber"), selection.Text("countUnit"));
        switch (countType)
        {
            case "imageCountMoreThan" when number is { } count && unit is null:
                rule.Criteria.Add(FormattableString.Invariant($"except-newest: {count}"));
                break;
            case "sinceImagePushed" when number is { } days && unit is null or "days":
                rule.Criteria.Add($"older-than: {ImportDuration.Days(number!.Value)}");
                break;
            default:
                rule.Doubt($"'{selection.At("countType")}' is not supported: '{countType}' of '{number}' '{unit}'.");
                break;
        }
    }
}
