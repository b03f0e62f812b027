using System.Net;
using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>From the letter to the withdrawal's receipt, as the pages do it.</summary>
public sealed class PortalJourneyTests(PortalApp app) : IClassFixture<PortalApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_opens_the_portal_once_and_shows_what_was_signed()
    {
        using var patient = await TestPatient.ConsentedAsync(app, "BIOMAT_Zusatzentnahme");
        var letter = await patient.OrderAsync();
        var (code, _) = await patient.CodesAsync(letter.Id);

        var setup = await patient.EnterAsync($"{code[..5]}-{code[5..10]} {code[10..].ToLowerInvariant()}");
        Assert.False(setup.Recovery);
        await patient.SetUpPasskeyAsync();

        var self = await patient.GetAsync<PortalSelf>("/me");
        Assert.Equal((TestPatient.Name, "self", false), (self.Name, self.Relation, self.UnderReview));
        var form = Assert.Single((await patient.GetAsync<PortalConsents>("/me/consents")).Forms);
        Assert.Equal(Sample.Form, form.Template);
        Assert.Equal("declined", form.Modules.Single(module => module.Name == "BIOMAT_Zusatzentnahme").State);
        var core = form.Modules.Single(module => module.Mandatory);
        Assert.Equal(("permitted", new DateOnly(2024, 3, 1), true), (core.State, core.Since, core.Withdrawable));
        Assert.Equal(HttpStatusCode.NotFound, await patient.StatusAsync(
            HttpMethod.Post, "/activation", new ActivatePortal(code, TestPatient.Born)));
    }

    [Fact]
    public async Task An_authenticator_app_opens_the_portal_and_signs_in_again_each_number_once()
    {
        using var patient = await TestPatient.ConsentedAsync(app);
        await patient.EnterAsync((await patient.CodesAsync((await patient.OrderAsync()).Id)).Qr);
        var secret = await patient.PostAsync<TotpSecret>("/setup/totp", null);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "totp-wrong"),
            await patient.RefusalAsync(HttpMethod.Post, "/setup/totp/confirmation", new TotpCode("000000x")));
        var opened = await patient.PostAsync<PortalOpened>("/setup/totp/confirmation", new TotpCode(Now(secret)));
        await patient.GetAsync<PortalSelf>("/me");

        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await patient.PostAsync<PortalSession>("/sign-in/totp",
            new SignInWithTotp(opened.AccountNumber.ToLowerInvariant(), Now(secret)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "portal-sign-in-refused"), await patient.RefusalAsync(
            HttpMethod.Post, "/sign-in/totp", new SignInWithTotp(opened.AccountNumber, Now(secret))));
    }

    [Fact]
    public async Task A_whole_withdrawal_counts_from_its_answer_on_and_its_receipt_is_there_at_once()
    {
        using var patient = await TestPatient.OpenAsync(app);
        Assert.True((await app.CheckAsync(patient.Person, 8)).Permitted);

        var receipt = await patient.WithdrawAsync();

        Assert.False((await app.CheckAsync(patient.Person, 8)).Permitted);
        var document = Assert.Single(receipt.Documents);
        Assert.Equal("full-withdrawal", document.Kind);
        using var pdf = await patient.SendAsync(HttpMethod.Get, $"/me/documents/{document.Id}/pdf", null);
        var bytes = await pdf.Content.ReadAsByteArrayAsync(Ct);
        Assert.StartsWith("%PDF", System.Text.Encoding.Latin1.GetString(bytes[..4]));
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:",
            pdf.Headers.GetValues("Repr-Digest").Single());
        using var fhir = await patient.SendAsync(HttpMethod.Get, $"/me/documents/{document.Id}/fhir", null);
        Assert.Contains("\"Bundle\"", await fhir.Content.ReadAsStringAsync(Ct));
        var form = Assert.Single((await patient.GetAsync<PortalConsents>("/me/consents")).Forms);
        Assert.False(form.Withdrawable);
        Assert.All(form.Modules, module => Assert.Equal("withdrawn", module.State));
        var progress = Assert.Single(await patient.GetAsync<List<WithdrawalProgress>>("/me/withdrawals"));
        Assert.Equal(document.Id, progress.Document);
    }

    [Fact]
    public async Task A_part_is_taken_back_with_what_rests_on_it_and_the_rest_stays()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var preview = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview",
            new PreviewWithdrawal(Sample.Form, ["BIOMAT_erheben_lagern_nutzen"]));
        Assert.False(preview.Full);
        Assert.Equal(["BIOMAT_Zusatzentnahme", "BIOMAT_erheben_lagern_nutzen"],
            preview.Ends.Select(effect => effect.Module).Order(StringComparer.Ordinal));
        Assert.False(preview.Ends.Single(effect => effect.Module == "BIOMAT_Zusatzentnahme").Asked);
        Assert.Contains(preview.Stays, effect => effect.Module == "PATDAT_erheben_speichern_nutzen");
        Assert.True((await app.CheckAsync(patient.Person, 22)).Permitted);

        var receipt = await patient.WithdrawAsync(Sample.Form, "BIOMAT_erheben_lagern_nutzen");

        Assert.Equal("partial-withdrawal", Assert.Single(receipt.Documents).Kind);
        Assert.False((await app.CheckAsync(patient.Person, 22)).Permitted);
        Assert.False((await app.CheckAsync(patient.Person, 25)).Permitted);
        Assert.True((await app.CheckAsync(patient.Person, 8)).Permitted);
    }

    [Fact]
    public async Task Taking_back_the_core_takes_back_everything_and_says_so_before()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var preview = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview",
            new PreviewWithdrawal(Sample.Form, ["PATDAT_erheben_speichern_nutzen"]));
        Assert.True(preview.Full);
        Assert.Empty(preview.Stays);
        Assert.Equal(7, preview.Ends.Count);
        Assert.Single(preview.Ends, effect => effect.Asked);
        Assert.Equal(30, preview.Kept.Years);
    }

    [Fact]
    public async Task A_withdrawal_sent_three_times_at_once_counts_once_and_is_answered_the_same()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var preview = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview", new PreviewWithdrawal());
        var command = new ConfirmWithdrawal(preview.Act, await patient.ConfirmAsync(preview.Act));
        var answers = await Task.WhenAll(
            patient.PostAsync<WithdrawalReceipt>("/me/withdrawals", command),
            patient.PostAsync<WithdrawalReceipt>("/me/withdrawals", command),
            patient.PostAsync<WithdrawalReceipt>("/me/withdrawals", command));
        var later = await patient.PostAsync<WithdrawalReceipt>("/me/withdrawals", command);
        Assert.Single(answers.Append(later).Select(answer => answer.Documents.Single().Id).Distinct());
        Assert.Equal(2, (await patient.GetAsync<List<PortalDocument>>("/me/documents")).Count);
    }

    [Fact]
    public async Task An_act_is_confirmed_by_its_own_token_in_its_own_session_only()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var one = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview", new PreviewWithdrawal());
        var other = await patient.PostAsync<WithdrawalPreview>("/me/withdrawals/preview", new PreviewWithdrawal());
        var token = await patient.ConfirmAsync(one.Act);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "portal-token-refused"), await patient.RefusalAsync(
            HttpMethod.Post, "/me/withdrawals", new ConfirmWithdrawal(other.Act, token)));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "portal-token-refused"), await patient.RefusalAsync(
            HttpMethod.Post, "/me/withdrawals", new ConfirmWithdrawal(one.Act, token)));
        token = await patient.ConfirmAsync(one.Act);
        await patient.SignInAsync();
        Assert.Equal((HttpStatusCode.NotFound, "portal-act-unknown"), await patient.RefusalAsync(
            HttpMethod.Post, "/me/withdrawals", new ConfirmWithdrawal(one.Act, token)));
        Assert.True((await app.CheckAsync(patient.Person, 8)).Permitted);
    }

    string Now(TotpSecret secret) =>
        Totp.CodeAt(TestPatient.FromBase32(secret.Secret), Totp.StepOf(app.Clock.GetUtcNow()));
}
