using System.Text;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>Patterns and numbers that inputs were put into: a value stands for itself and never changes what is around it. Pure.</summary>
internal static class FilledPatterns
{
    private const string InClass = "it stands inside of '[…]'";

    /// <summary>The text of a glob, in which the values of inputs are escaped;
    /// false where one cannot stand there, which is reported.</summary>
    public static bool TryGlob(ScalarSyntax scalar, BindingContext context, out string text)
    {
        text = scalar.Value;
        if (!scalar.IsFilled)
        {
            return true;
        }

        if (scalar.Filled[0].Start == 0 && scalar.Value.StartsWith('!'))
        {
            return Reject(InputDiagnostics.BadHere, scalar, scalar.Filled[0], "it begins with '!', which excludes", context);
        }

        var result = new StringBuilder(text.Length + 8);
        var inClass = false;
        var position = 0;
        foreach (var part in scalar.Filled)
        {
            for (; position < part.Start; position++)
            {
                inClass = inClass ? text[position] != ']' : text[position] == '[';
                result.Append(text[position]);
            }

            if (inClass)
            {
                return Reject(InputDiagnostics.Misplaced, scalar, part, InClass, context);
            }

            for (var end = part.Start + part.Length; position < end; position++)
            {
                var isBesideRun =
                    text[position] == '/'
                    && (
                        (position == part.Start && position > 0 && text[position - 1] == '*')
                        || (position == end - 1 && end < text.Length && text[end] == '*')
                    );
                _ =
                    isBesideRun || text[position] is '*' or '?' or '['
                        ? result.Append('[').Append(text[position]).Append(']')
                        : result.Append(text[position]);
            }
        }

        text = result.Append(text, position, text.Length - position).ToString();
        return true;
    }

    /// <summary>The text of a regular expression, in which the values of inputs are
    /// escaped; false where one cannot stand there, which is reported.</summary>
    public static bool TryRegex(ScalarSyntax scalar, BindingContext context, out string text)
    {
        text = scalar.Value;
        if (!scalar.IsFilled)
        {
            return true;
        }

        var result = new StringBuilder(text.Length + 16);
        var look = new RegexLookout();
        var position = 0;
        foreach (var part in scalar.Filled)
        {
            for (; position < part.Start; position++)
            {
                look.Take(text[position]);
                result.Append(text[position]);
            }

            if (look.Problem is { } problem)
            {
                return Reject(InputDiagnostics.Misplaced, scalar, part, problem, context);
            }

            look.TakeValue();
            position = part.Start + part.Length;
            result.Append("(?:");
            foreach (var c in text.AsSpan(part.Start, part.Length))
            {
                _ = char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c != '_' ? result.Append('\\').Append(c) : result.Append(c);
            }

            result.Append(')');
        }

        text = result.Append(text, position, text.Length - position).ToString();
        return true;
    }

    /// <summary>Whether the values of inputs are made of letters, digits,
    /// <c>.</c>, <c>+</c> and <c>-</c> only; reports one that is not.</summary>
    public static bool AreSimple(ScalarSyntax scalar, string expected, BindingContext context)
    {
        foreach (var part in scalar.Filled)
        {
            if (scalar.Value.AsSpan(part.Start, part.Length).ContainsAnyExcept(Simple))
            {
                return Reject(
                    InputDiagnostics.BadHere,
                    scalar,
                    part,
                    $"where {expected} is expected, it may have only letters, digits, '.', '+' and '-'",
                    context
                );
            }
        }

        return true;
    }

    private static readonly System.Buffers.SearchValues<char> Simple = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-"
    );

    private static bool Reject(
        Diagnostics.DiagnosticDescriptor descriptor,
        ScalarSyntax scalar,
        FilledPart part,
        string problem,
        BindingContext context
    )
    {
        if (descriptor == InputDiagnostics.Misplaced)
        {
            context.Report(descriptor, scalar, part.Input, problem);
        }
        else
        {
            context.Report(descriptor, scalar, Quote.Cap(scalar.Value.Substring(part.Start, part.Length)), part.Input, problem);
        }

        return false;
    }

    /// <summary>Where in a regular expression one is: a value cannot become a
    /// part of an escape, a class, a count or the head of a group.</summary>
    private sealed class RegexLookout
    {
        private bool _isEscaped;
        private bool _isInClass;
        private bool _isClassEmpty;
        private bool _isInBraces;
        private bool _isInHead;
        private char _last;

        public string? Problem =>
            _isEscaped ? "it stands behind '\\'"
            : _isInClass ? InClass
            : _isInBraces ? "it stands inside of '{…}'"
            : _isInHead ? "it stands in the head of a group"
            : null;

        public void Take(char c)
        {
            if (_isEscaped)
            {
                (_isEscaped, _isClassEmpty, _last) = (false, false, '\0');
                return;
            }

            if (_isInClass)
            {
                // In a class ']' stands for itself where nothing is before it.
                _isEscaped = c == '\\';
                _isInClass = c != ']' || _isClassEmpty;
                _isClassEmpty = _isClassEmpty && c == '^';
                return;
            }

            if (c == '?' && _last == '(')
            {
                _isInHead = true;
            }
            else if (_isInHead && c is ':' or '>' or '=' or '!' or ')' or '\'')
            {
                _isInHead = c == '\'' && _last == '?';
            }

            _isEscaped = c == '\\';
            _isInClass = c == '[';
            _isClassEmpty = _isInClass;
            _isInBraces = c == '{' || (_isInBraces && c != '}');
            _last = c;
        }

        public void TakeValue() => _last = '\0';
    }
}
