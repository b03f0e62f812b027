using System.Collections.Immutable;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

public sealed class DomainTests
{
    static readonly ConsentDomainSettings Wish = new(["Pseudonym", "Fall-ID"], Label: "Kohorte");

    static DomainSettings Settings(ConsentDomainSettings? wish = null, string name = "Kohorte 7")
    {
        Assert.Null(DomainRules.Read(name, wish ?? Wish, out var settings));
        return settings;
    }

    static Func<ConsentDomain, Decision> Changing(ConsentDomainSettings wish) =>
        domain => ChangingDomainSettings.Decide(domain, Settings(wish));

    [Fact]
    public void A_domain_is_created_once()
    {
        Spec.Given<ConsentDomain>().When(domain => CreatingDomain.Decide(domain, Settings()))
            .Then(new DomainCreated(Settings()));
        Spec.Given<ConsentDomain>(new DomainCreated(Settings()))
            .When(domain => CreatingDomain.Decide(domain, Settings())).ThenRefused("domain-exists");
    }

    [Fact]
    public void What_is_left_open_gets_the_usual_values()
    {
        var settings = Settings();
        Assert.Equal(("Kohorte", "Kohorte", "Pseudonym", DomainRules.GicsPolicySystem, "not_checked", true),
            (settings.Label, settings.OrganisationName, settings.SafeSignerIdType, settings.PolicySystem,
                settings.DefaultQuality, settings.OmitDenies));
        Assert.Equal(["checked_major_faults", "invalidated"], settings.InvalidQuality);
        Assert.False(settings.Options().GicsCompatible);
    }

    [Fact]
    public void Settings_decide_how_documents_are_evaluated()
    {
        var options = Settings(Wish with { Compatibility = "gics", RevokeIsPermanent = true }).Options("1.1");
        Assert.Equal((true, true, "1.1"), (options.GicsCompatible, options.RevokeIsPermanent, options.PolicyVersion));
    }

    [Fact]
    public void The_label_can_be_changed() =>
        Spec.Given<ConsentDomain>(new DomainCreated(Settings())).When(Changing(Wish with { Label = "Kohorte sieben" }))
            .Then(new DomainSettingsChanged(Settings(Wish with { Label = "Kohorte sieben" })));

    [Fact]
    public void Saying_the_same_twice_changes_nothing() =>
        Spec.Given<ConsentDomain>(new DomainCreated(Settings())).When(Changing(Wish)).ThenNothing();

    [Fact]
    public void A_signer_id_type_can_be_added_but_not_removed()
    {
        var given = Spec.Given<ConsentDomain>(new DomainCreated(Settings()));
        var more = Wish with { SignerIdTypes = ["PID", "Pseudonym", "Fall-ID"] };
        given.When(Changing(more)).Then(new DomainSettingsChanged(Settings(more)));
        given.When(Changing(Wish with { SignerIdTypes = ["Pseudonym"] })).ThenRefused("signer-id-type-in-use");
    }

    [Fact]
    public void The_policy_system_stays() =>
        Spec.Given<ConsentDomain>(new DomainCreated(Settings()))
            .When(Changing(Wish with { PolicySystem = "urn:oid:1.2.3" })).ThenRefused("policy-system-fixed");

    [Fact]
    public void Settings_of_no_domain_cannot_be_changed() =>
        Spec.Given<ConsentDomain>().When(Changing(Wish)).ThenRefused("domain-unknown");

    [Theory]
    [InlineData("")]
    [InlineData(" x")]
    [InlineData("x ")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a;b")]
    [InlineData("a|b")]
    [InlineData("Domäne")]
    [InlineData("x\n")]
    [InlineData("<b>")]
    public void Names_that_cannot_stand_in_an_address_are_refused(string name) =>
        Assert.Equal("domain-name-invalid", DomainRules.Read(name, Wish, out _)?.Code);

    public static TheoryData<ConsentDomainSettings, string> Wrong => new()
    {
        { Wish with { SignerIdTypes = [] }, "signer-id-types-invalid" },
        { Wish with { SignerIdTypes = ["A", "A"] }, "signer-id-types-invalid" },
        { Wish with { SafeSignerIdType = "PID" }, "safe-signer-id-type-unknown" },
        { Wish with { PolicySystem = "kein URI" }, "policy-system-invalid" },
        { Wish with { Compatibility = "GICS" }, "compatibility-invalid" },
        { Wish with { DefaultQuality = "great" }, "quality-unknown" },
        { Wish with { InvalidQuality = ["not_checked"] }, "quality-invalid" },
        { Wish with { Label = "<img src=x onerror=alert(1)>" }, "markup-not-allowed" },
        { Wish with { OrganisationName = new string('x', 201) }, "too-long" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Settings_that_contradict_themselves_are_refused(ConsentDomainSettings wish, string code) =>
        Assert.Equal(code, DomainRules.Read("D", wish, out _)?.Code);

    [Fact]
    public void A_retired_consent_form_is_signed_no_more_but_its_withdrawal_is()
    {
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var forms = BroadConsent.Templates();
        var consent = forms.First(form => form.Key == "Patienteneinwilligung MII|1.6.d");
        var withdrawal = forms.First(form => form.Type == TemplateType.FullWithdrawal);
        var settings = BroadConsent.Settings with
        {
            RetiredTemplates = ImmutableDictionary<string, DateTimeOffset>.Empty
                .Add(consent.Key, since).Add(withdrawal.Key, since),
        };
        Assert.Equal("template-retired", settings.Retirement(consent, since)?.Code);
        Assert.Null(settings.Retirement(consent, since.AddSeconds(-1)));
        Assert.Null(settings.Retirement(withdrawal, since.AddYears(1)));
        Assert.Null(BroadConsent.Settings.Retirement(consent, since));
    }
}
