using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Planning;

/// <summary>The findings of planning: PE4001 to PE4099.</summary>
internal static class PlanDiagnostics
{
    public static readonly DiagnosticDescriptor Incomplete = new(
        "PE4001",
        "Repository that could not be read completely",
        "{0}",
        DiagnosticSeverity.Error,
        "Something that could reveal a tag or an edge of the graph could not be read. Unknown manifests may be "
            + "needed, so nothing is deleted in this repository; the others are processed. The exit code is 3. "
            + "Fix the cause named in the message and run again."
    );

    public static readonly DiagnosticDescriptor MissingChildren = new(
        "PE4002",
        "Index with missing children",
        "{0} of the {1} of {2} {3} missing.",
        DiagnosticSeverity.Warning,
        "The index lists manifests that the registry does not have: pulls of those platforms fail already. Push "
            + "the image again, or delete the index by a rule with `state: partial` or `state: ghost`."
    );

    public static readonly DiagnosticDescriptor UnknownAge = new(
        "PE4003",
        "Image of unknown age",
        "The age of {0} is unknown: it is kept, and takes no place in any count.",
        DiagnosticSeverity.Warning,
        "None of the time sources of `age-from` gave a plausible time. Images of reproducible builds state 1970 or "
            + "1980, which does not count. On registries without push times, build with a real `created`."
    );

    public static readonly DiagnosticDescriptor Tie = new(
        "PE4004",
        "Tie that decided",
        "The rule '{0}' keeps {1} before {2} only by a tie-break: both have the same key and time.",
        DiagnosticSeverity.Info,
        "Two images were equal at the boundary of a count. The highest version among all tags decides, then "
            + "the digest, so the result is the same each time, but perhaps not what you intended."
    );

    public static readonly DiagnosticDescriptor NoGroup = new(
        "PE4005",
        "Image without a group",
        "The rule '{0}' spares {1}: it has no group of 'per'.",
        DiagnosticSeverity.Info,
        "With `per`, counts are per group. An image that has no group (no version, no match of the capture "
            + "group, no such label, or labels that were not read) is not counted and is kept."
    );

    public static readonly DiagnosticDescriptor UntaggedHidden = new(
        "PE4006",
        "Registry that hides untagged images",
        "This registry cannot list untagged manifests: only what tags lead to is known and planned, "
            + "and an untagged push that shares a part with a deleted image is not seen.",
        DiagnosticSeverity.Info,
        "The OCI distribution API lists tags only. Untagged manifests that no tag leads to are left to the "
            + "registry's garbage collection. An index that is pushed by its digest alone, without a tag, "
            + "is not seen either: if it lists a manifest that is deleted with another image, it loses "
            + "that part. Tag what is in use, or name its digest in `protect: digests`."
    );

    public static readonly DiagnosticDescriptor ProtectionSelectsNothing = new(
        "PE4007",
        "Protection that protects nothing",
        "The protection '{0}' protects nothing {1}.{2}",
        DiagnosticSeverity.Warning,
        "A protecting pattern that matches no image is the most expensive of typos. Check the "
            + "names; if the images do not exist yet, suppress the warning for that line."
    );

    public static readonly DiagnosticDescriptor RuleSelectsNothing = new(
        "PE4008",
        "Rule that selects nothing",
        "The rule '{0}' selects nothing {1}.{2}",
        DiagnosticSeverity.Warning,
        "No image of this repository matches the rule. Check its patterns, or use "
            + "`repositories` to narrow it to the repositories it is for."
    );

    public static readonly DiagnosticDescriptor PartlyMatched = new(
        "PE4009",
        "Image that is partly matched",
        "{0} is partly matched: {1} would be deleted, but {2} would be kept.",
        DiagnosticSeverity.Info,
        "An image is deleted only when all of its tags are condemned. `target: tags` removes the "
            + "condemned tags; `with-other-tags: true` deletes the image with all its tags."
    );

    public static readonly DiagnosticDescriptor LimitExceeded = new(
        "PE4010",
        "Plan over a limit",
        "{0}",
        DiagnosticSeverity.Error,
        "The limits of the policy are brakes: a plan over one of them is refused as a whole for that repository, and "
            + "the exit code is 1. If the plan is right, raise the limit in the policy, where the change is reviewed; or "
            + "allow it once by `--allow-limit` with the number of images: a larger plan is still refused."
    );

    public static readonly DiagnosticDescriptor NoPullTimes = new(
        "PE4011",
        "Condition on pulls where the registry has no pull times",
        "'{0}' needs pull times, but this registry has none.",
        DiagnosticSeverity.Error,
        "`not-pulled-for`, `pulled-within`, `most-recently-pulled`, `order-by: pulled` and `order-by: active` cannot be "
            + "evaluated here: an image that is pulled each day would look unused. Use ages, or `in-use` files."
    );

    public static readonly DiagnosticDescriptor Retained = new(
        "PE4012",
        "Image that the registry refuses to delete",
        "{0} is retained: {1}.",
        DiagnosticSeverity.Info,
        "The policy would delete the image, but the registry is known to refuse: it is locked, "
            + "or it is the last tagged version of a package. This is not a failure."
    );

    public static readonly DiagnosticDescriptor OrphansKept = new(
        "PE4013",
        "Orphaned referrers",
        "{0}; a rule with 'state: orphaned' deletes {1}.",
        DiagnosticSeverity.Info,
        "Signatures, attestations and other referrers whose subject is absent belong to nothing here. They are kept "
            + "unless a rule names their state, since some people store signatures in a separate repository."
    );

    public static readonly DiagnosticDescriptor DanglingTag = new(
        "PE4014",
        "Tag that points to nothing",
        "The tag '{0}' is listed, but its manifest is missing.",
        DiagnosticSeverity.Warning,
        "The registry lists the tag and answers 404 for it: pulls of it fail already. Push it again, or delete the tag."
    );

    public static readonly DiagnosticDescriptor Unread = new(
        "PE4015",
        "Manifest that was not read",
        "{0} {1}, so {2}.",
        DiagnosticSeverity.Warning,
        "The registry lists the manifest but does not return it. What it needs is unknown: any manifest of the "
            + "repository may be a part of it, so none is deleted. If the manifest is missing (404), pulls of it fail "
            + "already; it is kept and, while it is younger than a day and may only be late, so are the untagged "
            + "manifests that nothing else needs. Delete it manually, or push it again."
    );

    public static readonly DiagnosticDescriptor ProofFailed = new(
        "PE4016",
        "Plan that would damage what is kept",
        "The verifier found {0} parts of kept images among the deletions.",
        DiagnosticSeverity.Error,
        "This is a bug in PolicyEngine, caught by its independent check of the plan. Nothing is deleted. Please report it with a snapshot."
    );

    public static readonly DiagnosticDescriptor More = new(
        "PE4017",
        "Findings that were left out",
        "{0} of {1} {2} left out.",
        DiagnosticSeverity.Info,
        "Of each kind of finding the first 20 of a repository are listed."
    );

    public static readonly DiagnosticDescriptor UnknownSize = new(
        "PE4018",
        "Image that was not read completely",
        "{0} was not read completely: {1}.",
        DiagnosticSeverity.Warning,
        "`larger-than`, `labels` and quotas look at everything that images need, and some manifest was not read "
            + "(a size that a snapshot leaves out counts as 0). Where it matters, the image is kept: "
            + "a rule that uses such a condition, negated or not, spares it, and it takes no place; a protection protects it; "
            + "a quota counts only known bytes, so nothing is deleted because of bytes that may not exist."
    );

    public static readonly DiagnosticDescriptor PatternMatchesNothing = new(
        "PE4019",
        "Protecting pattern that matches nothing",
        "The pattern '{0}' of the protection '{1}' matches no tag here.{2}",
        DiagnosticSeverity.Warning,
        "The protection protects something, but not by this pattern, and some tags nearly match it. A "
            + "misspelt pattern protects nothing. Correct it, or suppress the warning for that line."
    );

    public static readonly DiagnosticDescriptor Perhaps = new(
        "PE4020",
        "Image that a rule may or may not select",
        "{0}: too little is known to say whether the rule '{1}' selects it, so it is {2}.",
        DiagnosticSeverity.Warning,
        "A condition of the rule needs something that was not read or is missing: the labels of an image "
            + "whose config is missing, or a platform that is not stated or stated in two ways. "
            + "Such a condition is neither true nor false, also inside `not`, `any` and `all`. A delete "
            + "rule never deletes the image, a keep rule keeps it, a protection protects it."
    );

    public static readonly DiagnosticDescriptor NoKey = new(
        "PE4021",
        "Image that an order cannot place",
        "The rule '{0}' orders by {1}, but {2} has none among its selected tags: it {3}.",
        DiagnosticSeverity.Warning,
        "`order-by: semver` needs a tag that is a semantic version (`1.2.3`, `v1.2.3-rc.1`; `1.2` and `2026.07.10` are "
            + "not), `order-by: version` a version as people write it, `order-by: { group, as }` a tag of which the group "
            + "can be read, `order-by: tag` any tag. "
            + "An image without one takes no place; a delete rule leaves it out, and a keep rule keeps it."
    );

    public static readonly DiagnosticDescriptor ProtectedPart = new(
        "PE4022",
        "Protection that keeps only a part",
        "The protection '{0}' keeps {1}, but {2}, which it is part of, is deleted.",
        DiagnosticSeverity.Warning,
        "A protection keeps what it matches and everything that needs, but not the image it is part of: "
            + "here a platform, a signature or an attestation is kept, and its image is deleted. "
            + "To keep the image, protect it by its tags, labels or digest."
    );

    public static readonly DiagnosticDescriptor DisabledRule = new(
        "PE4023",
        "Disabled rule whose images are kept",
        "The rule '{0}' is disabled: {1} that it selects {2} kept, although 'unmatched: delete' would delete {3}.",
        DiagnosticSeverity.Warning,
        "A rule with `enabled: false` does nothing, and what only it selects is not "
            + "`unmatched` either. Enable or remove the rule to decide about these images."
    );

    public static readonly DiagnosticDescriptor NearlyVersion = new(
        "PE4024",
        "Tags that are versions only for 'version'",
        "'{0}' goes by 'semver', but {1} only for 'version': {2}.",
        DiagnosticSeverity.Warning,
        "A semantic version is `MAJOR.MINOR.PATCH`, perhaps with `v` before it and a pre-release "
            + "after it. `1.2`, `v3`, `1.2.3.4`, `2026.07.10` (a leading zero), `app-1.4.0` and Helm's "
            + "`1.2.3_build.5` are not, so `semver` does not match them. "
            + "`version` reads versions as people write them, and tells flavours such as `alpine` from "
            + "pre-releases: `tags: { version: \"*\" }`, `order-by: version`, `per: version.minor`."
    );

    public static readonly DiagnosticDescriptor FlavourOutranks = new(
        "PE4025",
        "Flavour that outranks a release",
        "The rule '{0}' ranks {1} before the release {2}: in semantic versions what follows the hyphen is a pre-release.",
        DiagnosticSeverity.Warning,
        "`1.2.5-alpine` is a pre-release of 1.2.5 for semver, and higher than 1.2.4. Count flavours separately: "
            + "use `version` in the place of `semver`, which does so by itself; or a `regex` with a capture group for "
            + "the flavour, and `per` with the name of the group; or add `semver: stable`."
    );

    public static readonly DiagnosticDescriptor PrefixedSignature = new(
        "PE4026",
        "Signature under a tag with a prefix",
        "The tag '{0}' looks like a signature of {1}, but has a prefix: it counts as an image here, and is deleted although {1} is kept.",
        DiagnosticSeverity.Warning,
        "Only `sha256-<hex>` and cosign's `sha256-<hex>.sig`, `.att` and `.sbom` attach a manifest to an image. With a "
            + "prefix the tag is like any other. Protect such tags by a pattern, such as `tags: \"*-sha256-*\"`."
    );

    public static readonly DiagnosticDescriptor NarrowedToNothing = new(
        "PE4027",
        "Rule that applies to no planned repository",
        "The rule '{0}' applies to no repository of this plan: {1}.{2}",
        DiagnosticSeverity.Warning,
        "`repositories` narrows a rule. This one matches none of the planned repositories that its policy "
            + "applies to, so it neither keeps nor deletes anything. Names are written in full, "
            + "without the registry, and spelled as in the registry: `acme/web`, not `web` and not "
            + "`ghcr.io/acme/web`. If the plan was made for some of the targets only, this may be fine."
    );

    public static readonly DiagnosticDescriptor OpenReference = new(
        "PE4030",
        "Reference that does not determine an image",
        "{0}: '{1}' {2} is protected.",
        DiagnosticSeverity.Warning,
        "The reference contains a variable, a template or a version range whose value is not in the file, or the digest "
            + "is shortened. Write out the tag or the digest, or list what runs with `refs`, to protect only that."
    );

    public static readonly DiagnosticDescriptor InUseUnknown = new(
        "PE4031",
        "Unknown use",
        "{0}",
        DiagnosticSeverity.Error,
        "A file that `in-use` names is missing or cannot be read, contains something that is not an image reference, or "
            + "names no image at all; or no file matches a pattern. That is what a failed command leaves behind "
            + "(`kubectl … > running-images.txt`), so nothing is deleted where the protection applies, and the exit code is "
            + "3; other repositories are planned. If really nothing is in use, write `allow-empty: true` "
            + "beside `files` or `refs`: then patterns without files and files without "
            + "references are accepted, but a file that is named must exist."
    );

    public static readonly DiagnosticDescriptor FactsUnknown = new(
        "PE4040",
        "Unknown facts",
        "{0}",
        DiagnosticSeverity.Error,
        "A rule or a protection goes by facts of git or GitHub, and the source failed, gave only a part, or is empty. "
            + "Which images are still needed is then unknown, so nothing is deleted where it applies, and the exit code is 3; "
            + "other repositories are planned. `policyengine facts` shows what is found. If a source is "
            + "really empty, write `allow-empty: true` in its mapping under `facts`."
    );

    public static readonly DiagnosticDescriptor BasesUnknown = new(
        "PE4100",
        "Unknown bases",
        "{0}",
        DiagnosticSeverity.Error,
        "A protection keeps what kept images are based on (`base-of-kept`), and a repository of the run could not be read "
            + "completely. Its images may be based on any other, so nothing is deleted where the protection applies, and the exit "
            + "code is 3. Fix what keeps that repository from being read, or leave it out of the run."
    );

    public static readonly DiagnosticDescriptor BaseUnread = new(
        "PE4101",
        "Image whose base is unknown",
        "{0} is kept and {1}, so any image may be its base: all are protected by '{2}'.",
        DiagnosticSeverity.Warning,
        "A protection keeps what kept images are based on (`base-of-kept`). What an image names as its base stands in its manifest "
            + "and in its config, and what it was built of in its provenance. While one is kept whose manifest was not read, or whose "
            + "provenance is more than what is read of it (16 statements of 8 MiB and 100,000 digests for each manifest, 1,000,000 digests "
            + "for each repository), its base is unknown."
    );

    public static readonly DiagnosticDescriptor NeedsOwnApi = new(
        "PE4050",
        "Registry that refuses deletion through the distribution API",
        "{0} refuses deletion through '/v2', so 'apply' cannot carry out this plan: only {1} can delete here.",
        DiagnosticSeverity.Warning,
        "The provider `oci` deletes by the OCI distribution API. Amazon ECR and Docker Hub serve images by it, but "
            + "refuse to delete. The plan lists what would be deleted; delete it with the registry's own API."
    );

    public static readonly DiagnosticDescriptor MayNotUntag = new(
        "PE4051",
        "Registry that may not be able to untag",
        "Not every registry can remove {0}: CNCF Distribution (docker-registry) before 3.0 refuses it, and then {1}.",
        DiagnosticSeverity.Info,
        "`target: tags` removes tags from images that are kept. The distribution API lets registries "
            + "refuse that, which only shows when it is tried, and a plan never tries. "
            + "If the registry refuses, the tag is kept and the report says so; `target: images` only deletes whole images."
    );

    public static readonly DiagnosticDescriptor BoundSubject = new(
        "PE4070",
        "Subject that is kept for its referrer",
        "{0} is kept, since {1}, which refers to it, is kept: {2} deletes referrers with their subject.",
        DiagnosticSeverity.Info,
        "Harbor and Azure Container Registry delete an image with everything that has it as its `subject`. Where a "
            + "signature or another referrer is protected, kept or young, deleting its subject would delete it too, "
            + "so the subject is kept. Let the same rule or protection decide about both, or remove the protection of the referrer."
    );

    public static readonly DiagnosticDescriptor CountsReads = new(
        "PE4071",
        "Registry that counts reading as pulling",
        "{0} counts each manifest that is read as a pull, which renews the pull times that its own rules use.",
        DiagnosticSeverity.Info,
        "Tags are resolved by HEAD, which does not count, and each manifest is read once; what is in the cache "
            + "is not read again. With a cache that is kept between runs, only new images are read. "
            + "Amazon ECR can ignore the pulls of a role (a pull time update exclusion)."
    );

    public static readonly DiagnosticDescriptor UntagRefused = new(
        "PE4072",
        "Registry that does not untag",
        "This registry recently refused to untag an image: {0} that a rule would remove {1} kept.",
        DiagnosticSeverity.Warning,
        "The cache remembers for seven days that a registry refused to remove a tag from an image that is kept, as "
            + "CNCF Distribution (docker-registry) before 3.0 does. During that time no plan includes it. "
            + "After an update of the registry, run with another `--cache`, or wait. `target: images` only deletes whole images."
    );

    public static readonly DiagnosticDescriptor SetAside = new(
        "PE4080",
        "Policy that is written for other repositories",
        "The policy '{0}' is not applied: its targets ({1}) do not include this repository.",
        DiagnosticSeverity.Info,
        "`--target` replaces the targets of a single policy. Of several policies, as in a folder, "
            + "one whose own targets do not include the repository does not apply to it: neither its "
            + "rules nor its protections, except for digests that are in use. "
            + "Policies without targets apply everywhere. `--all-policies` applies all of them."
    );

    public static readonly DiagnosticDescriptor NamedMissing = new(
        "PE4081",
        "Digest that is named but missing",
        "{0} names {1}, which is not in this repository.",
        DiagnosticSeverity.Warning,
        "A policy keeps the image with this digest, by `digests` or because it is in use, but the "
            + "repository does not have it. It may have been deleted already, or the digest has a typo, "
            + "and the intended image is not kept. On registries that list only tags, "
            + "the digests that policies name are requested one by one."
    );

    public static readonly DiagnosticDescriptor NamedUnasked = new(
        "PE4082",
        "Digest that a snapshot cannot show",
        "{0} names {1}, but a snapshot of this registry cannot show whether it exists.",
        DiagnosticSeverity.Error,
        "The registry lists only tags, so a snapshot contains an untagged image only if a tag leads to it. If an image "
            + "is kept by its digest, what it shares with others must be kept as well, and the snapshot does not "
            + "show what that is: nothing is deleted, and the exit code is 3. Plan from the "
            + "registry, without `--snapshot`: then the digest is requested."
    );

    public static readonly DiagnosticDescriptor UntaggedTakePlaces = new(
        "PE4090",
        "Untagged images that take the places of tagged ones",
        "The rule '{0}' counts tagged and untagged images together: {1} among those that it spares, and {2}.",
        DiagnosticSeverity.Warning,
        "A rule without a condition on tags counts untagged images too, and each of them takes a "
            + "place. What moved tags leave behind then displaces images that have a tag. "
            + "Count them separately: `match: { tagged: true }` with the count, and a rule with `match: { tagged: false }` and an age."
    );

    public static readonly DiagnosticDescriptor UnreadableEnd = new(
        "PE4036",
        "Stated end that cannot be read",
        "{0} states '{1}' in '{2}', which is not an end: {3} cannot say whether it has expired.",
        DiagnosticSeverity.Warning,
        "`expired` reads a duration (`12h`, `7d`, `2w`, `1h30m`), a time of RFC 3339 (`2026-06-01T12:00:00Z`), a date "
            + "(`2026-06-01`, its end in UTC), or `never`. Any other value is unknown: a delete rule never deletes the image. "
            + "Correct the label or annotation where the image is built."
    );

    public static readonly DiagnosticDescriptor Announced = new(
        "PE4120",
        "Deletion that is announced",
        "{0} {1} to be {2} {3} by '{4}', unless that changes for {5} until then: {6}.",
        DiagnosticSeverity.Info,
        "`settings.announce` and `run --rehearse DAYS` announce deletions before they are carried out. An image is deleted when the "
            + "same rule has condemned it in every run since it was announced. "
            + "To keep it, protect it or change the rule. A notice file that is lost, damaged, or from a time to come begins again."
    );

    public static readonly DiagnosticDescriptor NoticeUnusable = new(
        "PE4121",
        "Notice that cannot be used",
        "{0}",
        DiagnosticSeverity.Error,
        "Deletions are announced, and the notice is kept in the repository (`--notice registry`), but could not be read or written there. "
            + "Nothing is deleted in this repository; others are planned. The tag `policyengine-notice` is for the notice alone: "
            + "give an image that has it another one, or keep the notice in a file (`--notice FILE`)."
    );

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        Incomplete,
        MissingChildren,
        UnknownAge,
        Tie,
        NoGroup,
        UntaggedHidden,
        ProtectionSelectsNothing,
        RuleSelectsNothing,
        PartlyMatched,
        LimitExceeded,
        NoPullTimes,
        Retained,
        OrphansKept,
        DanglingTag,
        Unread,
        ProofFailed,
        More,
        UnknownSize,
        PatternMatchesNothing,
        Perhaps,
        NoKey,
        ProtectedPart,
        DisabledRule,
        NearlyVersion,
        FlavourOutranks,
        PrefixedSignature,
        NarrowedToNothing,
        OpenReference,
        InUseUnknown,
        FactsUnknown,
        BasesUnknown,
        BaseUnread,
        NeedsOwnApi,
        MayNotUntag,
        BoundSubject,
        CountsReads,
        UntagRefused,
        SetAside,
        NamedMissing,
        NamedUnasked,
        UntaggedTakePlaces,
        UnreadableEnd,
        Announced,
        NoticeUnusable,
    ];
}
