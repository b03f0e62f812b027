using System.Globalization;
using System.Text.Json;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class LinkageConfigurationTests
{
    static readonly LinkageConfiguration Usual = LinkageConfiguration.Usual("hospital", 1_000_000, "kvnr");

    [Fact]
    public void What_is_written_is_read_again_under_every_culture()
    {
        foreach (var culture in (string[])["", "de-DE", "tr-TR", "ar-SA"])
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var read = LinkageConfiguration.Read(Usual.Write());
            Assert.Equal(Usual.Write(), read.Write());
            Assert.Equal(Usual.Fingerprint, read.Fingerprint);
        }

        Assert.NotEqual(Usual.Fingerprint, (Usual with { Version = 2 }).Fingerprint);
        Assert.Contains("\"birthDate\"", Usual.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_is_said()
    {
        Assert.NotNull((Usual with { Schema = 2 }).Fault());
        Assert.NotNull((Usual with { Epix = "<x/>" }).Fault());
        Assert.NotNull((Usual with { FellegiSunter = null }).Fault());
        Assert.NotNull((Usual with { Identifiers = ["unheard"] }).Fault());
        Assert.NotNull((Usual with { Further = ["other"] }).Fault());
        Assert.NotNull((Usual with { Thresholds = new(5, 4) }).Fault());
        Assert.NotNull((Usual with { Thresholds = new(double.NaN, 4) }).Fault());
        Assert.NotNull((Usual with { Blocking = new([], 1) }).Fault());
        var parameters = Usual.FellegiSunter!;
        Assert.NotNull((Usual with { FellegiSunter = parameters with { Pairs = new(0.5, 0.5, 0.1, 0) } }).Fault());
        Assert.NotNull((Usual with { FellegiSunter = parameters with { Fields = [] } }).Fault());
        Assert.Throws<FormatException>(() => LinkageConfiguration.Read((Usual with { Schema = 2 }).Write()));
        Assert.Throws<JsonException>(() => LinkageConfiguration.Read("{\"name\":\"x\",\"stray\":1}"));
    }
}
