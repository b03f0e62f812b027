using System.Net;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class PersonCardTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int Histories = 10_000;

    [Fact]
    public void A_question_is_permitted_exactly_if_a_check_permits_each_of_its_policies()
    {
        var forms = BroadConsent.Templates();
        var seen = new HashSet<string>();
        for (var number = 1; number <= Histories; number++)
        {
            var asked = RandomHistories.Next(new Dice((ulong)number));
            var form = forms[number % forms.Length];
            var states = ModuleStates.Decide(form, asked.Documents.AsSpan(), asked.At, asked.Options);
            foreach (var state in states)
            {
                var policies = form.Modules.Single(module => module.Name == state.Name).Policies
                    .Select(policy => Check(asked, policy.Code))
                    .Where(answer => answer.Reason is not (ReasonCodes.CodeIsModule or ReasonCodes.CodeDeprecated))
                    .ToArray();
                Assert.Equal(policies.Select(answer => answer.Reason), state.Policies.Select(policy => policy.Reason));
                Assert.Equal(policies.Length > 0 && policies.All(answer => answer.Permitted),
                    state.State == ReasonCodes.Permitted);
                Assert.Equal(policies.Any(answer => answer.Permitted),
                    state.State is ReasonCodes.Permitted or ModuleStates.Partly);
                Assert.Equal(policies.Where(answer => answer.Permitted).Min(answer => answer.Until), state.Until);
                seen.Add(state.State);
            }
        }

        Assert.Superset(new HashSet<string>
        {
            ReasonCodes.Permitted, ModuleStates.Partly, ReasonCodes.Declined, ReasonCodes.Withdrawn,
            ReasonCodes.Expired, ReasonCodes.NoDocument,
        }, seen);
    }

    [Fact]
    public async Task The_card_says_what_was_signed_and_which_forms_take_it_back()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, "2026-01-05", "BIOMAT_Zusatzentnahme"));

        var form = Assert.Single((await CardAsync(person)).Forms);

        Assert.Equal(Sample.Form, form.Template);
        Assert.Equal(new DateOnly(2026, 1, 5), DateOnly.FromDateTime(form.SignedAt!.Value.Date));
        Assert.NotNull(form.FullWithdrawal);
        Assert.NotNull(form.PartialWithdrawal);
        Assert.Equal("permitted", StateOf(form, "PATDAT_erheben_speichern_nutzen"));
        Assert.Equal("declined", StateOf(form, "BIOMAT_Zusatzentnahme"));

        await app.WithdrawAsync(Sample.Withdrawal(person));
        Assert.Equal("withdrawn",
            StateOf(Assert.Single((await CardAsync(person)).Forms), "PATDAT_erheben_speichern_nutzen"));
    }

    [Fact]
    public async Task Whom_nobody_knows_has_the_form_that_would_be_asked_and_no_answer()
    {
        var card = await CardAsync(Sample.NewPerson());

        Assert.False(card.Known);
        var form = Assert.Single(card.Forms);
        Assert.Null(form.SignedAt);
        Assert.All(form.Modules, module => Assert.Equal("no-document", module.State));
    }

    [Fact]
    public async Task Looking_is_written_down_and_a_foreign_domain_is_unknown()
    {
        var before = await app.CountAsync("select count(*) from audit.entries where action = 'person-card'");
        await CardAsync(Sample.NewPerson());
        Assert.Equal(before + 1,
            await app.CountAsync("select count(*) from audit.entries where action = 'person-card'"));

        using var foreign = await app.PostAsync("/api/consent/persons/card",
            new PersonQuestion("Elsewhere", [new("Pseudonym", "x")]));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    static PolicyAnswer Check(Question asked, PolicyCode code) =>
        ConsentEvaluation.Policy(asked.Documents.AsSpan(), code, asked.At, asked.Options);

    static string StateOf(FormState form, string module) =>
        form.Modules.Single(known => known.Name == module).State;

    Task<PersonCard> CardAsync(string person) => app.PostAsync<PersonCard>(
        "/api/consent/persons/card", new PersonQuestion("MII", [new("Pseudonym", person)]));
}
