using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Conditions;

/// <summary>A condition that a program brings. What it does wrong never selects an image.</summary>
internal sealed partial class ForeignCondition(PolicyCondition condition)
    : Condition(condition.Keyword, "A condition of the program that compiles this policy.")
{
    /// <summary>A value that the program refuses.</summary>
    public static readonly DiagnosticDescriptor Refused = new(
        "PE2085",
        "Value that a condition of a program refuses",
        "'{0}' cannot be used: {1}.",
        DiagnosticSeverity.Error,
        """
        The condition is not one of PolicyEngine: the program that compiles the policy brings it (`CompilerOptions.Conditions`), and refused its value.
        The message says why.
        """
    );

    private const int MostValues = 1000;

    /// <summary>Whether a text can be the key of such a condition: no key of the language has a full stop.</summary>
    public static bool IsKeyword(string? keyword) => keyword is { Length: <= 100 } && Form().IsMatch(keyword);

    /// <inheritdoc/>
    public override JsonObject ValueSchema() => [];

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        if (!ListSchema.TryItems(node, Keyword, MostValues, context, out var items))
        {
            return null;
        }

        if (items.FirstOrDefault(item => item is not ScalarSyntax { IsNull: false }) is { } odd)
        {
            context.Report(LanguageDiagnostics.WrongType, odd, $"'{Keyword}'", "a text or a list of texts", Quote.Kind(odd), string.Empty);
            return null;
        }

        if (items.Any(item => item is ScalarSyntax { IsOpen: true }))
        {
            return new Predicated(condition, _ => null);
        }

        try
        {
            return new Predicated(condition, condition.Prepare([.. items.Select(item => ((ScalarSyntax)item).Value)]));
        }
        catch (Exception e)
        {
            var reason = e is FormatException ? ExceptionText.MessageOf(e) : ExceptionText.Of(e);
            context.Report(Refused, node, Keyword, reason);
            return null;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    private sealed class Predicated(PolicyCondition condition, Func<ConditionSubject, bool?> holds) : UncertainPredicate
    {
        private const int LongestPhrase = 200;

        /// <inheritdoc/>
        public override bool NeedsConfigs => true;

        /// <summary>Says of a condition that throws what it threw.</summary>
        public override string? Tell(EvaluationContext context, NodeId node)
        {
            try
            {
                _ = holds(SubjectOf(context, node));
                return null;
            }
            catch (Exception e)
            {
                return $"'{condition.Keyword}' failed: {ExceptionText.Of(e)}";
            }
        }

        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node)
        {
            try
            {
                return condition.Describe(SubjectOf(context, node)) is { } phrase ? TerminalText.Escape(phrase, LongestPhrase) : null;
            }
            catch (Exception)
            {
                return null;
            }
        }

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            try
            {
                return holds(SubjectOf(context, node));
            }
            catch (Exception)
            {
                return null;
            }
        }

        private static ConditionSubject SubjectOf(EvaluationContext context, NodeId node) => new(context.Graph, node, context.Now);
    }
}
