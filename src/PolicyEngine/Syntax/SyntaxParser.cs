using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

internal static class SyntaxParser
{
    public static SyntaxTree Parse(SourceText source) => throw new NotImplementedException(source.Path);
}
