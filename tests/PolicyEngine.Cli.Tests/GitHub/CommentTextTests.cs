using PolicyEngine.Cli.GitHub;

namespace PolicyEngine.Cli.Tests.GitHub;

/// <summary>A comment that is too long ends between two sections.</summary>
public sealed class CommentTextTests
{
    private const string Note = "… cut.";

    private const string Text = """
        <!-- marker -->
        ## Headline

        Some words.

        ### First

        **Newly deleted**

        | a | b |
        | --- | --- |
        | 1 | 2 |

        <details><summary>More</summary>

        | c | d |
        | --- | --- |
        | 3 | 4 |

        ```yaml

        x: 1
        ```

        </details>

        ### Second

        | e |
        | --- |
        | 5 |

        """;

    [Fact]
    public void A_short_text_is_left_alone() => Assert.Equal(Text, CommentText.Cut(Text, Text.Length, Note));

    [Fact]
    public void At_every_length_it_ends_after_a_whole_section()
    {
        string[] ends = ["<!-- marker -->\n## Headline", "<!-- marker -->\n## Headline\n\nSome words.", "| 1 | 2 |", "</details>"];
        var seen = new HashSet<string>();
        for (var limit = Note.Length + 4; limit < Text.Length; limit++)
        {
            var cut = CommentText.Cut(Text, limit, Note);
            Assert.EndsWith($"\n{Note}\n", cut, StringComparison.Ordinal);
            Assert.True(cut.Length <= limit + 4, $"{cut.Length} of {limit}");
            var kept = cut[..^(Note.Length + 2)].TrimEnd('\n');
            Assert.StartsWith(kept, Text, StringComparison.Ordinal);
            var end = ends.FirstOrDefault(e => kept.EndsWith(e, StringComparison.Ordinal));
            Assert.True(kept.Length == 0 || end is not null, $"It ends with:\n{kept}");
            seen.Add(end ?? "");
        }

        Assert.Contains(ends[2], seen);
        Assert.Contains(ends[3], seen);
    }
}
