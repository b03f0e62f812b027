using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Consents.Tests;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("Nur Text, auch mit & und Umlauten: Łukasz, Ελένη.")]
    [InlineData("<p>Absatz</p><p><strong>fett</strong> und <em>betont</em><br>neue Zeile<br/></p>")]
    [InlineData("<ul><li>eins</li><li>zwei</li></ul>")]
    [InlineData("<div style=\"text-align: justify;\">Blocksatz</div>")]
    [InlineData("<H3 style='text-align:center'>Überschrift</H3>")]
    [InlineData("1 &lt; 2 &amp; 3")]
    public void What_a_form_needs_is_allowed(string text) => Assert.Null(Markup.Fault(text, "text"));

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<p onanimationend=alert(1)>x</p>")]
    [InlineData("<p style=\"animation-name:rotation\" onanimationend=\"alert(1)\">x</p>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<p/onmouseover=alert(1)>x</p>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<iframe srcdoc='<b>x</b>'></iframe>")]
    [InlineData("<p style=\"background:url(//x.invalid)\">x</p>")]
    [InlineData("<p style=\"text-align: left; color: red\">x</p>")]
    [InlineData("<p class=\"x\">x</p>")]
    [InlineData("<!-- Kommentar -->")]
    [InlineData("<style>p{display:none}</style>")]
    [InlineData("<math><mtext></math>")]
    [InlineData("<p>nicht zu")]
    [InlineData("</p>")]
    [InlineData("<b><i>verschränkt</b></i>")]
    [InlineData("<p/>")]
    [InlineData("1 < 2")]
    [InlineData("<")]
    [InlineData("<p")]
    [InlineData("<\u0001p>x</p>")]
    [InlineData("gedreht \u202E txet")]
    public void Everything_else_is_refused_where_it_stands(string text)
    {
        var fault = Markup.Fault(text, "modules[0].text");
        Assert.NotNull(fault);
        Assert.Equal("modules[0].text", fault.Path);
    }

    [Fact]
    public void A_text_has_an_end() =>
        Assert.Equal("too-long", Markup.Fault(new string('a', Markup.MostCharacters + 1), "text")?.Code);

    [Fact]
    public void The_words_are_what_people_read() =>
        Assert.Equal("Eins & zwei drei", Markup.Words("<h3>Eins &amp; zwei</h3><p>&nbsp;drei<br></p>"));

    [Fact]
    public void Whatever_is_accepted_holds_no_other_element_and_no_other_attribute()
    {
        string[] pieces =
        [
            "<", ">", "/", "p", "b", "br", "<p>", "</p>", "<br>", " ", "onerror=x", "img", "script", "\"", "'", "=",
            "style=", "text-align:left", "<b", "a", "&lt;", "!--", "ü",
        ];
        var safe = new Regex(@"^(?:[^<]|</?(?:p|b|br)(?:\s+style=(?:""text-align:left""|'text-align:left'))?\s*/?>)*$");
        var texts = Gen.Elements(pieces).ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text => Markup.Fault(text, "t") is not null || safe.IsMatch(text))
            .QuickCheckThrowOnFailure();
    }
}
