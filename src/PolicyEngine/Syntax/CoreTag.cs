using YamlDotNet.Core;

namespace PolicyEngine.Syntax;

/// <summary>The tags of YAML's core schema (<c>!!str</c>, <c>!!int</c>, …), which are tolerated.</summary>
internal static class CoreTag
{
    private const string Prefix = "tag:yaml.org,2002:";

    /// <summary>Whether it is not a tag or one of the core schema.</summary>
    public static bool IsCore(TagName tag) =>
        tag.IsEmpty
        || (
            !tag.IsNonSpecific
            && tag.Value
                is Prefix + "str"
                    or Prefix + "int"
                    or Prefix + "float"
                    or Prefix + "bool"
                    or Prefix + "null"
                    or Prefix + "seq"
                    or Prefix + "map"
        );

    /// <summary>Whether it makes a text of whatever follows.</summary>
    public static bool IsText(TagName tag) => !tag.IsEmpty && !tag.IsNonSpecific && tag.Value == Prefix + "str";
}
