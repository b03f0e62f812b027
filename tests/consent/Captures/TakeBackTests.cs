using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class TakeBackTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int MedicalData = 6;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_taken_back_in_a_confirmed_session_which_ends_with_it()
    {
        var (tablet, person) = await GivenAsync();
        var bundle = await tablet.OpenAsync(person);
        var may = await MayAsync(bundle.Token);
        Assert.NotNull(may.Part);

        var receipt = await TestTablet.SendAsync<CaptureReceipt>(
            app, bundle.Token, "/api/consent/capture/withdrawal", new TakeBack());

        Assert.False((await app.CheckAsync(person, MedicalData)).Permitted);
        Assert.NotNull(receipt.Documents[0].Copy);
        using var again = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/withdrawal", new TakeBack());
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        await tablet.OpenAsync(Sample.NewPerson());
    }

    [Fact]
    public async Task A_part_is_taken_back_by_the_boxes_of_its_form_and_by_no_others()
    {
        var (tablet, person) = await GivenAsync();
        var bundle = await tablet.OpenAsync(person);
        var box = (await MayAsync(bundle.Token)).Part!.Form.Modules.First(module => module.Decision).Name;

        using var other = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/withdrawal", new TakeBack(["ERFUNDEN"]));
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        var receipt = await TestTablet.SendAsync<CaptureReceipt>(
            app, bundle.Token, "/api/consent/capture/withdrawal", new TakeBack([box], "tr"));

        Assert.Single(receipt.Documents);
    }

    [Fact]
    public async Task For_a_minor_as_many_guardians_take_back_as_give()
    {
        const string Born = "2018-06-01";
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var given = await tablet.OpenAsync(person, Born);
        using var delivered = await tablet.DeliverAsync(
            TestTablet.Seal(given, TestTablet.Content(given, "guardian", "guardian")));
        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);
        Assert.True((await app.CheckAsync(person, MedicalData)).Permitted);
        var bundle = await tablet.OpenAsync(person, Born);
        Assert.Equal(2, (await MayAsync(bundle.Token)).GuardiansNeeded);

        foreach (var (code, command) in new (string, TakeBack)[]
        {
            ("guardians-missing", new TakeBack()),
            ("guardians-missing", new TakeBack(Guardians: ["Ada Zylinder"])),
            ("guardians-missing", new TakeBack(Guardians: ["Ada Zylinder", " ada zylinder "])),
            ("required", new TakeBack(Guardians: ["Ada Zylinder", " "])),
        })
        {
            using var refused = await TestTablet.SendAsync(
                app, bundle.Token, "/api/consent/capture/withdrawal", command);
            Assert.Equal(code, await CodeAsync(refused));
        }

        Assert.True((await app.CheckAsync(person, MedicalData)).Permitted);
        await TestTablet.SendAsync<CaptureReceipt>(app, bundle.Token, "/api/consent/capture/withdrawal",
            new TakeBack(Guardians: ["Ada Zylinder", "Ole Zylinder"]));
        Assert.False((await app.CheckAsync(person, MedicalData)).Permitted);
    }

    [Fact]
    public async Task One_guardian_takes_back_who_declares_to_decide_alone_and_nobody_for_who_is_of_age()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var given = await tablet.OpenAsync(person, "2018-06-01");
        using var delivered = await tablet.DeliverAsync(TestTablet.Seal(
            given, TestTablet.Content(given, "guardian") with { AloneEntitled = true }));
        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);
        var bundle = await tablet.OpenAsync(person, "2018-06-01");
        await TestTablet.SendAsync<CaptureReceipt>(app, bundle.Token, "/api/consent/capture/withdrawal",
            new TakeBack(Guardians: ["Ada Zylinder"], AloneEntitled: true));
        Assert.False((await app.CheckAsync(person, MedicalData)).Permitted);

        var (other, grown) = await GivenAsync();
        var own = await other.OpenAsync(grown);
        Assert.Equal(0, (await MayAsync(own.Token)).GuardiansNeeded);
        using var refused = await TestTablet.SendAsync(app, own.Token, "/api/consent/capture/withdrawal",
            new TakeBack(Guardians: ["Ada Zylinder"]));
        Assert.Equal("signer-role-invalid", await CodeAsync(refused));
    }

    [Fact]
    public async Task Nobody_takes_back_before_the_birthday_is_confirmed_or_where_nothing_was_given()
    {
        var (tablet, person) = await GivenAsync();
        var stranger = await tablet.OpenAsync(person, confirmed: false);
        using var unconfirmed = await TestTablet.SendAsync(
            app, stranger.Token, "/api/consent/capture/withdrawal", new TakeBack());
        Assert.Equal(HttpStatusCode.Conflict, unconfirmed.StatusCode);
        using var looked = await GetAsync(stranger.Token);
        Assert.Equal(HttpStatusCode.Conflict, looked.StatusCode);
        Assert.True((await app.CheckAsync(person, MedicalData)).Permitted);

        var other = await TestTablet.EnrolAsync(app);
        var nobody = await other.OpenAsync(Sample.NewPerson());
        using var nothing = await TestTablet.SendAsync(
            app, nobody.Token, "/api/consent/capture/withdrawal", new TakeBack());
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_copy_is_gone_after_a_quarter_of_an_hour()
    {
        var (_, person) = await GivenAsync();
        var bundle = await (await TestTablet.EnrolAsync(app)).OpenAsync(person);
        var receipt = await TestTablet.SendAsync<CaptureReceipt>(
            app, bundle.Token, "/api/consent/capture/withdrawal", new TakeBack());
        var id = receipt.Documents[0].Id;
        Assert.Equal(receipt.ReceivedAt + TimeSpan.FromMinutes(15), receipt.Documents[0].Copy!.Until);
        Assert.Equal(1, await app.CountAsync($"""
            with late as (update consent.capture_copies set until = until - interval '15 minutes'
                where consent_id = '{id}' returning 1)
            select count(*) from late
            """));

        using var late = await TestTablet.SendAsync(app, null, "/api/consent/copies",
            new FetchCopy(receipt.Documents[0].Copy!.Address.Split('#')[1]));

        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    async Task<(TestTablet Tablet, string Person)> GivenAsync()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        (await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)))).Dispose();
        Assert.True((await app.CheckAsync(person, MedicalData)).Permitted);
        return (tablet, person);
    }

    async Task<HttpResponseMessage> GetAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/consent/capture/withdrawal");
        request.Headers.Authorization = new("Bearer", token);
        return await app.Client.SendAsync(request, Ct);
    }

    async Task<CaptureWithdrawal> MayAsync(string token)
    {
        using var response = await GetAsync(token);
        return JsonSerializer.Deserialize<CaptureWithdrawal>(
            await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!;
    }

    static async Task<string?> CodeAsync(HttpResponseMessage response) => JsonSerializer.Deserialize<JsonElement>(
        await response.Content.ReadAsStringAsync(Ct)).GetProperty("code").GetString();
}
