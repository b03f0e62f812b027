using System.Text.Json;

namespace TrustCenter.Consents.Tests;

public sealed class BroadConsentTests
{
    const string Oid = "urn:oid:2.16.840.1.113883.3.1937.777.24.2.";
    static readonly Dictionary<string, TemplateDefinition> Forms =
        BroadConsent.Templates().ToDictionary(form => form.Key);

    static TemplateDefinition Form(string key) => Forms[key];

    static int[] Arcs(IEnumerable<ModulePolicy> policies) =>
        [.. policies.Select(policy => int.Parse(policy.Code.Code[PolicyCode.MiiPrefix.Length..],
            System.Globalization.CultureInfo.InvariantCulture)).Order()];

    static int[] Arcs(string form) => Arcs(Form(form).Modules.SelectMany(module => module.Policies).Distinct());

    static int[] Arcs(string form, string module) => Arcs(Form(form).Modules.Single(m => m.Name == module).Policies);

    const string Consent = "Patienteneinwilligung MII";
    static readonly int[] Base =
        [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 19, 20, 21, 22, 23, 25, 27, 28, 29, 31, 37, 38, 39];
    static readonly int[] Only172 = [45, 49, 51, 52, 53, 55];

    [Theory]
    [InlineData("Patienteneinwilligung MII|1.6.d", 1790)]
    [InlineData("Patienteneinwilligung MII|1.6.f", 1791)]
    [InlineData("Patienteneinwilligung MII|1.7.2", 2079)]
    [InlineData("Patienteneinwilligung MII Sorgeberechtigte|1.7.2", 3542)]
    [InlineData("Patienteneinwilligung MII Minderjaehrige 7-11|1.7.2", 3543)]
    [InlineData("Patienteneinwilligung MII Minderjaehrige 12-17|1.7.2", 3544)]
    [InlineData("Ablehnung Patienteneinwilligung MII|1.6.d", 4053)]
    [InlineData("Ablehnung Patienteneinwilligung MII|1.7.2", 4054)]
    [InlineData("Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.6d)|2.0", 2718)]
    [InlineData("Teilwiderruf (kompatibel zu Patienteneinwilligung MII 1.6d)|2.0", 2719)]
    [InlineData("Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.6f)|2.0", 2720)]
    [InlineData("Teilwiderruf (kompatibel zu Patienteneinwilligung MII 1.6f)|2.0", 2721)]
    [InlineData("Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.7.2)|2.0", 2722)]
    [InlineData("Teilwiderruf (kompatibel zu Patienteneinwilligung MII 1.7.2)|2.0", 2723)]
    [InlineData("Zusatzmodul ACRIBiS (Z2)|1.0", 4031)]
    [InlineData("Zusatzmodul Patientenbefragung (Z3)|1.0", 4036)]
    [InlineData("Zusatzmodul SNID (Z4)|1.0", 4037)]
    [InlineData("Zusatzmodul DZPG (Z5)|1.0", 4048)]
    public void Each_national_document_is_shipped_under_its_policy_uri(string key, int oid) =>
        Assert.Equal(Oid + oid, Form(key).PolicyUri);

    [Theory]
    [InlineData("1.6.d")]
    [InlineData("1.6.f")]
    public void The_1_6_forms_ask_for_25_policies_and_none_of_the_later_ones(string version) =>
        Assert.Equal(Base, Arcs($"{Consent}|{version}"));

    [Theory]
    [InlineData("")]
    [InlineData(" Sorgeberechtigte")]
    [InlineData(" Minderjaehrige 12-17")]
    public void The_1_7_2_forms_also_ask_for_the_past_and_for_other_countries(string suffix) =>
        Assert.Equal([.. Base.Concat(Only172).Order()], Arcs($"{Consent}{suffix}|1.7.2"));

    [Fact]
    public void The_modules_of_1_6_d_stand_in_the_order_of_the_form() => Assert.Equal(
        [
            "PATDAT_Intro", "PATDAT_erheben_speichern_nutzen", "KKDAT_Intro",
            "KKDAT_retrospektiv_uebertragen_speichern_nutzen", "KKDAT_prospektiv_uebertragen_speichern_nutzen",
            "BIOMAT_Intro", "BIOMAT_erheben_lagern_nutzen", "BIOMAT_Zusatzentnahme", "Rekontaktierung_Intro",
            "Rekontaktierung_Ergaenzungen", "Rekontaktierung_Zusatzbefund", "Geltungsdauer", "Widerrufsrecht",
        ],
        Form($"{Consent}|1.6.d").Modules.Select(module => module.Name));

    [Theory]
    [InlineData("PATDAT_erheben_speichern_nutzen", "1567", null)]
    [InlineData("KKDAT_retrospektiv_uebertragen_speichern_nutzen", "1593", "PATDAT_erheben_speichern_nutzen")]
    [InlineData("KKDAT_prospektiv_uebertragen_speichern_nutzen", "1594", "PATDAT_erheben_speichern_nutzen")]
    [InlineData("BIOMAT_erheben_lagern_nutzen", "1595", "PATDAT_erheben_speichern_nutzen")]
    [InlineData("BIOMAT_Zusatzentnahme", "1596", "BIOMAT_erheben_lagern_nutzen")]
    [InlineData("Rekontaktierung_Ergaenzungen", "1597", "PATDAT_erheben_speichern_nutzen")]
    [InlineData("Rekontaktierung_Zusatzbefund", "1598", "PATDAT_erheben_speichern_nutzen")]
    public void Questions_have_their_code_and_need_what_they_build_on(string name, string question, string? parent)
    {
        var module = Form($"{Consent}|1.6.d").Modules.Single(module => module.Name == name);
        Assert.Equal($"2.16.840.1.113883.3.1937.777.24.2.{question}", module.QuestionCode);
        Assert.Equal(parent, module.Parent);
        Assert.Equal(parent is null, module.Mandatory);
    }

    [Fact]
    public void Only_the_modules_about_the_past_say_nothing_when_declined() => Assert.Equal(
        ["BIOMAT_retrospektiv_speichern_nutzen", "PATDAT_retrospektiv_verarbeiten_nutzen"],
        Forms.Values.SelectMany(form => form.Modules).Where(module => module.SilentWhenDeclined)
            .Select(module => module.Name).Distinct().Order());

    [Fact]
    public void Collecting_lasts_5_years_and_one_time_transfers_are_used_up()
    {
        var policies = Form($"{Consent}|1.7.2").Modules.SelectMany(module => module.Policies).ToArray();
        Assert.Equal([6, 15, 19, 21, 25, 39], Arcs(policies.Where(policy => policy.Validity == "P5Y")));
        Assert.Equal([11, 38], Arcs(policies.Where(policy => policy.SingleUse)));
        Assert.All(policies.Where(policy => !policy.SingleUse), policy => Assert.NotNull(policy.Validity));
    }

    [Theory]
    [InlineData("PATDAT_Erhebungsende", new[] { 2, 6 }, new int[0])]
    [InlineData("PATDAT_Loeschung", new[] { 3, 4, 5, 7, 8, 9 }, new[] { 45, 49 })]
    [InlineData("BIOMAT_Erhebungsende", new[] { 19 }, new int[0])]
    [InlineData("BIOMAT_Zusatzmengen_Erhebungsende", new[] { 25 }, new int[0])]
    [InlineData("BIOMAT_Vernichtung", new[] { 20, 21, 22, 23 }, new[] { 51, 52, 53, 55 })]
    [InlineData("KKDAT_prospektiv_Uebertragungsende", new[] { 15, 39 }, new int[0])]
    [InlineData("KKDAT_retrospektiv_Uebertragungsende", new[] { 11, 38 }, new int[0])]
    [InlineData("KKDAT_Loeschung", new[] { 12, 13, 16, 17 }, new int[0])]
    [InlineData("Kontaktsperre_Informationen_wissenschaftliche_Fragen_neue_Studien", new[] { 27, 28, 29 }, new int[0])]
    [InlineData("Kontaktsperre_gesundheitsrelevante_Analyseergebnisse", new[] { 31, 37 }, new int[0])]
    public void A_partial_withdrawal_takes_back_what_the_national_forms_say(string module, int[] denied, int[] since172)
    {
        foreach (var version in (string[])["1.6d", "1.6f"])
            Assert.Equal(denied, Arcs($"Teilwiderruf (kompatibel zu {Consent} {version})|2.0", module));
        Assert.Equal([.. denied, .. since172], Arcs($"Teilwiderruf (kompatibel zu {Consent} 1.7.2)|2.0", module));
    }

    [Theory]
    [InlineData("1.6d")]
    [InlineData("1.6f")]
    public void The_full_withdrawals_of_1_6_deny_27_policies(string version) => Assert.Equal(
        [.. Base.Append(16).Append(17).Order()],
        Arcs($"Vollständiger Widerruf (kompatibel zu {Consent} {version})|2.0"));

    [Fact]
    public void The_full_withdrawal_of_1_7_2_denies_everything_including_the_add_ons()
    {
        var deniable = MiiPolicyList.All.Where(policy => !policy.IsModule && !policy.Deprecated)
            .Select(policy => policy.Code).Append(PolicyCode.Mii(16)).Append(PolicyCode.Mii(17));
        Assert.Equal(deniable.Select(code => code.Code).Order(StringComparer.Ordinal),
            Form($"Vollständiger Widerruf (kompatibel zu {Consent} 1.7.2)|2.0").Modules
                .SelectMany(module => module.Policies).Select(policy => policy.Code.Code)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_consent_form_can_be_withdrawn_completely()
    {
        foreach (var form in Forms.Values.Where(form => form.Type == TemplateType.ConsentOptIn))
        {
            Assert.Contains(Forms.Values, withdrawal => withdrawal.Type == TemplateType.FullWithdrawal
                && withdrawal.Withdraws.Contains(form.Key)
                && form.Modules.SelectMany(module => module.Policies).Select(policy => policy.Code)
                    .All(withdrawal.Modules.SelectMany(module => module.Policies).Select(policy => policy.Code)
                        .Contains));
        }
    }

    [Fact]
    public void Deprecated_policies_are_in_no_consent_and_no_refusal() => Assert.DoesNotContain(
        Forms.Values.Where(form => form.Type is TemplateType.ConsentOptIn or TemplateType.Refusal)
            .SelectMany(form => form.Modules).SelectMany(module => module.Policies),
        policy => MiiPolicyList.Find(policy.Code)!.Deprecated);

    [Fact]
    public void Every_policy_of_every_form_is_in_the_code_list_with_the_same_validity()
    {
        foreach (var policy in Forms.Values.SelectMany(form => form.Modules).SelectMany(module => module.Policies))
        {
            var listed = MiiPolicyList.Find(policy.Code);
            Assert.NotNull(listed);
            Assert.False(listed.IsModule);
            Assert.Equal(
                (listed.Validity, listed.SingleUse, listed.Name), (policy.Validity, policy.SingleUse, policy.Name));
        }
    }

    [Fact]
    public void The_texts_say_that_they_are_demonstration_texts()
    {
        foreach (var form in Forms.Values)
        {
            Assert.Contains("Demonstrationstext", form.Title, StringComparison.Ordinal);
            var texts = form.Modules.Select(module => module.Text).Append(form.Introduction).Append(form.Closing);
            foreach (var text in texts)
                Assert.StartsWith("<p><strong>Demonstrationstext.</strong> ", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_of_the_incumbent_lead_to_the_policy()
    {
        Assert.Equal(PolicyCode.Mii(8), MiiPolicyList.FindByName("MDAT_wissenschaftlich_nutzen_EU_DSGVO_NIVEAU")?.Code);
        Assert.Equal(
            PolicyCode.Mii(8), MiiPolicyList.FindByName("MDAT_wissenschaftlich_nutzen_EU_DSGVO_konform")?.Code);
        Assert.Equal(PolicyCode.Mii(31), MiiPolicyList.FindByName("Rekontaktierung_Zusatzbefund")?.Code);
        Assert.Null(MiiPolicyList.FindByName("PATDAT_erheben_speichern_nutzen"));
    }

    [Fact]
    public void The_code_list_agrees_with_the_national_code_system()
    {
        var published = PublishedTree();
        Assert.SkipWhen(published is null, "The published code system is not beside this repository.");
        var listed = MiiPolicyList.All.ToDictionary(policy => policy.Code.Code);
        Assert.Equal(124, listed.Count);
        foreach (var module in published.RootElement.GetProperty("modules").EnumerateArray())
        {
            var code = module.GetProperty("code").GetString()!;
            Assert.True(listed[code].IsModule);
            foreach (var policy in module.GetProperty("policies").EnumerateArray())
            {
                var ours = listed[policy.GetProperty("code").GetString()!];
                Assert.Equal(code, ours.Module?.Code);
                Assert.Equal(policy.GetProperty("display_de").GetString()!.Trim(), ours.Display);
                Assert.Equal(policy.GetProperty("validity").GetString(), ours.Validity);
                Assert.Equal(policy.GetProperty("singleUse").GetBoolean(), ours.SingleUse);
                Assert.Equal(policy.GetProperty("deprecated").GetBoolean(), ours.Deprecated);
            }
        }
    }

    static JsonDocument? PublishedTree()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "consent", "mii-policy-tree.json");
            if (File.Exists(file)) return JsonDocument.Parse(File.ReadAllText(file));
        }

        return null;
    }
}
