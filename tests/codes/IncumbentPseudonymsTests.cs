namespace TrustCenter.Codes.Tests;

/// <summary>Pseudonyms that the incumbents made: demonstration data that gPAS ships (with the domains' settings) and
/// the first numbers of a Mainzelliste with the keys of its documentation.</summary>
public sealed class IncumbentPseudonymsTests
{
    [Theory]
    [InlineData("sta_", 8, "022259430", "745715367")]
    [InlineData("stb_", 8, "193594411", "930502041")]
    [InlineData("bio_", 8, "222504743", "358822846", "439224510", "756189251")]
    [InlineData("transa_", 8, "398837099", "682719299")]
    [InlineData("transb_", 8, "355882834", "742367979")]
    [InlineData("case1_", 4, "12165", "96459")]
    [InlineData("case4_", 4, "15552", "60587")]
    [InlineData("mdat_", 5, "969292")]
    [InlineData("demo_", 10, "56919218148")]
    [InlineData("FB_", 10, "96069694219")]
    public void Verhoeff_digits_of_gpas_are_valid(string prefix, int length, params string[] made) =>
        AllValid(new()
        {
            Alphabet = "org.emau.icmvc.ganimed.ttp.psn.alphabets.Numbers",
            CheckDigits = FromGpas("org.emau.icmvc.ganimed.ttp.psn.generator.Verhoeff"),
            Length = length,
            Prefix = prefix,
        }, made);

    [Fact]
    public void Verhoeff_as_published_would_refuse_them()
    {
        var published = PseudonymFormat.Create(new() { Alphabet = "Numbers", CheckDigits = CheckDigits.Verhoeff });
        string[] made = ["022259430", "745715367", "193594411", "222504743", "358822846", "439224510"];

        Assert.InRange(made.Count(pseudonym => published.Validate(pseudonym).IsValid), 0, 2);
    }

    [Theory]
    [InlineData("Symbol31", "KAS_", 8, 2, "C80A40NX0K", "0TA2NZTNMH", "1WLQ8WLR2X", "20X89T12J6", "24F5A1A0J7")]
    [InlineData("Symbol31", "KAS_", 8, 2, "YW9J9WY4XD", "Z7PREMQRH3", "M4EG04WT13", "T0JPAQK4A4", "WYTJTYLTZA")]
    [InlineData("NumbersX", "FA_", 5, 1, "138091")]
    public void Reed_Solomon_symbols_of_gpas_are_valid(
        string alphabet, string prefix, int length, int errors, params string[] made) =>
        AllValid(new()
        {
            Alphabet = alphabet,
            CheckDigits = FromGpas("ReedSolomonLagrange"),
            MaxDetectedErrors = errors,
            Length = length,
            Prefix = prefix,
        }, made);

    [Fact]
    public void The_Mainzelliste_goes_on_counting_here()
    {
        var sequence = new PidSequence(1, 2, 3);

        Assert.Equal(["0003Y0WZ", "0007W0W9", "000CU0WP", "000GR0W0"],
            Enumerable.Range(1, 4).Select(sequence.At));
        Assert.Equal(4, sequence.CounterOf("000GR0W0"));
    }

    [Fact]
    public void Every_generator_of_gpas_has_its_code_and_back()
    {
        string[] names =
            ["NoCheckDigits", "Verhoeff", "VerhoeffGumm", "Gumm", "Damm", "HammingCode", "ReedSolomonLagrange"];
        Assert.Equal(names.Select(name => GpasNames.Generators + name),
            names.Select(name => GpasNames.Generator(FromGpas(name))));
        Assert.False(GpasNames.TryCheckDigits("Md5", out _));
        Assert.Null(GpasNames.Generator(CheckDigits.Pid));
    }

    [Fact]
    public void A_domain_of_gpas_is_read_from_its_own_settings()
    {
        const string Properties = "FORCE_CACHE=DEFAULT;INCLUDE_PREFIX_IN_CHECK_DIGIT_CALCULATION=false;"
            + "INCLUDE_SUFFIX_IN_CHECK_DIGIT_CALCULATION=true;MAX_DETECTED_ERRORS=3;PSN_LENGTH=10;PSN_PREFIX=a=b_;"
            + "PSN_SUFFIX=01;PSNS_DELETABLE=true;USE_LAST_CHAR_AS_DELIMITER_AFTER_X_CHARS=4;"
            + "VALIDATE_VALUES_VIA_PARENTS=OFF;";

        Assert.True(GpasNames.TryRead(GpasNames.Alphabets + "NumbersX", GpasNames.Generators + "ReedSolomonLagrange",
            Properties, out var settings, out _));

        Assert.Equal(new()
        {
            Alphabet = "NumbersX",
            CheckDigits = CheckDigits.ReedSolomon,
            MaxDetectedErrors = 3,
            Length = 10,
            Prefix = "a=b_",
            Suffix = "01",
            IncludeSuffixInCheckDigits = true,
            DelimiterAfter = 4,
        }, settings);
        Assert.NotNull(PseudonymFormat.Create(settings));
    }

    [Theory]
    [InlineData("Verhoeff", "PSN_LENGTH=4;MAX_DETECTED_ERRORS=1;PSN_PREFIX=x;", "")]
    [InlineData("Verhoeff", "", "")]
    [InlineData("Verhoeff", "PSN_LENGTH=four;", "PSN_LENGTH")]
    [InlineData("Verhoeff", "PSN_LENGHT=4;", "PSN_LENGHT")]
    [InlineData("Verhoeff", "PSN_LENGTH", "PSN_LENGTH")]
    [InlineData("Crc32", "PSN_LENGTH=4;", "Crc32")]
    public void What_a_domain_of_gpas_says_and_is_not_known_is_named(string generator, string properties, string named)
    {
        Assert.Equal(named.Length == 0, GpasNames.TryRead("Numbers", generator, properties, out _, out var problem));
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    static CheckDigits FromGpas(string name)
    {
        Assert.True(GpasNames.TryCheckDigits(name, out var code));
        return code;
    }

    static void AllValid(PseudonymFormatSettings settings, string[] made)
    {
        var format = PseudonymFormat.Create(settings);
        foreach (var pseudonym in made)
        {
            Assert.Equal(PseudonymFault.None, format.Validate(settings.Prefix + pseudonym).Fault);
            Assert.Equal(settings.Prefix + pseudonym, format.Encode(format.IndexOf(settings.Prefix + pseudonym)));
        }
    }
}
