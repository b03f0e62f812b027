using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class TemplateFaultsTests
{
    static readonly Dictionary<string, TemplateDefinition> Shipped =
        BroadConsent.Templates().ToDictionary(form => form.Key);
    static readonly TemplateDefinition Consent = Shipped["Patienteneinwilligung MII|1.7.2"];
    static readonly TemplateDefinition Full =
        Shipped["Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.7.2)|2.0"];

    static string[] Faults(TemplateDefinition form) => [.. TemplateFaults.Of(form, BroadConsent.Settings, Shipped)
        .Select(fault => $"{fault.Code} {fault.Path}")];

    static TemplateDefinition With(int module, Func<TemplateModule, TemplateModule> change) =>
        Consent with { Modules = Consent.Modules.SetItem(module, change(Consent.Modules[module])) };

    static TemplateDefinition Policy(string text, string? validity)
    {
        Assert.True(PolicyCode.TryParse(text, out var code));
        return With(1, module => module with { Policies = [new(code, "X", "X", "1", validity, false)] });
    }

    [Fact]
    public void All_shipped_forms_are_without_fault() =>
        Assert.All(Shipped.Values, form => Assert.Empty(Faults(form)));

    [Theory]
    [InlineData("bei [Name der behandelnden Einrichtung]")]
    [InlineData("[falls zutreffend: Krankenkasse]")]
    [InlineData("offen [")]
    [InlineData("zu ]")]
    public void A_placeholder_keeps_a_form_from_being_signed(string text)
    {
        Assert.Equal(["placeholder-unresolved modules[3].text"], Faults(With(3, m => m with { Text = text })));
        Assert.Equal(["placeholder-unresolved modules[3].title"], Faults(With(3, m => m with { Title = text })));
        Assert.Equal(["placeholder-unresolved title"], Faults(Consent with { Title = text }));
        Assert.Equal(["placeholder-unresolved introduction"], Faults(Consent with { Introduction = text }));
        Assert.Equal(["placeholder-unresolved closing"], Faults(Consent with { Closing = text }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<p>&nbsp;<br></p>")]
    public void A_question_without_words_is_none(string text) =>
        Assert.Equal(["text-missing modules[1].text"], Faults(With(1, module => module with { Text = text })));

    [Fact]
    public void A_heading_needs_no_text_but_something()
    {
        Assert.Empty(Faults(With(0, module => module with { Text = "" })));
        Assert.Equal(["text-missing modules[0].text"], Faults(With(0, m => m with { Text = "", Title = " " })));
        Assert.Equal(["text-missing title"], Faults(Consent with { Title = "" }));
    }

    [Fact]
    public void Modules_are_unique_and_build_on_questions_that_exist()
    {
        Assert.Equal(["module-twice modules[2].name"],
            Faults(With(2, m => m with { Name = Consent.Modules[1].Name, Policies = [], Parent = null })));
        Assert.Equal(["parent-unknown modules[2].parent"], Faults(With(2, m => m with { Parent = "Nirgends" })));
        Assert.Equal(["parent-unknown modules[2].parent"], Faults(With(2, m => m with { Parent = "PATDAT_Intro" })));
    }

    [Fact]
    public void No_question_needs_itself()
    {
        Assert.Contains("parent-cycle modules[1].parent",
            Faults(With(1, module => module with { Parent = Consent.Modules[2].Name })));
        Assert.Contains("parent-cycle modules[1].parent", Faults(With(1, m => m with { Parent = m.Name })));
    }

    [Fact]
    public void A_text_without_boxes_permits_nothing() => Assert.Contains("text-with-answer modules[1]",
        Faults(With(1, module => module with { Decision = false })));

    [Fact]
    public void A_form_without_question_is_none() => Assert.Contains("no-question modules",
        Faults(Consent with { Modules = [Consent.Modules[0]] }));

    [Theory]
    [InlineData(PolicyCode.MiiPrefix + "6", "P5Y", null)]
    [InlineData(PolicyCode.MiiPrefix + "6", "P30Y", "validity-too-long modules[1].policies[0].validity")]
    [InlineData(PolicyCode.MiiPrefix + "6", null, "validity-too-long modules[1].policies[0].validity")]
    [InlineData(PolicyCode.MiiPrefix + "8", null, null)]
    [InlineData(PolicyCode.MiiPrefix + "46", "P5Y", "policy-deprecated modules[1].policies[0].code")]
    [InlineData(PolicyCode.MiiPrefix + "1", "P5Y", "policy-is-module modules[1].policies[0].code")]
    [InlineData(PolicyCode.MiiPrefix + "999", "P5Y", "policy-unknown modules[1].policies[0].code")]
    [InlineData("urn:other|6", "P5Y", "policy-unknown modules[1].policies[0].code")]
    public void Policies_are_the_nations_and_last_no_longer(string code, string? validity, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], Faults(Policy(code, validity)));

    [Fact]
    public void A_policy_stands_in_a_module_once() => Assert.Equal(["policy-twice modules[1].policies[9].code"],
        Faults(With(1, module => module with { Policies = module.Policies.Add(module.Policies[0]) })));

    [Fact]
    public void Consents_withdraw_nothing_and_withdrawals_something()
    {
        Assert.Equal(["consent-withdraws withdraws"], Faults(Consent with { Withdraws = [Consent.Key] }));
        Assert.Equal(["withdraws-nothing withdraws"], Faults(Full with { Withdraws = [] }));
        Assert.Equal(["template-unknown withdraws[0]"], Faults(Full with { Withdraws = ["Nirgends|1"] }));
    }

    [Fact]
    public void A_full_withdrawal_forgets_no_policy()
    {
        var whole = Full.Modules[0];
        var module = whole with { Policies = [.. whole.Policies.Where(policy => policy.Code != PolicyCode.Mii(45))] };
        Assert.Contains("withdrawal-incomplete withdraws[0]", Faults(Full with { Modules = [module] }));
    }

    [Fact]
    public void Domains_with_codes_of_their_own_use_them()
    {
        Assert.Null(DomainRules.Read("G", new(["PID"], PolicySystem: "https://example.org/codes"), out var domain));
        var wish = new ConsentTemplate("Teilnahme", "1.0", "consent-opt-in", "Teilnahme",
            [new("Teilnahme", "1.0", "Teilnahme", "Ich nehme teil.", Policies: [new("Teilnahme")])]);
        Assert.Null(TemplateReading.TryRead(domain, wish, out var form));
        Assert.Equal(new("https://example.org/codes", "Teilnahme"), form.Modules[0].Policies[0].Code);
        Assert.Empty(TemplateFaults.Of(form, domain, Shipped));
    }

    public static TheoryData<ConsentTemplate, string, string> Unreadable
    {
        get
        {
            var fine = TemplateViews.Of(Consent);
            ConsentTemplate Module(Func<ConsentTemplateModule, ConsentTemplateModule> change) =>
                fine with { Modules = [change(fine.Modules[0]), .. fine.Modules.Skip(1)] };
            return new()
            {
                { fine with { Name = "a|b" }, "name-invalid", "name" },
                { fine with { Name = ".." }, "name-invalid", "name" },
                { fine with { Name = "x\n" }, "name-invalid", "name" },
                { fine with { Version = "1\n" }, "version-invalid", "version" },
                { fine with { Version = "1 0" }, "version-invalid", "version" },
                { fine with { Type = "CONSENT" }, "value-unknown", "type" },
                { fine with { Signatory = "dog" }, "value-unknown", "signatory" },
                { fine with { Validity = "30 Jahre" }, "validity-invalid", "validity" },
                { fine with { PolicyUri = "keiner" }, "uri-invalid", "policyUri" },
                { fine with { Title = "<img src=x onerror=alert(1)>" }, "markup-not-allowed", "title" },
                { fine with { Introduction = "<img src=x onerror=alert(1)>" }, "markup-not-allowed", "introduction" },
                { fine with { Closing = "<p onanimationend=x>y</p>" }, "markup-not-allowed", "closing" },
                { fine with { Withdraws = ["x"] }, "template-key-invalid", "withdraws[0]" },
                { Module(m => m with { Text = "<script>" }), "markup-not-allowed", "modules[0].text" },
                { Module(m => m with { Title = "<b>x</b>" }), "markup-not-allowed", "modules[0].title" },
                { Module(m => m with { Name = "" }), "name-invalid", "modules[0].name" },
                { Module(m => m with { Policies = [new("a b")] }), "policy-invalid", "modules[0].policies[0].code" },
                { Module(m => m with { Policies = [new("6", Display: "<i>")] }), "markup-not-allowed",
                    "modules[0].policies[0].display" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_stored_is_refused_with_its_place(ConsentTemplate wish, string code, string path)
    {
        var fault = TemplateReading.TryRead(BroadConsent.Settings, wish, out _);
        Assert.Equal((code, path), (fault?.Code, fault?.Path));
    }
}
