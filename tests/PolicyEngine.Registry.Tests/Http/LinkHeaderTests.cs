using CsCheck;
using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("</v2/a/tags/list?last=b&n=2>; rel=\"next\"", "/v2/a/tags/list?last=b&n=2")]
    [InlineData("</p>; rel=next", "/p")]
    [InlineData("</p>;rel=NEXT", "/p")]
    [InlineData("</p>; Rel=\"prev next\"", "/p")]
    [InlineData("</p>; title=\"a, \\\"<b>\\\"; rel=x\"; rel=next", "/p")]
    [InlineData("</prev?x=1,2>; rel=\"prev\", </next?x=1,2;y>; rel=\"next\"", "/next?x=1,2;y")]
    [InlineData(" , < /p >  ;  rel = \"next\" ; n=2", "/p")]
    [InlineData("</p>; nofollow; rel=next", "/p")]
    [InlineData("</p>; rel=prev; rel=next", null)]
    [InlineData("</p>", null)]
    [InlineData("</p", null)]
    [InlineData("/p; rel=next", null)]
    [InlineData("</p>; rel=nextish", null)]
    [InlineData("</p>; rel=\"next", "/p")]
    [InlineData("", null)]
    public void The_next_page_is_found_in_every_form_of_the_header(string header, string? expected) =>
        Assert.Equal(expected, LinkHeader.Find([header], "next"));

    [Fact]
    public void The_next_page_may_stand_in_a_second_header() =>
        Assert.Equal("/b", LinkHeader.Find(["</a>; rel=prev", "</b>; rel=next"], "next"));

    [Fact]
    public void Any_text_at_all_is_read_to_its_end() =>
        Gen.String[Gen.Char["<>;,=\" \\relnxt/"], 0, 40]
            .Sample(header =>
            {
                _ = LinkHeader.Find([header], "next");
            });
}
