using System.Net;
using System.Net.Http.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>How long somebody is in, from where, and how they get out.</summary>
public sealed class PortalSessionTests(PortalApp app) : IClassFixture<PortalApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_ends_after_ten_minutes_without_a_request()
    {
        using var patient = await TestPatient.OpenAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(9));
        await patient.GetAsync<PortalSelf>("/me");
        app.Clock.Advance(TimeSpan.FromMinutes(9));
        await patient.GetAsync<PortalSelf>("/me");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Unauthorized, await patient.StatusAsync(HttpMethod.Get, "/me"));
    }

    [Fact]
    public async Task A_session_ends_after_an_hour_whatever_is_done()
    {
        using var patient = await TestPatient.OpenAsync(app);
        for (var i = 0; i < 11; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(5));
            await patient.GetAsync<PortalSelf>("/me");
        }

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await patient.StatusAsync(HttpMethod.Get, "/me"));
        await patient.SignInAsync();
        await patient.GetAsync<PortalSelf>("/me");
    }

    [Fact]
    public async Task The_token_is_in_a_cookie_that_no_script_and_no_other_page_gets_and_nowhere_else()
    {
        using var patient = await TestPatient.ConsentedAsync(app);
        var (code, _) = await patient.CodesAsync((await patient.OrderAsync()).Id);
        using var response = await patient.SendAsync(
            HttpMethod.Post, "/activation", new ActivatePortal(code, TestPatient.Born));
        var cookie = response.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.StartsWith("trustcenter-portal=tcv_", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("; expires", cookie, StringComparison.Ordinal);
        var token = patient.Cookies.GetCookies(patient.Client.BaseAddress!).Single().Value;
        Assert.DoesNotContain("tcv_", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/consent/portal/setup/passkey/options");
        request.Headers.Authorization = new("Bearer", token);
        using var bare = await app.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", null, null)]
    [InlineData("Origin", null, null, null)]
    [InlineData("Origin", "null", null, null)]
    [InlineData("Origin", "http://127.0.0.1:1", null, null)]
    [InlineData(null, null, "Sec-Fetch-Site", "cross-site")]
    [InlineData(null, null, "Sec-Fetch-Site", "same-site")]
    public async Task What_other_pages_send_with_the_cookie_is_refused(
        string? replaced, string? origin, string? header, string? value)
    {
        using var patient = await TestPatient.OpenAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/consent/portal/me/withdrawals/preview")
        {
            Content = JsonContent.Create(new PreviewWithdrawal()),
        };
        if (replaced is not null) patient.Client.DefaultRequestHeaders.Remove(replaced);
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var response = await patient.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        // nor can they get a cookie of their own in
        Assert.Equal(HttpStatusCode.Forbidden, await ForeignSignInAsync(patient, origin, header, value));
    }

    static async Task<HttpStatusCode> ForeignSignInAsync(
        TestPatient patient, string? origin, string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/consent/portal/sign-in/passkey/options");
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var response = await patient.Client.SendAsync(request, Ct);
        return response.StatusCode;
    }

    [Fact]
    public async Task Other_sessions_can_be_seen_and_ended()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var first = patient.Cookies.GetCookieHeader(patient.Client.BaseAddress!);
        patient.Cookies.GetCookies(patient.Client.BaseAddress!).Single().Expired = true; // another browser
        await patient.SignInAsync();
        var security = await patient.GetAsync<PortalSecurity>("/me/security");
        Assert.Equal(2, security.Sessions.Count);
        Assert.Single(security.Sessions, session => session.Own);
        Assert.Equal(patient.AccountNumber, security.AccountNumber);
        Assert.Equal("Telefon", security.Passkeys.Single().Name);

        Assert.Equal(1, (await patient.PostAsync<EndedSessions>("/me/sessions/end-others", null)).Ended);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/consent/portal/me");
        request.Headers.Add("Cookie", first);
        using var plain = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = patient.Client.BaseAddress,
        };
        using var ended = await plain.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync(HttpMethod.Post, "/me/sign-out"));
        Assert.Equal(HttpStatusCode.Unauthorized, await patient.StatusAsync(HttpMethod.Get, "/me"));
    }

    [Fact]
    public async Task Ways_in_are_changed_by_whoever_has_just_shown_one_and_the_last_one_stays()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var only = (await patient.GetAsync<PortalSecurity>("/me/security")).Passkeys.Single().Id;
        Assert.Equal((HttpStatusCode.Conflict, "last-factor"),
            await patient.RefusalAsync(HttpMethod.Delete, $"/me/passkeys/{only}", null));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((HttpStatusCode.Unauthorized, "sign-in-too-old"),
            await patient.RefusalAsync(HttpMethod.Delete, $"/me/passkeys/{only}", null));
        var request = await patient.PostAsync<PasskeyRequest>(
            "/me/reauthentication/options", new AskReauthentication());
        await patient.PostAsync<Reauthenticated>("/me/reauthentication",
            new Reauthenticate(Passkey: patient.Key.Answer(request)));

        using var second = new TestAuthenticator();
        var options = await patient.PostAsync<PasskeyCreation>("/me/passkeys/options", null);
        Assert.Single(options.Exclude);
        await patient.PostAsync<PasskeyView>("/me/passkeys", second.Create(options, "Rechner"));
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync(HttpMethod.Delete, $"/me/passkeys/{only}"));
        Assert.Equal("Rechner", (await patient.GetAsync<PortalSecurity>("/me/security")).Passkeys.Single().Name);
    }

    [Fact]
    public async Task Deleting_the_account_withdraws_nothing()
    {
        using var patient = await TestPatient.OpenAsync(app);
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync(HttpMethod.Delete, "/me/account"));
        Assert.Equal(HttpStatusCode.Unauthorized, await patient.StatusAsync(HttpMethod.Get, "/me"));
        Assert.True((await app.CheckAsync(patient.Person, 8)).Permitted);
        using var again = new TestPatient(app, patient.Person);
        await again.ActivateAsync(); // a new account by a new letter
        await again.GetAsync<PortalSelf>("/me");
    }

    [Fact]
    public async Task Five_wrong_numbers_of_an_app_make_the_account_wait()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var secret = await patient.PostAsync<TotpSecret>("/me/totp", null);
        Assert.Equal(HttpStatusCode.NoContent, await patient.StatusAsync(
            HttpMethod.Post, "/me/totp/confirmation", new TotpCode(NumberOf(secret))));
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignInAsync(patient, "12345"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SignInAsync(patient, NumberOf(secret)));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(patient, NumberOf(secret)));
    }

    string NumberOf(TotpSecret secret) =>
        Totp.CodeAt(TestPatient.FromBase32(secret.Secret), Totp.StepOf(app.Clock.GetUtcNow()));

    static Task<HttpStatusCode> SignInAsync(TestPatient patient, string code) => patient.StatusAsync(
        HttpMethod.Post, "/sign-in/totp", new SignInWithTotp(patient.AccountNumber, code));
}
