using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>The diagnostics of policy tests: PE6001 to PE6099.</summary>
internal static class PolicyTestDiagnostics
{
    public static readonly DiagnosticDescriptor NotATestFile = new(
        "PE6001",
        "File without tests",
        "A policy test is a mapping with 'policy' and 'tests', not {0}.",
        DiagnosticSeverity.Error,
        "A `*.policytest.yaml` file names the policy that it tests (`policy: web.yaml`) and "
            + "has a list of `tests`, each with `name`, `images` and `expect`."
    );

    public static readonly DiagnosticDescriptor BadTime = new(
        "PE6002",
        "Time that cannot be read",
        "'{0}' must be {1}, not {2}.{3}",
        DiagnosticSeverity.Error,
        "Times of images are ages such as `40d ago` or `1w 2d ago`, `now`, or dates such as "
            + "`2026-01-31` and `2026-01-31T12:00:00Z` (UTC where no offset is given)."
    );

    public static readonly DiagnosticDescriptor UnknownImage = new(
        "PE6003",
        "Expectation about an unknown image",
        "'{0}' is not an image of this test.{1}",
        DiagnosticSeverity.Error,
        "Expectations name images by `id`, by tag, or by full digest; children created by "
            + "`platforms` by the image's name and the platform: `app linux/amd64`. "
            + "An expectation with a misspelt name would never be checked."
    );

    public static readonly DiagnosticDescriptor NameTaken = new(
        "PE6004",
        "Name that two images have",
        "'{0}' already names another image of this test.",
        DiagnosticSeverity.Error,
        "A tag points to one image at a time, and expectations, children and subjects "
            + "refer to images by ids and tags: each name belongs to one image."
    );

    public static readonly DiagnosticDescriptor UnreadableFile = new(
        "PE6005",
        "File of a test that cannot be read",
        "'{0}' cannot be read: {1}.",
        DiagnosticSeverity.Error,
        "Paths of policies and snapshots are relative to the test file."
    );

    public static readonly DiagnosticDescriptor BrokenPolicy = new(
        "PE6006",
        "Policy under test that has errors",
        "The policy '{0}' has errors, so it cannot be tested.",
        DiagnosticSeverity.Error,
        "A policy with errors has no meaning, so no expectation can be checked. Its diagnostics are listed with those of the test file."
    );

    public static readonly DiagnosticDescriptor NoFixture = new(
        "PE6007",
        "Test without one repository",
        "The test '{0}' needs either 'images' or 'snapshot'.",
        DiagnosticSeverity.Error,
        "A test covers one repository: made from `images` of a few lines each, or read from a snapshot (`snapshot: file.json`), not both."
    );

    public static readonly DiagnosticDescriptor UnknownRepository = new(
        "PE6008",
        "Repository that the snapshot does not contain",
        "{0}",
        DiagnosticSeverity.Error,
        "`repository` selects a repository of the snapshot; it may be omitted if the snapshot contains only one."
    );

    public static readonly DiagnosticDescriptor NotCovered = new(
        "PE6009",
        "Repository that no policy applies to",
        "No policy of this test applies to '{0}'.",
        DiagnosticSeverity.Error,
        "The targets of the policy do not cover the repository of the test, so nothing "
            + "would be decided. Name one that they cover: `repository: acme/web`."
    );

    public static readonly DiagnosticDescriptor Cycle = new(
        "PE6010",
        "Children that form a circle",
        "The children of '{0}' lead back to it: {1}.",
        DiagnosticSeverity.Error,
        "An index contains the digests of its children, so it cannot be a descendant of itself. Only a `subject` can close a circle."
    );

    public static readonly DiagnosticDescriptor NoNow = new(
        "PE6011",
        "Test without 'now'",
        "The test '{0}' has dates but no 'now'.",
        DiagnosticSeverity.Error,
        "Ages are measured at `now`, set for the whole file or for one test. It may be omitted only if all times are ages (`40d ago`)."
    );

    public static readonly DiagnosticDescriptor ProbablyMisspelt = new(
        "PE6012",
        "Reference to an absent image",
        "'{0}' is not an image of this test, so it counts as missing.{1}",
        DiagnosticSeverity.Warning,
        "A child or subject that is not an image of the test counts as missing, as in a "
            + "registry that has lost it. Here an image has nearly the same name."
    );

    public static readonly DiagnosticDescriptor WrongKind = new(
        "PE6013",
        "Kind that contradicts the image",
        "'{0}' contradicts '{1}'.",
        DiagnosticSeverity.Error,
        "An image with children or platforms is an index, one with an artifact type an artifact."
    );

    public static readonly DiagnosticDescriptor UnknownRule = new(
        "PE6014",
        "Reason that is not a rule",
        "'{0}' is not a rule or protection of the policy.{1}",
        DiagnosticSeverity.Error,
        "`because` names for each image the rule or protection that decides about "
            + "it, or the setting: `settings.grace`, `settings.unmatched`. "
            + "Protections without an id are called `protect-1`, `protect-2`, … by position."
    );

    public static readonly DiagnosticDescriptor Contradiction = new(
        "PE6015",
        "Expectations that exclude each other",
        "'{0}' cannot be both in '{1}' and in '{2}'.",
        DiagnosticSeverity.Error,
        "An image is deleted, kept, or retained by the registry: one of them."
    );

    public static readonly DiagnosticDescriptor NothingExpected = new(
        "PE6016",
        "Test that expects nothing",
        "The test '{0}' expects nothing.",
        DiagnosticSeverity.Error,
        "A test without an expectation cannot fail. Say what is deleted or kept: `expect: { delete: [pr-1], keep: [v1.0.0] }`."
    );

    public static readonly DiagnosticDescriptor SameName = new(
        "PE6017",
        "Two tests with the same name",
        "Another test of this file has the name '{0}' too.",
        DiagnosticSeverity.Warning,
        "Reports name tests by file and name, so two with the same name cannot be told apart."
    );

    public static readonly DiagnosticDescriptor UnknownFinding = new(
        "PE6018",
        "Finding that does not exist",
        "'{0}' is not a plan finding.{1}",
        DiagnosticSeverity.Error,
        "`findings` lists ids of diagnostics that planning reports, such as `PE4007`."
    );

    public static readonly DiagnosticDescriptor NotATag = new(
        "PE6019",
        "Untagging of something that is not a tag",
        "'{0}' is not a tag of this test.{1}",
        DiagnosticSeverity.Error,
        "`untag` lists tags that are removed from images that are kept."
    );

    public static readonly DiagnosticDescriptor Failed = new(
        "PE6020",
        "Expectation that does not hold",
        "{0}",
        DiagnosticSeverity.Error,
        "The policy decides otherwise than the test expects. The report shows the rule that decided, its place, and what it counted."
    );

    public static readonly DiagnosticDescriptor NotExercised = new(
        "PE6021",
        "Rule that no test exercises",
        "No test exercises the {0} '{1}'.",
        DiagnosticSeverity.Warning,
        "A rule or protection is exercised when it decides about an image that an "
            + "expectation names. With `--require-coverage` each one needs such a test."
    );

    public static readonly DiagnosticDescriptor BadReference = new(
        "PE6022",
        "Text that is not an image reference",
        "'{0}' is not an image reference.",
        DiagnosticSeverity.Error,
        "`in-use` lists what the files of the policy's `in-use` protections would name: "
            + "`ghcr.io/acme/web:v1.0.0`, or with a digest `ghcr.io/acme/web@sha256:…`."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotATestFile,
        BadTime,
        UnknownImage,
        NameTaken,
        UnreadableFile,
        BrokenPolicy,
        NoFixture,
        UnknownRepository,
        NotCovered,
        Cycle,
        NoNow,
        ProbablyMisspelt,
        WrongKind,
        UnknownRule,
        Contradiction,
        NothingExpected,
        SameName,
        UnknownFinding,
        NotATag,
        Failed,
        NotExercised,
        BadReference,
    ];
}
