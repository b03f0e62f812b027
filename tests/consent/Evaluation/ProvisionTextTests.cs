using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Consents.Tests;

public sealed class ProvisionTextTests
{
    static readonly DateOnly Start = new(2020, 9, 1);

    static string[] Sorted(IEnumerable<Provision> provisions) =>
        [.. provisions.Select(provision => provision.ToString()).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_full_broad_consent_fits_in_one_short_line()
    {
        var form = BroadConsent.Templates().Single(form => form.Key == "Patienteneinwilligung MII|1.6.d");
        var all = form.Modules.Where(module => module.Decision)
            .ToDictionary(module => module.Name, _ => ModuleAnswer.Accepted);
        var provisions = Provisions.Derive(form, all, LegalDays.StartOf(Start), null);
        var text = ProvisionText.Format(provisions);

        Assert.Equal(25, provisions.Length);
        Assert.Equal(
            "+20200901~20250831=1.1 6,15,19,21,25,39;+20200901~20500831!=1.1 11,38;"
            + "+20200901~20500831=1.1 2-5,7-9,12-13,20,22-23,27-29,31,37|", text);
        Assert.Equal(Sorted(provisions), Sorted(ProvisionText.Parse(text)));
    }

    [Fact]
    public void Whatever_is_written_is_read_again()
    {
        var words = Gen.Elements(
            "", "Teilnahme", "a;b", "c,d", "e f", "g=h", "i@j", "k|l", "100%",
            "\u0000\n\t", "ß→𝄞", "\ud800", "'", "1-3", "*!?~",
            "urn:oid:1.2.3", PolicyCode.MiiSystem, PolicyCode.MiiPrefix + "8", PolicyCode.MiiPrefix + "08",
            PolicyCode.MiiPrefix + "1234567", PolicyCode.MiiPrefix);
        var code = Gen.OneOf(
            from arc in Gen.Choose(1, 140) select PolicyCode.Mii(arc),
            from system in words from text in words select new PolicyCode(system, text));
        var day = from number in Gen.Choose(0, DateOnly.MaxValue.DayNumber) select DateOnly.FromDayNumber(number);
        var end = Gen.OneOf(day, Gen.Constant(LegalDays.OpenEnd));
        var provision =
            from type in Gen.Elements(ProvisionType.Permit, ProvisionType.Deny)
            from policy in code
            from start in Gen.Elements(Start, new DateOnly(1, 1, 1), new DateOnly(2024, 2, 29))
            from last in end
            from version in Gen.OneOf(words, Gen.Constant<string>(null!))
            from single in Gen.Elements(true, false)
            from refused in Gen.Elements(true, false)
            select new Provision(type, policy, start, last, version, single, refused);

        Prop.ForAll(Arb.From(Gen.ListOf(provision)), provisions =>
        {
            var text = ProvisionText.Format([.. provisions]);
            var shuffled = ProvisionText.Format([.. Enumerable.Reverse(provisions)]);
            return Sorted(ProvisionText.Parse(text)).SequenceEqual(Sorted(provisions)) && shuffled == text
                && !text.Contains('\0') && text.All(c => !char.IsSurrogate(c));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reading_only_what_a_question_needs_gives_the_same_answer()
    {
        for (var seed = 1UL; seed <= 3_000; seed++)
        {
            var question = RandomHistories.Next(new Dice(seed));
            PolicyCode[] only = [question.Code, PolicyCode.Mii(4)];
            var read = question.Documents.Select(document => document with
            {
                Provisions = ProvisionText.Parse(ProvisionText.Format(document.Provisions), document.Kind, only),
            }).ToArray();
            var whole = ConsentEvaluation.Policy(
                question.Documents.AsSpan(), question.Code, question.At, question.Options);
            var part = ConsentEvaluation.Policy(read, question.Code, question.At, question.Options);
            Assert.Equal(whole.Documents, part.Documents);
            Assert.Equal(whole with { Documents = [] }, part with { Documents = [] });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("||")]
    [InlineData("x")]
    [InlineData("+20200901|")]
    [InlineData("+20200901 |")]
    [InlineData("+20200901* |")]
    [InlineData("+20200931* 6|")]
    [InlineData("+2020090a* 6|")]
    [InlineData("+20200901~2025 6|")]
    [InlineData("+20200901* 06|")]
    [InlineData("+20200901* 6-5|")]
    [InlineData("+20200901* 6-|")]
    [InlineData("+20200901* 6,|")]
    [InlineData("+20200901* 6;|")]
    [InlineData("+20200901*x 6|")]
    [InlineData("+20200901* 1-999999|")]
    [InlineData("+20200901*@a%00 b|")]
    [InlineData("*20200901* 6|")]
    public void Damaged_text_is_refused(string text)
    {
        Assert.False(ProvisionText.TryParse(text, out var provisions));
        Assert.Empty(provisions);
        Assert.Throws<FormatException>(() => ProvisionText.Parse(text));
    }

    [Fact]
    public void Text_cut_short_is_refused()
    {
        const string text = "+20200901~20250831!=1.0 6,15;-20200901*?@urn%003Bx Teilnahme|";
        Assert.Equal(3, ProvisionText.Parse(text).Length);
        for (var length = 0; length < text.Length; length++)
            Assert.False(ProvisionText.TryParse(text.AsSpan(0, length), out _), text[..length]);
    }

    [Fact]
    public void Nothing_is_nothing() =>
        Assert.Equal(ImmutableArray<Provision>.Empty, ProvisionText.Parse(ProvisionText.Format([])));
}
