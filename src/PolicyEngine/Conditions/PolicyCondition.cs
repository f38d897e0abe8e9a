using System.Collections.Immutable;

namespace PolicyEngine.Conditions;

/// <summary>
/// A condition of your own, for <c>match</c>, <c>protect</c> and what nests in them: derive from it, and compile with it in
/// <c>CompilerOptions.Conditions</c>.
/// </summary>
/// <remarks>
/// <para>
/// In a policy it is a key with a text or a list of texts: <c>acme.at-customer: [globex, initech]</c>. The schema and the command line do
/// not know it, so such a policy belongs to the program that brings the condition.
/// </para>
/// <para>
/// What a condition says must depend on the image, the values and now alone: a plan is made again before it is applied. One instance may be
/// asked from several threads at once.
/// </para>
/// </remarks>
public abstract class PolicyCondition
{
    /// <summary>The key: your own prefix and a name, in lower case with a full stop between them, as in <c>acme.at-customer</c>.</summary>
    public abstract string Keyword { get; }

    /// <summary>Prepares the values that a policy gives, once for each place.</summary>
    /// <param name="values">The texts, at least one, as they are written.</param>
    /// <returns>Says of an image whether the condition holds; null where that is unknown, so that the image is kept.</returns>
    /// <remarks>
    /// Where the function throws, it is unknown as well. It is asked about tagged and untagged images, and about parts of images, and about
    /// one image several times.
    /// </remarks>
    /// <exception cref="FormatException">
    /// A value is wrong: the message becomes the error PE2085 at its place. So does any other exception.
    /// </exception>
    public abstract Func<ConditionSubject, bool?> Prepare(ImmutableArray<string> values);

    /// <summary>
    /// What the condition sees in an image that it does not select, as a phrase for <c>explain</c>: <c>at no customer</c>; null, the
    /// default, for nothing.
    /// </summary>
    public virtual string? Describe(ConditionSubject subject) => null;
}
