namespace TrustCenter.Consents.Tests;

public sealed class TemplateRulesTests
{
    const string Base = "PATDAT_erheben_speichern_nutzen";
    const string Samples = "BIOMAT_erheben_lagern_nutzen";
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Signed = Now.AddYears(-1);
    static readonly DateOnly Born = new(2012, 7, 15);

    static TemplateDefinition Form(string key) => BroadConsent.Templates().Single(form => form.Key == key);

    static TemplateDefinition Consent { get; } = Form("Patienteneinwilligung MII|1.6.d");

    static TemplateDefinition Guardians { get; } = Form("Patienteneinwilligung MII Sorgeberechtigte|1.7.2");

    static TemplateDefinition Partial { get; } =
        Form("Teilwiderruf (kompatibel zu Patienteneinwilligung MII 1.6d)|2.0");

    static TemplateDefinition Refusal { get; } = Form("Ablehnung Patienteneinwilligung MII|1.6.d");

    static string? Code(
        TemplateDefinition form, DateTimeOffset? signedAt, DateOnly? born, params (string, ModuleAnswer)[] answers) =>
        TemplateRules.Check(form, answers.ToDictionary(), signedAt, born, Now) is { } rejection
            ? $"{rejection.Code} {rejection.Path}"
            : null;

    static string? Code(TemplateDefinition form, params (string, ModuleAnswer)[] answers) =>
        Code(form, Signed, Born, answers);

    [Fact]
    public void A_complete_form_is_accepted()
    {
        Assert.Null(Code(Consent, (Base, ModuleAnswer.Accepted), (Samples, ModuleAnswer.Declined)));
        Assert.Null(Code(Consent, (Base, ModuleAnswer.Declined)));
        Assert.Null(Code(Guardians, (Base, ModuleAnswer.Accepted)));
        Assert.Null(Code(Refusal, ("MII_Einwilligung_abgelehnt", ModuleAnswer.Declined)));
        Assert.Null(Code(Partial, ("PATDAT_Loeschung", ModuleAnswer.Withdrawn)));
    }

    [Fact]
    public void What_the_form_does_not_ask_cannot_be_answered()
    {
        Assert.Equal("module-unknown answers.X",
            Code(Consent, (Base, ModuleAnswer.Accepted), ("X", ModuleAnswer.NotAsked)));
        Assert.Equal("module-without-decision answers.Geltungsdauer",
            Code(Consent, (Base, ModuleAnswer.Accepted), ("Geltungsdauer", ModuleAnswer.Accepted)));
    }

    [Theory]
    [InlineData(ModuleAnswer.Accepted, "CA..F.")]
    [InlineData(ModuleAnswer.Declined, "C..R..")]
    [InlineData(ModuleAnswer.Withdrawn, "....F.")]
    [InlineData(ModuleAnswer.Refused, "...R..")]
    [InlineData(ModuleAnswer.Objected, ".....O")]
    [InlineData(ModuleAnswer.AcceptedOptOut, ".A....")]
    [InlineData(ModuleAnswer.NotAsked, "CA.RFO")]
    [InlineData(ModuleAnswer.NotChosen, "CA.RFO")]
    public void Each_type_of_form_has_its_own_answers(ModuleAnswer answer, string types)
    {
        // Letters stand for opt-in, opt-out, refusal, withdrawal and objection.
        var expected = new Dictionary<TemplateType, bool>
        {
            [TemplateType.ConsentOptIn] = types[0] == 'C',
            [TemplateType.ConsentOptOut] = types[1] == 'A' && answer != ModuleAnswer.Accepted,
            [TemplateType.Refusal] = types[3] == 'R' || answer == ModuleAnswer.Accepted,
            [TemplateType.PartialWithdrawal] = types[4] == 'F',
            [TemplateType.FullWithdrawal] = types[4] == 'F',
            [TemplateType.Objection] = types[5] == 'O',
        };
        foreach (var (type, allowed) in expected) Assert.Equal(allowed, TemplateRules.Allows(type, answer));
    }

    [Fact]
    public void An_answer_of_another_form_is_refused()
    {
        Assert.Equal($"answer-not-allowed answers.{Base}", Code(Consent, (Base, ModuleAnswer.Withdrawn)));
        Assert.Equal("answer-not-allowed answers.PATDAT_Loeschung",
            Code(Partial, ("PATDAT_Loeschung", ModuleAnswer.Declined)));
    }

    [Fact]
    public void The_mandatory_module_is_answered_and_rules_the_others()
    {
        Assert.Equal($"mandatory-module-unanswered answers.{Base}", Code(Consent, (Samples, ModuleAnswer.Accepted)));
        Assert.Equal($"mandatory-module-unanswered answers.{Base}", Code(Consent, (Base, ModuleAnswer.Unknown)));
        Assert.Equal($"mandatory-module-declined answers.{Base}",
            Code(Consent, (Base, ModuleAnswer.Declined), (Samples, ModuleAnswer.Accepted)));
        Assert.Equal("mandatory-module-unanswered answers.MII_Einwilligung_abgelehnt", Code(Refusal));
    }

    [Theory]
    [InlineData(ModuleAnswer.Declined)]
    [InlineData(ModuleAnswer.Unknown)]
    [InlineData(ModuleAnswer.NotChosen)]
    public void A_module_needs_the_one_above_it(ModuleAnswer above) =>
        Assert.Equal("parent-module-not-accepted answers.BIOMAT_Zusatzentnahme", Code(
            Consent, (Base, ModuleAnswer.Accepted), (Samples, above),
            ("BIOMAT_Zusatzentnahme", ModuleAnswer.Accepted)));

    [Fact]
    public void A_withdrawal_that_withdraws_nothing_is_refused() =>
        Assert.Equal("nothing-answered answers", Code(Partial, ("PATDAT_Loeschung", ModuleAnswer.NotChosen)));

    [Fact]
    public void Dates_must_be_possible()
    {
        (string, ModuleAnswer) yes = (Base, ModuleAnswer.Accepted);
        Assert.Equal("signature-date-missing signedAt", Code(Consent, null, Born, yes));
        Assert.Equal("signature-before-birth signedAt", Code(Consent, Signed, new(2025, 3, 2), yes));
        Assert.Equal("date-in-future signedAt", Code(Consent, Now.AddDays(1), Born, yes));
        Assert.Equal("date-in-future birthDate", Code(Consent, Signed, new(2026, 3, 2), yes));
        Assert.Equal("date-out-of-range birthDate", Code(Consent, Signed, new(1899, 12, 31), yes));
        Assert.Equal("date-out-of-range signedAt", Code(Consent, LegalDays.StartOf(new(1899, 12, 31)), null, yes));
        Assert.Equal("date-out-of-range signedAt", Code(Consent, LegalDays.StartOf(new(2101, 1, 1)), null, yes));
        Assert.Equal("birth-date-missing birthDate", Code(Guardians, Signed, null, yes));
        Assert.Equal("signature-after-majority signedAt", Code(Guardians, Signed, new(2007, 3, 1), yes));
        Assert.Null(Code(Guardians, Signed, new(2007, 3, 2), yes));
        Assert.Null(Code(Consent, Now, Born, yes));
    }

    [Fact]
    public void A_withdrawal_is_not_refused_for_want_of_a_date() =>
        Assert.Null(Code(Partial, null, null, ("PATDAT_Loeschung", ModuleAnswer.Withdrawn)));
}
