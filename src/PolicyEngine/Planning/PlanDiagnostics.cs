using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Planning;

/// <summary>The findings of planning: PE4001 to PE4099.</summary>
internal static class PlanDiagnostics
{
    public static readonly DiagnosticDescriptor Incomplete = new(
        "PE4001", "Repository that could not be read whole", "{0}", DiagnosticSeverity.Error,
        "Something that could reveal a tag or an edge of the graph could not be read. What is unknown may be needed, so nothing is deleted in this repository; the others go on. The exit code is 3. "
        + "Run again when the cause that the message names is gone.");

    public static readonly DiagnosticDescriptor MissingChildren = new(
        "PE4002", "Index with missing children", "{0} of the {1} of {2} {3} missing.", DiagnosticSeverity.Warning,
        "The index lists manifests that the registry does not have: pulls of those platforms fail already. Push the image again, or delete the index by a rule with `state: partial` or `state: ghost`.");

    public static readonly DiagnosticDescriptor UnknownAge = new(
        "PE4003", "Image of unknown age", "The age of {0} is unknown: it is kept, and takes up no place in any count.", DiagnosticSeverity.Warning,
        "None of the time sources of `age-from` gave a plausible time. Images of reproducible builds state 1970 or 1980, which does not count. On registries without push times, build with a real `created`.");

    public static readonly DiagnosticDescriptor Tie = new(
        "PE4004", "Tie that decided", "The rule '{0}' keeps {1} before {2} only by a tie-break: both have the same key and time.", DiagnosticSeverity.Info,
        "Two images were equal at the boundary of a count. The highest version among all tags decides, then the digest, so the result is the same each time, but perhaps not what you meant.");

    public static readonly DiagnosticDescriptor NoGroup = new(
        "PE4005", "Image without a group", "The rule '{0}' spares {1}: none of its selected tags has a group of 'per'.", DiagnosticSeverity.Info,
        "With `per`, counts are per group. An image whose tags give no group (no version, no match of the capture group) is not counted and stays.");

    public static readonly DiagnosticDescriptor UntaggedHidden = new(
        "PE4006", "Registry that hides untagged images", "This registry cannot list untagged manifests: only what tags lead to is known and planned, and an untagged push that shares a part with what goes is not seen.", DiagnosticSeverity.Info,
        "The OCI distribution API lists tags only. Untagged manifests that no tag leads to are left to the registry's own garbage collection. An index that is pushed by its digest alone, without a tag, "
        + "is not seen either: where it lists a manifest that goes with another image, it loses that part. Give what is in use a tag, or name its digest in `protect: digests`.");

    public static readonly DiagnosticDescriptor ProtectionSelectsNothing = new(
        "PE4007", "Protection that protects nothing", "The protection '{0}' protects nothing {1}.{2}", DiagnosticSeverity.Warning,
        "A protecting pattern that matches no image is the most expensive typing error there is. Check the names; where the images are yet to come, suppress the warning for that line.");

    public static readonly DiagnosticDescriptor RuleSelectsNothing = new(
        "PE4008", "Rule that selects nothing", "The rule '{0}' selects nothing {1}.{2}", DiagnosticSeverity.Warning,
        "No image of this repository matches the rule. Check its patterns, or narrow it with `repositories` to where it belongs.");

    public static readonly DiagnosticDescriptor PartlyMatched = new(
        "PE4009", "Image that is partly matched", "{0} is partly matched: {1} would go, but {2} would stay.", DiagnosticSeverity.Info,
        "An image goes only when all of its tags are dropped. `target: tags` takes the condemned tags off; `with-other-tags: true` deletes the image with all its tags.");

    public static readonly DiagnosticDescriptor LimitExceeded = new(
        "PE4010", "Plan over a limit", "{0}", DiagnosticSeverity.Error,
        "The limits of the policy are brakes: a plan over one of them is refused as a whole for that repository, and the exit code is 1. If the plan is right, raise the limit in the policy, where the change is reviewed.");

    public static readonly DiagnosticDescriptor NoPullTimes = new(
        "PE4011", "Condition on pulls where the registry has no pull times", "'{0}' needs the times of pulls, and this registry has none.", DiagnosticSeverity.Error,
        "`not-pulled-for`, `pulled-within`, `most-recently-pulled`, `order-by: pulled` and `order-by: active` cannot be answered here: an image that is pulled each day would look unused. Use ages, or `in-use` files.");

    public static readonly DiagnosticDescriptor Retained = new(
        "PE4012", "Image that the registry refuses to delete", "{0} is retained: {1}.", DiagnosticSeverity.Info,
        "The policy would delete the image, but the registry is known to refuse: it is locked, or the last tagged version of a package. That is no failure.");

    public static readonly DiagnosticDescriptor OrphansKept = new(
        "PE4013", "Orphaned referrers", "{0}; a rule with 'state: orphaned' deletes {1}.", DiagnosticSeverity.Info,
        "Signatures, attestations and other referrers whose subject is absent belong to nothing here. They are left alone unless a rule names their state, since some people keep signatures in a repository of their own.");

    public static readonly DiagnosticDescriptor DanglingTag = new(
        "PE4014", "Tag that leads nowhere", "The tag '{0}' is listed, but its manifest is missing.", DiagnosticSeverity.Warning,
        "The registry lists the tag and answers 404 for it: pulls of it fail already. Push it again, or delete the tag.");

    public static readonly DiagnosticDescriptor Unread = new(
        "PE4015", "Manifest that was not read", "{0} {1}, so {2}.", DiagnosticSeverity.Warning,
        "The registry lists the manifest but does not give it. What it needs is unknown: any manifest of the repository may be a piece of it, so none is deleted. Where the manifest is missing (404), pulls of it fail already; it stays and, while it is younger than a day and may only be late, so do the untagged manifests that nothing else needs. Delete it by hand, or push it again.");

    public static readonly DiagnosticDescriptor ProofFailed = new(
        "PE4016", "Plan that would damage what is kept", "The verifier found {0} pieces of kept images among the deletions.", DiagnosticSeverity.Error,
        "This is a defect of PolicyEngine, caught by its second reading of the graph. Nothing is deleted. Please report it with a snapshot.");

    public static readonly DiagnosticDescriptor More = new(
        "PE4017", "Findings that were left out", "{0} of {1} {2} left out.", DiagnosticSeverity.Info,
        "Of each kind of finding the first 20 of a repository are listed.");

    public static readonly DiagnosticDescriptor UnknownSize = new(
        "PE4018", "Image that was not wholly read", "Not all of {0} has been read: {1}.", DiagnosticSeverity.Warning,
        "`larger-than`, `labels` and quotas look at all that images reach, and a manifest has not been read (a size that a snapshot leaves out counts as 0). Where it matters, the image is kept: "
        + "a rule that asks for it spares it, whichever way it asks, and it takes up no place; a protection protects it; a quota counts only the bytes that are known, so that nothing goes for bytes that may not be there.");

    public static readonly DiagnosticDescriptor PatternMatchesNothing = new(
        "PE4019", "Protecting pattern that matches nothing", "The pattern '{0}' of the protection '{1}' matches no tag here.{2}", DiagnosticSeverity.Warning,
        "The protection protects something, but not by this pattern, and there are tags that it nearly matches. A misspelt pattern protects nothing. Correct it, or suppress the warning for that line.");

    public static readonly DiagnosticDescriptor Perhaps = new(
        "PE4020", "Image that a rule selects only perhaps", "{0}: too little is known to say whether the rule '{1}' selects it, so it is {2}.", DiagnosticSeverity.Warning,
        "A condition of the rule asks for something that was not read or that is missing: the labels of an image whose config is missing, or a platform that nobody states or that is stated in two ways. "
        + "Such a condition is neither true nor false, also inside `not`, `any` and `all`. A delete rule never deletes the image, a keep rule keeps it, a protection protects it.");

    public static readonly DiagnosticDescriptor NoKey = new(
        "PE4021", "Image that an order cannot place", "The rule '{0}' orders by {1}, and {2} has none among its selected tags: it {3}.", DiagnosticSeverity.Warning,
        "`order-by: semver` needs a tag that is a semantic version (`1.2.3`, `v1.2.3-rc.1`; `1.2` and `2026.07.10` are none), `order-by: tag` any tag. "
        + "An image without one takes up no place; a delete rule leaves it out, and a keep rule keeps it.");

    public static readonly DiagnosticDescriptor ProtectedPart = new(
        "PE4022", "Protection that keeps only a part", "The protection '{0}' keeps {1}, but not {2}, which it is a part of and which is deleted.", DiagnosticSeverity.Warning,
        "A protection keeps what it matches and all that this reaches, not the image above: here a platform, a signature or an attestation is kept, and its image is deleted. "
        + "Where the image is meant, protect it by its tags, labels or digest.");

    public static readonly DiagnosticDescriptor DisabledRule = new(
        "PE4023", "Disabled rule that holds images", "The rule '{0}' is disabled: {1} that it selects {2} left alone, although 'unmatched: delete' would delete {3}.", DiagnosticSeverity.Warning,
        "A rule with `enabled: false` does nothing, and what only it selects is not `unmatched` either. Enable the rule or remove it to decide about these images.");

    public static readonly DiagnosticDescriptor NearlyVersion = new(
        "PE4024", "Tags that look like versions and are none", "'{0}' goes by semantic versions, but {1}: {2}.", DiagnosticSeverity.Warning,
        "A semantic version is `MAJOR.MINOR.PATCH`, perhaps with `v` before it and a pre-release after it. `1.2`, `1.2.3.4`, `2026.07.10` (a leading zero) and Helm's `1.2.3_build.5` are none, so that `semver` does not see them. "
        + "Select or protect such tags by patterns: `tags: [\"[0-9]*\", \"v[0-9]*\"]`.");

    public static readonly DiagnosticDescriptor FlavourOutranks = new(
        "PE4025", "Flavour that outranks a release", "The rule '{0}' ranks {1} before the release {2}: in semantic versions what follows the hyphen is a pre-release.", DiagnosticSeverity.Warning,
        "`1.2.5-alpine` is a pre-release of 1.2.5 for semver, and higher than 1.2.4. Count flavours apart: a `regex` with a capture group for the flavour, and `per` with the name of the group; or add `semver: stable`.");

    public static readonly DiagnosticDescriptor PrefixedSignature = new(
        "PE4026", "Signature under a tag with a prefix", "The tag '{0}' looks like a signature of {1}, but has a prefix: it is an image of its own here, and is deleted although {1} is kept.", DiagnosticSeverity.Warning,
        "Only `sha256-<hex>` and cosign's `sha256-<hex>.sig`, `.att` and `.sbom` attach a manifest to an image. With a prefix the tag is like any other. Protect such tags by a pattern, such as `tags: \"*-sha256-*\"`.");

    public static readonly DiagnosticDescriptor NarrowedToNothing = new(
        "PE4027", "Rule that is for no planned repository", "The rule '{0}' is for none of the repositories of this plan: '{1}' fits none of them.{2}", DiagnosticSeverity.Warning,
        "`repositories` narrows a rule. This one fits none of the repositories that were planned and that its policy is for, so it neither keeps nor deletes anything. Names are written without the registry, "
        + "whole, and in the registry's spelling: `acme/web`, not `web` and not `ghcr.io/acme/web`. Where the plan was made for a part of the targets only, all may be well.");

    public static readonly DiagnosticDescriptor OpenReference = new(
        "PE4030", "Reference that leaves its image open", "{0}: '{1}' {2} is protected.", DiagnosticSeverity.Warning,
        "A variable, a template or a range of versions stands in the reference, and its value is not in the file; or the digest is cut short, so that only its beginning is known. Write the tag or the digest out, or list what runs by `refs`, to protect only that.");

    public static readonly DiagnosticDescriptor InUseUnknown = new(
        "PE4031", "Unknown use", "{0}", DiagnosticSeverity.Error,
        "A file that `in-use` names is missing or cannot be read, holds what is not an image reference, or names no image at all; or no file matches a pattern. That is what a failed command leaves behind "
        + "(`kubectl … > running-images.txt`), so nothing is deleted where the protection counts, and the exit code is 3; other repositories are planned. Where really nothing is in use, write `allow-empty: true` "
        + "beside `files` or `refs`: then patterns without files and files without references count as they are, but a file that is named must be there.");

    public static readonly DiagnosticDescriptor NeedsOwnApi = new(
        "PE4050", "Registry that refuses deletion through the distribution API", "{0} refuses deletion through '/v2', so 'apply' cannot carry out this plan: only {1} can delete here.", DiagnosticSeverity.Warning,
        "The provider `oci` deletes by the OCI distribution API. Amazon ECR and Docker Hub serve images by it, but refuse to delete by it. The plan says what would go; delete that by the registry's own API.");

    public static readonly DiagnosticDescriptor MayNotUntag = new(
        "PE4051", "Registry that may not take tags off", "Not every registry can take {0} off: CNCF Distribution (docker-registry) before 3.0 refuses it, and then {1}.", DiagnosticSeverity.Info,
        "`target: tags` takes tags off images that stay. The distribution API lets registries refuse that, and only the attempt shows it, which a plan never makes. "
        + "Where the registry refuses, the tag stays and the report says so; `target: images` asks for whole images only.");

    public static readonly DiagnosticDescriptor BoundSubject = new(
        "PE4070", "Subject that stays for its referrer", "{0} stays, since {1}, which refers to it, does: {2} deletes referrers with their subject.", DiagnosticSeverity.Info,
        "Harbor and Azure Container Registry delete an image with everything that has it as its `subject`. Where a signature or another referrer is protected, kept or young, deleting its subject would delete it too, "
        + "so the subject is kept. Let the same rule or protection decide about both, or remove the protection of the referrer.");

    public static readonly DiagnosticDescriptor CountsReads = new(
        "PE4071", "Registry that counts reading as pulling", "{0} counts each manifest that is read as a pull, which renews the pull times that its own rules go by.", DiagnosticSeverity.Info,
        "Tags are resolved by HEAD, which does not count, and each manifest is read once; what the cache has is not read again. With a cache that is kept between runs, only new images are read. "
        + "Amazon ECR can leave the pulls of a role out of account (a pull time update exclusion).");

    public static readonly DiagnosticDescriptor UntagRefused = new(
        "PE4072", "Registry that does not take tags off", "This registry refused to take a tag off within the last days: {0} that a rule would take off {1}.", DiagnosticSeverity.Warning,
        "The cache remembers for seven days that a registry refused to take a tag off an image that stays, as CNCF Distribution (docker-registry) before 3.0 does. Until then no plan promises it. "
        + "After an update of the registry, run with another `--cache`, or wait. `target: images` asks for whole images only.");

    public static readonly DiagnosticDescriptor SetAside = new(
        "PE4080", "Policy that is written for other repositories", "The policy '{0}' is not applied: its targets ({1}) do not mean this repository.", DiagnosticSeverity.Info,
        "`--target` replaces the targets of a single policy. Of several policies, as in a folder, one whose own targets do not mean the repository does not apply to it: neither its rules nor its protections, but for digests that are in use. "
        + "Policies without targets apply everywhere. `--all-policies` applies all of them.");

    public static readonly DiagnosticDescriptor NamedMissing = new(
        "PE4081", "Digest that is named and missing", "{0} names {1}, which is not in this repository.", DiagnosticSeverity.Warning,
        "A policy keeps the image with this digest, by `digests` or because it is in use, but the repository does not have it. It may have been deleted already, or the digest has a typing error, "
        + "and the image that is meant is not kept. On registries that list only tags, the digests that policies name are asked for one by one.");

    public static readonly DiagnosticDescriptor NamedUnasked = new(
        "PE4082", "Digest that a snapshot cannot show", "{0} names {1}, and a snapshot of this registry cannot show whether it is there.", DiagnosticSeverity.Error,
        "The registry lists only tags, so a snapshot holds an untagged image only where a tag leads to it. Where an image is kept by its digest, what it shares with others must stay as well, and the snapshot does not "
        + "tell what that is: nothing is deleted, and the exit code is 3. Plan from the registry, without `--snapshot`: then the digest is asked for.");

    public static readonly DiagnosticDescriptor UntaggedTakePlaces = new(
        "PE4090", "Untagged images that take the places of tagged ones", "The rule '{0}' counts tagged and untagged images together: {1} among those that it spares, and {2}.", DiagnosticSeverity.Warning,
        "A rule that says nothing of tags counts untagged images too, and each of them takes a place. What is left of moved tags then displaces images that have a tag. "
        + "Count them apart: `match: { tagged: true }` with the count, and a rule with `match: { tagged: false }` and an age.");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        Incomplete, MissingChildren, UnknownAge, Tie, NoGroup, UntaggedHidden, ProtectionSelectsNothing, RuleSelectsNothing, PartlyMatched, LimitExceeded, NoPullTimes,
        Retained, OrphansKept, DanglingTag, Unread, ProofFailed, More, UnknownSize, PatternMatchesNothing,
        Perhaps, NoKey, ProtectedPart, DisabledRule, NearlyVersion, FlavourOutranks, PrefixedSignature, NarrowedToNothing, OpenReference, InUseUnknown,
        NeedsOwnApi, MayNotUntag, BoundSubject, CountsReads, UntagRefused, SetAside, NamedMissing, NamedUnasked, UntaggedTakePlaces,
    ];
}
