using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Syntax;

/// <summary>The diagnostics of text and syntax, PE1001 to PE1024.</summary>
internal static class SyntaxDiagnostics
{
    /// <summary>The file is longer than 1 MiB.</summary>
    public static readonly DiagnosticDescriptor TooLong = Error(
        "PE1001",
        "File too long",
        "The file has {0} bytes, and a policy has at most 1,048,576.",
        """
        Policies are read by people. A file above 1 MiB is nearly always the wrong file (a snapshot, a log), so it is not read.

        Check the path. A long list of names is shorter as globs: `tags: ["pr-*"]`.
        """
    );

    /// <summary>The file is not a UTF-8 text.</summary>
    public static readonly DiagnosticDescriptor NotText = Error(
        "PE1002",
        "File is not UTF-8 text",
        "The file is not UTF-8 text: {0}.",
        """
        Policies are UTF-8 text. Binary files, and files saved as UTF-16 or Latin-1, contain bytes that are not text, and guessing could change
        what a pattern matches.

        Save the file as UTF-8: `iconv -f UTF-16 -t UTF-8 old.yaml > policy.yaml`. PowerShell 5 writes UTF-16 with `>`; use `Out-File -Encoding utf8`.
        """
    );

    /// <summary>The text holds a control character.</summary>
    public static readonly DiagnosticDescriptor ControlCharacter = Error(
        "PE1003",
        "Control character",
        "The text contains the control character {0}.",
        """
        Control characters are invisible in an editor, and YAML does not allow them. They usually come from copying out of a terminal.

        Remove the character. If you need one, write it as an escape in double quotes: `"\x1b"`.
        """
    );

    /// <summary>A tab indents a line.</summary>
    public static readonly DiagnosticDescriptor TabIndentation = Error(
        "PE1004",
        "Tab in the indentation",
        "This line is indented with a tab, which YAML does not allow.",
        """
        YAML finds the structure by counting spaces, and a tab has no fixed width.

        Indent with two spaces per level, and let the editor insert spaces for the tab key: `indent_style = space` in `.editorconfig`.
        """
    );

    /// <summary>A quote is not closed.</summary>
    public static readonly DiagnosticDescriptor UnclosedQuote = Error(
        "PE1005",
        "Unclosed quote",
        "The quoted text that starts here is never closed.",
        """
        Everything after the opening quote belongs to the text, so the rest of the file cannot be read.

        Close the text with the same quote. In single quotes a quote is doubled: `'it''s'`; in double quotes it is escaped: `"a \"b\""`.
        """
    );

    /// <summary>A bracket is not closed.</summary>
    public static readonly DiagnosticDescriptor UnclosedBracket = Error(
        "PE1006",
        "Unclosed bracket",
        "The '{0}' that opens here is never closed.",
        """
        A list in `[…]` and a mapping in `{…}` end at their own closing bracket, on whatever line it is.

        Close it, or quote the text that starts with a bracket: `tags: ["[0-9]*"]`.
        """
    );

    /// <summary>A text starts with a character that means something else in YAML.</summary>
    public static readonly DiagnosticDescriptor MustBeQuoted = Error(
        "PE1007",
        "Text that must be quoted",
        "'{0}' is not read as text because of its '{1}'.",
        """
        In YAML `*a` is an alias, `&a` an anchor, `!a` a tag, `[` starts a list, and no text starts with `@`, `` ` `` or `%`. Globs often do: without
        quotes `- !latest` is an empty entry with a tag, and the exclusion is silently lost.

        Quote it: `tags: ["*-rc", "!latest"]`.
        """
    );

    /// <summary>A key occurs twice in a mapping.</summary>
    public static readonly DiagnosticDescriptor DuplicateKey = Error(
        "PE1008",
        "Duplicate key",
        "The key '{0}' is defined twice in this mapping.",
        """
        Of two equal keys most programs silently drop one. A dropped `protect` or `match` deletes images, so it is an error here.

        Keep one of them, or join their values in one list: `tags: [a, b]`.
        """
    );

    /// <summary>An alias names no anchor.</summary>
    public static readonly DiagnosticDescriptor UndefinedAlias = Error(
        "PE1009",
        "Undefined alias",
        "The alias '*{0}' has no anchor in this file.{1}",
        """
        `*name` repeats the node that is marked `&name`, above it in the same file.

        Correct the name, add the anchor (`x-common: &common …`), or quote the text if it is a glob: `"*name"`.
        """
    );

    /// <summary>An alias comes before its anchor.</summary>
    public static readonly DiagnosticDescriptor EarlyAlias = Error(
        "PE1010",
        "Alias before its anchor",
        "The alias '*{0}' comes before its anchor.{1}",
        """
        An anchor can only be used below the place where it is defined.

        Move the anchored node up, for instance to a top-level key that begins with `x-`: `x-common: &common …`.
        """
    );

    /// <summary>An alias lies inside its own anchor.</summary>
    public static readonly DiagnosticDescriptor CyclicAlias = Error(
        "PE1011",
        "Alias inside its own anchor",
        "The alias '*{0}' lies inside the node that it names.",
        """
        A node that contains itself would be endless.

        Take the alias out of the anchored node, or name another anchor.
        """
    );

    /// <summary>A tag of no meaning here.</summary>
    public static readonly DiagnosticDescriptor UnsupportedTag = Error(
        "PE1012",
        "Unsupported tag",
        "The tag '{0}' has no meaning in a policy.",
        """
        A YAML tag (`!name`) asks the program to interpret a value specially. Policies support only YAML's own `!!str`, `!!int`, `!!float`,
        `!!bool`, `!!null`, `!!seq` and `!!map`.

        Remove the tag, or quote the text if it starts with an exclamation mark: `"!latest"`.
        """
    );

    /// <summary>A second document begins.</summary>
    public static readonly DiagnosticDescriptor SeveralDocuments = Error(
        "PE1013",
        "Several documents in a file",
        "A second YAML document starts here, and a policy is one document.",
        """
        `---` starts another document. Its rules would be ignored or applied without the settings of the first.

        Put each policy into a file of its own; the files of a folder are read together.
        """
    );

    /// <summary>Lists and mappings are nested too deeply.</summary>
    public static readonly DiagnosticDescriptor TooDeep = Error(
        "PE1014",
        "Nesting too deep",
        "Lists and mappings are nested more than 64 levels deep here.",
        """
        No policy needs more than a dozen levels; deeper ones are generated by mistake or meant to exhaust the program.

        Flatten nested `any`, `all` and `not` conditions, or split the rule.
        """
    );

    /// <summary>The file holds too many nodes.</summary>
    public static readonly DiagnosticDescriptor TooManyNodes = Error(
        "PE1015",
        "Too many nodes",
        "The file has more than 10,000 keys and values from here on, aliases expanded.",
        """
        Each alias counts as everything that it repeats. A few lines of nested aliases can stand for billions of nodes.

        Use globs instead of long lists, use fewer aliases, or split the policy.
        """
    );

    /// <summary>A key is a list or a mapping.</summary>
    public static readonly DiagnosticDescriptor InvalidKey = Error(
        "PE1016",
        "Key that is not a string",
        "A key must be a string, but this one is {0}.",
        """
        YAML allows lists and mappings as keys; policies do not. The usual cause is a template that was not filled in: `{{ name }}: …`.

        Write the key as a string, or quote it: `"{{ name }}"`.
        """
    );

    /// <summary>A merge key merges something that is not a mapping.</summary>
    public static readonly DiagnosticDescriptor InvalidMerge = Error(
        "PE1017",
        "Merge of something that is not a mapping",
        "The merge key '<<' takes mappings, but this is {0}.",
        """
        `<<` copies the keys of other mappings into this one; keys written here win.

        Give it an alias of a mapping, or a list of such aliases: `<<: [*common, *strict]`.
        """
    );

    /// <summary>A text contains a colon and a blank.</summary>
    public static readonly DiagnosticDescriptor ColonInText = Error(
        "PE1018",
        "Colon in an unquoted text",
        "The text '{0}' contains a second ': ', which YAML reads as another key.",
        """
        A colon followed by a space separates a key from its value, once per line.

        Quote the text: `description: "Note: keeps releases"`. If you mean a nested mapping, put it on the next line, indented.
        """
    );

    /// <summary>A colon without a blank.</summary>
    public static readonly DiagnosticDescriptor MissingBlank = Error(
        "PE1019",
        "No space after a colon",
        "A space is missing after the ':' in '{0}'.",
        """
        Without a space the colon belongs to the text: `id:web` is the one word `id:web`, not a key and a value.

        Write `id: web`.
        """
    );

    /// <summary>A line is neither a key nor an item.</summary>
    public static readonly DiagnosticDescriptor MissingColon = Error(
        "PE1020",
        "No colon after a key",
        "'{0}' is used as a key, but no ':' follows it.",
        """
        Each line of a mapping is a key, a colon, a space and a value.

        Add the colon (`rules:`), or start the line with `- ` if it is an item of a list.
        """
    );

    /// <summary>The indentation fits nothing above.</summary>
    public static readonly DiagnosticDescriptor Indentation = Error(
        "PE1021",
        "Indentation that matches nothing above",
        "The indentation of this line matches no mapping or list above it.",
        """
        All keys of a mapping, and all dashes of a list, start in the same column. A key cannot be placed under a text.

        Align the line with its siblings:

        ```yaml
        rules:
          - id: web
            match: { tags: ["pr-*"] }
            delete: { older-than: 14d }
        ```
        """
    );

    /// <summary>An escape sequence that YAML does not know.</summary>
    public static readonly DiagnosticDescriptor InvalidEscape = Error(
        "PE1022",
        "Unknown escape sequence",
        "'{0}' is not a valid escape sequence in double quotes.",
        """
        In double quotes a backslash starts an escape such as `\n` or `\"`. Regular expressions often contain others.

        Use single quotes, where a backslash is a backslash: `regex: 'v\d+'`.
        """
    );

    /// <summary>Something stands where YAML allows nothing like it.</summary>
    public static readonly DiagnosticDescriptor Unexpected = Error(
        "PE1023",
        "Unexpected text",
        "'{0}' cannot stand here.",
        """
        The YAML is not well-formed here, usually because of a comma, a closing bracket, or text after the end of a quoted value.

        Check the characters just before it. A text with quotes or brackets inside is best quoted as a whole: `'say "x"'`.
        """
    );

    /// <summary>The file ends in the middle of something.</summary>
    public static readonly DiagnosticDescriptor UnexpectedEnd = Error(
        "PE1024",
        "Unexpected end of the file",
        "The file ends before its YAML is complete.",
        """
        A list, mapping or text was begun but not finished; the file may be truncated.

        Complete the last line.
        """
    );

    /// <summary>All of them and those of suppressions, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TooLong,
        NotText,
        ControlCharacter,
        TabIndentation,
        UnclosedQuote,
        UnclosedBracket,
        MustBeQuoted,
        DuplicateKey,
        UndefinedAlias,
        EarlyAlias,
        CyclicAlias,
        UnsupportedTag,
        SeveralDocuments,
        TooDeep,
        TooManyNodes,
        InvalidKey,
        InvalidMerge,
        ColonInText,
        MissingBlank,
        MissingColon,
        Indentation,
        InvalidEscape,
        Unexpected,
        UnexpectedEnd,
        .. SuppressionDiagnostics.All,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message, string help) =>
        new(id, title, message, DiagnosticSeverity.Error, help);
}
