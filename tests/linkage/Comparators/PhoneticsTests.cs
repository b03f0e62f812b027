using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class PhoneticsTests
{
    [Theory]
    [InlineData("Müller-Lüdenscheidt", "65752682")]
    [InlineData("Wikipedia", "3412")]
    [InlineData("Breschnew", "17863")]
    [InlineData("Heinz Classen", "068586")]
    [InlineData("Meyer", "67")]
    [InlineData("Maier", "67")]
    [InlineData("Schmidt", "862")]
    [InlineData("Schmitt", "862")]
    [InlineData("Christen", "47826")]
    [InlineData("Xaver", "4837")]
    [InlineData("Phillip", "351")]
    [InlineData("Ahmed", "062")]
    [InlineData("Großmann", "47866")]
    [InlineData("Ö", "0")]
    [InlineData("123", "")]
    public void Cologne_digits(string name, string code) => Assert.Equal(code, ColognePhonetics.Encode(name));

    [Theory]
    [InlineData("Robert", "R163")]
    [InlineData("Rupert", "R163")]
    [InlineData("Rubin", "R150")]
    [InlineData("Ashcraft", "A261")]
    [InlineData("Tymczak", "T522")]
    [InlineData("Pfister", "P236")]
    [InlineData("Honeyman", "H555")]
    [InlineData("Washington", "W252")]
    [InlineData("Lee", "L000")]
    [InlineData("Gutierrez", "G362")]
    [InlineData("Jackson", "J250")]
    [InlineData("VanDeusen", "V532")]
    public void Soundex_as_the_National_Archives_publish_it(string name, string code) =>
        Assert.Equal(code, Soundex.Encode(name));

    [Theory]
    [InlineData("testing", "TSTN", "TSTN")]
    [InlineData("The", "0", "T")]
    [InlineData("quick", "KK", "KK")]
    [InlineData("brown", "PRN", "PRN")]
    [InlineData("fox", "FKS", "FKS")]
    [InlineData("jumped", "JMPT", "AMPT")]
    [InlineData("over", "AFR", "AFR")]
    [InlineData("lazy", "LS", "LS")]
    [InlineData("dogs", "TKS", "TKS")]
    [InlineData("Smith", "SM0", "XMT")]
    [InlineData("Schmidt", "XMT", "SMT")]
    [InlineData("Thomas", "TMS", "TMS")]
    [InlineData("Michael", "MKL", "MXL")]
    [InlineData("Caesar", "SSR", "SSR")]
    [InlineData("MacCafferey", "MKFR", "MKFR")]
    [InlineData("McClelland", "MKLL", "MKLL")]
    [InlineData("Stephan", "STFN", "STFN")]
    [InlineData("Kuczewski", "KSSK", "KXFS")]
    [InlineData("Wright", "RT", "RT")]
    [InlineData("Knight", "NT", "NT")]
    [InlineData("Xavier", "SF", "SFR")]
    [InlineData("Jose", "HS", "HS")]
    [InlineData("Gough", "KF", "KF")]
    [InlineData("Hugh", "H", "H")]
    [InlineData("Filipowicz", "FLPT", "FLPF")]
    [InlineData("Schermerhorn", "XRMR", "SKRM")]
    [InlineData("Bacher", "PKR", "PKR")]
    [InlineData("Jankelowicz", "JNKL", "ANKL")]
    [InlineData("Cabrillo", "KPRL", "KPR")]
    [InlineData("Arnow", "ARN", "ARNF")]
    [InlineData("Hochmeier", "HKMR", "HKMR")]
    [InlineData("Dumb", "TM", "TM")]
    [InlineData("Ghislane", "JLN", "JLN")]
    [InlineData("Edgar", "ATKR", "ATKR")]
    [InlineData("Zhao", "J", "J")]
    public void Double_Metaphone_gives_both_ways_to_say_a_name(string name, string primary, string alternate) =>
        Assert.Equal((primary, alternate), DoubleMetaphone.Encode(name));

    [Fact]
    public void Any_text_has_a_code_of_its_alphabet() =>
        Prop.ForAll<string?>(text =>
        {
            var (primary, alternate) = DoubleMetaphone.Encode(text ?? "");
            return ColognePhonetics.Encode(text).All(char.IsAsciiDigit)
                && !ColognePhonetics.Encode(text).Skip(1).Contains('0')
                && Soundex.Encode(text).Length is 0 or 4
                && primary.Length <= 4 && alternate.Length <= 4
                && (primary + alternate).All(c => char.IsAsciiLetterUpper(c) || c == '0');
        }).QuickCheckThrowOnFailure();
}
