using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Consents.Tests;

public sealed class FormTextTests
{
    [Theory]
    [InlineData("Eins.\n\nZwei.", "<p>Eins.</p>\n<p>Zwei.</p>\n")]
    [InlineData("Eins.\r\nnoch", "<p>Eins.<br>noch</p>\n")]
    [InlineData("Das:\n- a\n• b", "<p>Das:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n")]
    [InlineData("- a\nweiter", "<p>- a<br>weiter</p>\n")]
    [InlineData("-5 Grad", "<p>-5 Grad</p>\n")]
    [InlineData("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>\n")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void In_plain_text_blank_lines_make_paragraphs_and_dashes_make_lists(string? text, string html) =>
        Assert.Equal(html, FormText.ToHtml(text));

    [Theory]
    [InlineData("<p>Eins <b>fett</b> &amp; mehr</p>", "<p>Eins <strong>fett</strong> &amp; mehr</p>\n")]
    [InlineData("<p style=\"color:red\" onclick='x()'>Eins</p>", "<p>Eins</p>\n")]
    [InlineData("<div><span class=\"x\">Eins</span><br/>Zwei</div>", "Eins<br>Zwei\n")]
    [InlineData("<ul><li>a<li>b</ul>", "<ul><li>a<li>b</li></li></ul>\n")]
    [InlineData("<p>Eins</strong></p>", "<p>Eins</p>\n")]
    [InlineData("<p>offen <em>bis hier", "<p>offen <em>bis hier</em></p>\n")]
    [InlineData("<p>x</p><script>alert(1)</script>", "<p>x</p>&lt;script&gt;alert(1)&lt;/script&gt;\n")]
    [InlineData("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>\n")]
    [InlineData("<p>x<img src=http://a/b></p>", "<p>x&lt;img src=http://a/b&gt;</p>\n")]
    public void Markup_that_shapes_text_stays_and_everything_else_is_taken_off_or_text(string text, string html) =>
        Assert.Equal(html, FormText.ToHtml(text));

    [Fact]
    public void Whatever_is_put_together_the_result_has_only_known_elements_and_all_are_closed()
    {
        string[] pieces =
        [
            "<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<", ">", "\"", "&lt;", "x", "<script>", "<p ",
            "onx=1", "</", "<br>", "<a href='j:x'>", "\n\n", "- y", "&#60;img&#62;",
        ];
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(pieces)).ToArbitrary(), chosen =>
        {
            var html = FormText.ToHtml(string.Concat(chosen));
            var open = new Stack<string>();
            foreach (System.Text.RegularExpressions.Match tag in
                System.Text.RegularExpressions.Regex.Matches(html, "<(/?)([^<>]*)>"))
            {
                var name = tag.Groups[2].Value;
                if (name is not ("p" or "strong" or "em" or "ul" or "ol" or "li" or "br")) return false;
                if (name == "br") continue;
                if (tag.Groups[1].Value == "") open.Push(name);
                else if (!open.TryPop(out var last) || last != name) return false;
            }

            var rest = System.Text.RegularExpressions.Regex.Replace(html, "</?[a-z]+>", "");
            return open.Count == 0 && !rest.Contains('<') && !rest.Contains('>');
        }).QuickCheckThrowOnFailure();
    }
}
