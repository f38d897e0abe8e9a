using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Tests;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("plan.journal.jsonl", "plan.journal.jsonl")]
    [InlineData("out/d-x_y@2+1.jsonl", "out/d-x_y@2+1.jsonl")]
    [InlineData("d-x y.jsonl", "\"d-x y.jsonl\"")]
    [InlineData("a'b;c", "\"a'b;c\"")]
    [InlineData("a$(b)`c`\"d\"", "\"a\\$(b)\\`c\\`\\\"d\\\"\"")]
    [InlineData("", "\"\"")]
    public void A_path_is_one_word_of_a_shell(string path, string word) => Assert.Equal(word, ShellWord.Of(path));
}
