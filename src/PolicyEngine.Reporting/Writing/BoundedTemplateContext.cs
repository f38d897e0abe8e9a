using System.Collections;
using System.Globalization;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PolicyEngine.Reporting.Writing;

/// <summary>
/// What a template may use up: characters, rounds, depth, and work in all. Scriban's own limits end a loop after 1000 rows and cut a text
/// after 1 MiB without a word; these are far above what a report needs, and what goes beyond is an error at its place. Not thread-safe.
/// </summary>
internal sealed class BoundedTemplateContext : TemplateContext
{
    private const int MostCharacters = 16 * 1024 * 1024;
    private const int MostRounds = 1_000_000;

    /// <summary>Parts of the template that are evaluated, pieces of text that they give, and what lists that functions make hold.</summary>
    private const int MostWork = 20_000_000;
    private const int Piece = 16;
    private long _work;

    internal BoundedTemplateContext(ScriptObject builtIns)
        : base(builtIns)
    {
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        MemberRenamer = StandardMemberRenamer.Default;
        LoopLimit = MostRounds;
        LimitToString = MostCharacters;
        OutputLimit = MostCharacters;
        OnStringLimit = ScriptLimitBehavior.Throw;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        RegexTimeOut = TimeSpan.FromSeconds(1);
    }

    /// <inheritdoc/>
    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        var value = base.Evaluate(scriptNode, aliasReturnedFunction);
        _work += 1 + WorkOf(scriptNode, value);
        return _work <= MostWork
            ? value
            : throw new ScriptRuntimeException(
                scriptNode?.Span ?? default,
                string.Create(CultureInfo.InvariantCulture, $"The template takes more than {MostWork} steps")
            );
    }

    private static int WorkOf(ScriptNode? node, object? value) =>
        value switch
        {
            string text => text.Length / Piece,
            ICollection made when node is ScriptFunctionCall or ScriptPipeCall => made.Count,
            _ => 0,
        };
}
