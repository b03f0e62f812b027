using System.Text.RegularExpressions;

namespace TrustCenter.Consents.Tests;

public sealed partial class ConsentHtmlTests
{
    const string Hostile = "<script>alert(1)</script>\"]]><img src=http://127.0.0.1/x>'&amp;\u0000\u001b\u202e";

    [Fact]
    public void Whatever_was_typed_stays_text()
    {
        var sample = SampleDocument.Consent();
        var document = sample with
        {
            Title = Hostile,
            Language = Hostile,
            Institution = Hostile,
            Form = new(Hostile, Hostile, Hostile, Hostile, Hostile),
            Person = new(Hostile, new(1961, 2, 4), [new(Hostile, Hostile)]),
            Introduction = Hostile,
            Closing = "- " + Hostile,
            Modules = [new(Hostile, Hostile, ModuleAnswer.Accepted)],
            Signatures = [sample.Signatures[0] with { Name = Hostile, Place = Hostile }],
            InformationShown = [Hostile],
            Notes = [new(new(2026, 9, 1), Hostile)],
            ContentHash = "}</style>" + Hostile,
        };

        var html = ConsentHtml.Render(document);
        var elements = Elements(html);

        Assert.DoesNotContain("script", elements);
        Assert.Equal(1, elements.Count(element => element == "img"));
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', html);
        Assert.Equal(Elements(ConsentHtml.Render(Harmless(document))), elements);
    }

    [Fact]
    public void Every_module_stands_in_form_order_with_its_answer()
    {
        var html = ConsentHtml.Render(SampleDocument.Consent());
        var rows = DecisionRow().Matches(html).Select(row => (row.Groups[1].Value, row.Groups[2].Value)).ToArray();

        Assert.Equal([
            ("Patientendaten", "Ja"), ("Krankenkassendaten", "Nein"), ("Biomaterialien", "Nicht gefragt"),
        ], rows);
        Assert.Contains("<h3>Geltungsdauer</h3>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_role_and_kind_has_its_word_in_both_languages()
    {
        foreach (var words in new[] { DocumentWords.For("de"), DocumentWords.For("en-GB") })
        {
            var said = Enum.GetValues<ModuleAnswer>().Select(words.Say).ToArray();
            Assert.Equal(said.Length, said.Distinct().Count());
            var roles = Enum.GetValues<SignerRole>().Select(words.Role).ToArray();
            Assert.Equal(roles.Length, roles.Distinct().Count());
            var kinds = Enum.GetValues<DocumentKind>().Select(words.Kind).ToArray();
            Assert.Equal(kinds.Length, kinds.Distinct().Count());
            Assert.DoesNotContain(nameof(ModuleAnswer.NotAsked), said);
            Assert.DoesNotContain(nameof(SignerRole.ExplainingStaff), roles);
        }
    }

    [Fact]
    public void Times_are_those_of_Berlin_and_a_day_without_a_time_stays_a_day()
    {
        var words = DocumentWords.For("de");

        Assert.Equal("01.08.2026, 00:30 Uhr", words.Moment(new(2026, 7, 31, 22, 30, 0, TimeSpan.Zero)));
        Assert.Equal("03.03.2026", words.Moment(new(2026, 3, 2, 23, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_note_about_a_later_withdrawal_stands_before_everything_else()
    {
        var document = SampleDocument.Consent() with { Notes = [new(new(2026, 9, 1), "Widerruf: Biomaterialien")] };
        var html = ConsentHtml.Render(document);

        Assert.InRange(html.IndexOf("01.09.2026</strong> Widerruf: Biomaterialien", StringComparison.Ordinal),
            0, html.IndexOf("<h2>Person</h2>", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_that_is_no_sensible_PNG_is_said_to_be_unreadable()
    {
        var sample = SampleDocument.Consent();
        byte[] huge = [.. sample.Signatures[0].Image];
        huge[16] = 0x7f;
        foreach (var image in new byte[][] { [1, 2, 3], huge })
        {
            var html = ConsentHtml.Render(sample with
            {
                Signatures = [sample.Signatures[0] with { Image = [.. image] }],
            });
            Assert.Contains("nicht lesbar", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        }
    }

    static ConsentDocument Harmless(ConsentDocument document) => document with
    {
        Title = "t",
        Language = "de",
        Institution = "i",
        Form = new("d", "n", "v", "l", "u"),
        Person = new("n", new(1961, 2, 4), [new("t", "v")]),
        Introduction = "i",
        Closing = "- c",
        Modules = [new("t", "t", ModuleAnswer.Accepted)],
        Signatures = [document.Signatures[0] with { Name = "n", Place = "p" }],
        InformationShown = ["s"],
        Notes = [new(new(2026, 9, 1), "n")],
        ContentHash = "h",
    };

    static string[] Elements(string html) =>
        [.. ElementName().Matches(html).Select(match => match.Groups[1].Value.ToLowerInvariant())];

    [GeneratedRegex("<([a-zA-Z][a-zA-Z0-9]*)")]
    private static partial Regex ElementName();

    [GeneratedRegex("<tr><td>([^<]*?)(?: <span.*?)?</td><td><strong[^>]*>([^<]*)</strong></td></tr>")]
    private static partial Regex DecisionRow();
}
