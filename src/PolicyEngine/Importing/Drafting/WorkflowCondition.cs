using System.Text.RegularExpressions;

namespace PolicyEngine.Importing.Drafting;

/// <summary>
/// What an <c>if</c> of a GitHub workflow comes to in a run on a schedule, which is what
/// a policy's runs are like: as far as the file itself answers it. Not thread-safe.
/// </summary>
internal sealed partial class WorkflowCondition
{
    private const int MostDepth = 32;
    private readonly string[] _tokens;
    private readonly Func<string, string?> _valueOf;
    private int _at;

    private WorkflowCondition(string[] tokens, Func<string, string?> valueOf) => (_tokens, _valueOf) = (tokens, valueOf);

    private string? Next => _at < _tokens.Length ? _tokens[_at] : null;

    /// <summary>Whether it holds; null where the file does not answer it.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="valueOf">The value of <c>env.NAME</c> or <c>matrix.NAME</c>; null where the file does not say it.</param>
    public static bool? Holds(string text, Func<string, string?> valueOf)
    {
        var core = text.Trim();
        if (core.StartsWith("${{", StringComparison.Ordinal) && core.EndsWith("}}", StringComparison.Ordinal))
        {
            core = core[3..^2];
        }

        if (core.Contains("${{", StringComparison.Ordinal))
        {
            // Text beside an expression is a text, and a text is true.
            return null;
        }

        var condition = new WorkflowCondition([.. Token().Matches(core).Select(m => m.Value)], valueOf);
        var value = condition.Any(0);
        return condition._at == condition._tokens.Length ? value.Truth : null;
    }

    private Value Any(int depth)
    {
        var value = All(depth);
        while (Take("||"))
        {
            value = new(null, value.Truth | All(depth).Truth);
        }

        return value;
    }

    private Value All(int depth)
    {
        var value = Equality(depth);
        while (Take("&&"))
        {
            value = new(null, value.Truth & Equality(depth).Truth);
        }

        return value;
    }

    private Value Equality(int depth)
    {
        var left = Unary(depth);
        var isEqual = Take("==");
        if (!isEqual && !Take("!="))
        {
            return left;
        }

        var right = Unary(depth);
        if (left.IsLiteral != right.IsLiteral)
        {
            // GitHub makes numbers of both: 'true' == true is false.
            return default;
        }

        bool? same =
            left.Text is { } one && right.Text is { } other ? one.Equals(other, StringComparison.OrdinalIgnoreCase)
            : left.Context is { } context && right.Text is { } text ? IsUsual(context, text)
            : right.Context is { } second && left.Text is { } first ? IsUsual(second, first)
            : null;
        return new(null, isEqual ? same : !same);
    }

    /// <summary>A run on a schedule, of the usual branch; null for other questions. Which
    /// repository it runs in, the file does not say: not in one of another name.</summary>
    private static bool? IsUsual(string context, string text) =>
        context switch
        {
            "github.event_name" => text == "schedule",
            "github.ref" => text is "refs/heads/main" or "refs/heads/master" ? true : null,
            "github.ref_name" => text is "main" or "master" ? true : null,
            _ => null,
        };

    private Value Unary(int depth)
    {
        if (depth > MostDepth)
        {
            return default;
        }

        if (Take("!"))
        {
            return new(null, !Unary(depth + 1).Truth);
        }

        if (Take("("))
        {
            var inner = Any(depth + 1);
            return Take(")") ? inner : default;
        }

        var token = Next ?? "";
        _at++;
        if (Next == "(" && char.IsAsciiLetter(token.FirstOrDefault()))
        {
            SkipArguments();
            return new(
                null,
                token.ToLowerInvariant() switch
                {
                    "always" or "success" => true,
                    "failure" or "cancelled" => false,
                    _ => null,
                }
            );
        }

        return token switch
        {
            ['\'', .. var quoted, '\''] => Value.Of(quoted.Replace("''", "'", StringComparison.Ordinal)),
            "true" => new(token, true, IsLiteral: true),
            "false" or "null" => new(token, false, IsLiteral: true),
            [>= '0' and <= '9', ..] => new(token, token.Trim('0', '.').Length > 0, IsLiteral: true),
            _ when _valueOf(token) is { } value => Value.Of(value),
            [>= 'a' and <= 'z', ..] => new(null, null, token),
            _ => default,
        };
    }

    private void SkipArguments()
    {
        var depth = 0;
        do
        {
            depth += Next switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            _at++;
        } while (depth > 0 && _at < _tokens.Length);
    }

    private bool Take(string sign)
    {
        var isNext = Next == sign;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|\|\||&&|==|!=|[A-Za-z0-9_][A-Za-z0-9_.\-]*|\S", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    /// <summary>A value: its text where it is known, whether it counts as true, the name
    /// of what only GitHub knows, and whether it is a number, a truth or null.</summary>
    private readonly record struct Value(string? Text, bool? Truth, string? Context = null, bool IsLiteral = false)
    {
        /// <summary>A text; of 'false' and '0' it matters whether they were quoted, which is not known of values from elsewhere.</summary>
        public static Value Of(string text) => new(text, text is "false" or "0" ? null : text.Length > 0);
    }
}
