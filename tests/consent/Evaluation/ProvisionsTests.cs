using System.Collections.Immutable;

namespace TrustCenter.Consents.Tests;

public sealed class ProvisionsTests
{
    static readonly DateTimeOffset Signed = LegalDays.StartOf(new(2024, 3, 1));

    static TemplateDefinition Form(string key) => BroadConsent.Templates().Single(form => form.Key == key);

    static ImmutableArray<Provision> Derived(
        TemplateDefinition form, ModuleAnswer answer, DateOnly? born = null, DateTimeOffset? signed = null) =>
        Provisions.Derive(
            form, form.Modules.ToDictionary(module => module.Name, _ => answer), signed ?? Signed, born);

    [Theory]
    [InlineData(ModuleAnswer.Unknown)]
    [InlineData(ModuleAnswer.NotAsked)]
    [InlineData(ModuleAnswer.NotChosen)]
    public void A_box_left_alone_says_nothing(ModuleAnswer answer) =>
        Assert.All(BroadConsent.Templates(), form => Assert.Empty(Derived(form, answer, new(2015, 1, 1))));

    [Fact]
    public void Declining_the_past_says_nothing_but_withdrawing_and_refusing_it_do()
    {
        var past = PolicyCode.Mii(45);
        bool DeniesPast(string key, ModuleAnswer answer) =>
            Derived(Form(key), answer).Any(provision => provision.Policy == past);
        Assert.False(DeniesPast("Patienteneinwilligung MII|1.7.2", ModuleAnswer.Declined));
        Assert.True(DeniesPast("Patienteneinwilligung MII|1.7.2", ModuleAnswer.Accepted));
        Assert.True(DeniesPast("Ablehnung Patienteneinwilligung MII|1.7.2", ModuleAnswer.Declined));
        Assert.True(DeniesPast(
            "Vollständiger Widerruf (kompatibel zu Patienteneinwilligung MII 1.7.2)|2.0", ModuleAnswer.Withdrawn));
    }

    [Fact]
    public void A_minors_assent_gives_nothing() => Assert.All(
        BroadConsent.Templates().Where(form => form.Signatory == Signatory.MinorAssent),
        form => Assert.Empty(Derived(form, ModuleAnswer.Accepted, new(2015, 1, 1))));

    [Fact]
    public void Guardians_consent_ends_with_the_minority_and_needs_a_birth_date()
    {
        var form = Form("Patienteneinwilligung MII Sorgeberechtigte|1.7.2");
        Assert.All(Derived(form, ModuleAnswer.Accepted, new(2008, 7, 15)),
            provision => Assert.Equal(new(2026, 7, 14), provision.End));
        Assert.Contains(Derived(form, ModuleAnswer.Accepted, new(2023, 1, 1)),
            provision => provision.Policy == PolicyCode.Mii(6) && provision.End == new DateOnly(2029, 2, 28));
        Assert.Empty(Derived(form, ModuleAnswer.Accepted));
        Assert.Empty(Derived(form, ModuleAnswer.Accepted, new(2006, 3, 1)));
        Assert.All(Derived(form, ModuleAnswer.Accepted, new(2006, 3, 2)),
            provision => Assert.Equal(provision.Start, provision.End));
    }

    [Fact]
    public void Withdrawals_stand_for_good() => Assert.All(
        BroadConsent.Templates().Where(
            form => form.Type is TemplateType.PartialWithdrawal or TemplateType.FullWithdrawal),
        form => Assert.All(Derived(form, ModuleAnswer.Withdrawn), provision =>
        {
            Assert.Equal(ProvisionType.Deny, provision.Type);
            Assert.Equal((new DateOnly(2024, 3, 1), new DateOnly(3000, 1, 1)), (provision.Start, provision.End));
        }));

    [Fact]
    public void A_form_that_takes_back_never_permits() => Assert.All(
        BroadConsent.Templates().Where(form => form.Type != TemplateType.ConsentOptIn),
        form => Assert.All(
            Enum.GetValues<ModuleAnswer>().SelectMany(answer => Derived(form, answer)),
            provision => Assert.Equal(ProvisionType.Deny, provision.Type)));

    [Fact]
    public void Deprecated_policies_and_modules_are_never_permitted_anew()
    {
        var form = Form("Patienteneinwilligung MII|1.6.d");
        foreach (var arc in new[] { 16, 17, 46, 47, 41, 42, 1, 18 })
        {
            var policy = new ModulePolicy(PolicyCode.Mii(arc), "x", "x", "1.0", null, false);
            var legacy = form with { Modules = [form.Modules[1] with { Policies = [policy] }] };
            Assert.Empty(Derived(legacy, ModuleAnswer.Accepted));
            Assert.Single(Derived(legacy, ModuleAnswer.Declined));
        }
    }

    [Fact]
    public void An_unreadable_period_permits_nothing()
    {
        var form = Form("Patienteneinwilligung MII|1.6.d");
        Assert.Empty(Derived(form with { Validity = "30 years" }, ModuleAnswer.Accepted));
        Assert.NotEmpty(Derived(form with { Validity = "30 years" }, ModuleAnswer.Declined));
    }

    [Fact]
    public void The_shorter_of_the_forms_and_the_policys_period_counts()
    {
        var form = Form("Patienteneinwilligung MII|1.6.d") with { Validity = "P3Y" };
        Assert.All(Derived(form, ModuleAnswer.Accepted), provision => Assert.Equal(new(2027, 2, 28), provision.End));
    }

    [Fact]
    public void Stated_provisions_lose_nothing_and_close_open_denies()
    {
        var code = PolicyCode.Mii(8);
        var day = new DateOnly(2022, 1, 1);
        var provisions = Provisions.FromExplicit(
        [
            (ProvisionType.Deny, code, day, null), (ProvisionType.Deny, code, null, day),
            (ProvisionType.Permit, code, day, null),
            (ProvisionType.Permit, code, null, day), (ProvisionType.Permit, code, day, day),
        ]);
        Assert.Equal((day, LegalDays.OpenEnd), (provisions[0].Start, provisions[0].End));
        Assert.Equal((LegalDays.Beginning, day), (provisions[1].Start, provisions[1].End));
        Assert.True(provisions[2].Start > provisions[2].End && provisions[3].Start > provisions[3].End);
        Assert.Equal((day, day), (provisions[4].Start, provisions[4].End));
        Assert.Equal(DocumentKind.Consent, Provisions.KindOf(provisions));
        Assert.Equal(DocumentKind.PartialWithdrawal, Provisions.KindOf(provisions[..2]));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("inactive", false)]
    [InlineData("entered-in-error", false)]
    [InlineData("draft", false)]
    [InlineData("Active", false)]
    [InlineData(null, false)]
    public void Only_active_resources_count(string? status, bool counts) =>
        Assert.Equal(counts, Provisions.CountsByStatus(status));

    [Fact]
    public void The_codes_never_evaluated_are_those_of_the_code_system()
    {
        foreach (var arc in Enumerable.Range(0, 200))
        {
            var code = PolicyCode.Mii(arc);
            var policy = MiiPolicyList.Find(code);
            Assert.Equal(policy is { IsModule: true }, MiiCodes.IsModule(code));
            Assert.Equal(policy is { Deprecated: true }, MiiCodes.IsDeprecated(code));
            Assert.Equal(arc, MiiCodes.Arc(code));
        }

        Assert.Equal(124, MiiPolicyList.All.Length);
        Assert.Equal(0, MiiCodes.Arc(new("https://example.org", PolicyCode.MiiPrefix + "8")));
        Assert.Equal(0, MiiCodes.Arc(new(PolicyCode.MiiSystem, PolicyCode.MiiPrefix + "08")));
        Assert.Equal(0, MiiCodes.Arc(default));
    }

    [Fact]
    public void Every_reason_has_a_sentence_in_both_languages()
    {
        var codes = typeof(ReasonCodes).GetFields().Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(codes.Order(), ReasonCodes.All.Order());
        Assert.All(codes, code =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", code);
            Assert.EndsWith(".", ReasonCodes.German(code), StringComparison.Ordinal);
            Assert.EndsWith(".", ReasonCodes.English(code), StringComparison.Ordinal);
            Assert.NotEqual(ReasonCodes.German(code), ReasonCodes.English(code));
        });
    }
}
