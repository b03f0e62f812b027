using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class TabletTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tablet_may_do_nothing_but_be_one()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var person = new[] { new PersonIdentifier("Pseudonym", "1") };

        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/consent/check", new CheckConsent("MII", person, null, "research-mdat")),
            ("/api/consent/consents", Sample.Consent("1")),
            ("/api/consent/withdrawals", Sample.Withdrawal("1")),
            ("/api/consent/captures", new PlanCapture("MII", person, "1980-01-01")),
            ("/api/consent/captures/search", new FindCaptures("MII")),
        })
        {
            using var response = await TestTablet.SendAsync(app, tablet.Key, path, body);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task An_enrolment_code_works_once()
    {
        var code = await app.PostAsync<EnrolmentCode>("/api/consent/tablets", new EnrolTablet("MII", "T2"), "lead");
        await TestTablet.SendAsync<EnrolledTablet>(
            app, null, "/api/consent/tablets/enrolment", new RedeemEnrolment(code.Code.ToLowerInvariant()));

        using var again = await TestTablet.SendAsync(
            app, null, "/api/consent/tablets/enrolment", new RedeemEnrolment(code.Code));

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Five_wrong_pins_lock_the_account_even_against_the_right_one()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        await TestTablet.ChoosePinAsync(app);
        var account = await AccountAsync();
        var staff = await TestTablet.SendAsync<StaffAtTablet>(
            app, tablet.Key, "/api/consent/tablet/staff", new SignInAtTablet(account, TestTablet.Pin));
        Assert.Equal("Dr. Pflege", staff.Name);
        using var planning = await TestTablet.SendAsync(
            app, staff.Token, "/api/consent/captures/search", new FindCaptures("MII"));
        Assert.Equal(HttpStatusCode.OK, planning.StatusCode);
        using var recording = await TestTablet.SendAsync(
            app, staff.Token, "/api/consent/consents", Sample.Consent("1"));
        Assert.Equal(HttpStatusCode.Forbidden, recording.StatusCode);

        for (var i = 0; i < 5; i++)
        {
            (await TestTablet.SendAsync(
                app, tablet.Key, "/api/consent/tablet/staff", new SignInAtTablet(account, "111222"))).Dispose();
        }

        using var right = await TestTablet.SendAsync(
            app, tablet.Key, "/api/consent/tablet/staff", new SignInAtTablet(account, TestTablet.Pin));

        Assert.Contains("pin-locked", await right.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_person_does_not_get_a_tablet_that_is_in_use()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        await tablet.OpenAsync(Sample.NewPerson());
        var second = await app.PostAsync<PlannedCapture>("/api/consent/captures",
            new PlanCapture("MII", [new("Pseudonym", Sample.NewPerson())], "1990-01-01"), "ward");

        using var refused = await app.PostAsync(
            $"/api/consent/captures/{second.Id}/hand-over", new HandOverCapture(tablet.Id), "ward");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Fact]
    public async Task A_tablet_that_lost_its_memory_is_free_again_unless_something_waits_on_it()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var bundle = await tablet.OpenAsync(Sample.NewPerson());
        var delivery = TestTablet.Seal(bundle, TestTablet.Content(bundle));

        await TestTablet.SendAsync<TabletHere>(
            app, tablet.Key, "/api/consent/tablet/presence", new TabletPresence(true, [bundle.Id]));
        using var delivered = await tablet.DeliverAsync(delivery);
        var next = await tablet.OpenAsync(Sample.NewPerson());
        await TestTablet.SendAsync<TabletHere>(
            app, tablet.Key, "/api/consent/tablet/presence", new TabletPresence(true, []));
        using var lost = await tablet.DeliverAsync(TestTablet.Seal(next, TestTablet.Content(next)));

        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, lost.StatusCode);
        await tablet.OpenAsync(Sample.NewPerson());
    }

    [Fact]
    public async Task A_robot_calls_staff_until_somebody_has_seen_to_it_and_says_nothing_about_anybody()
    {
        var tablet = await TestTablet.EnrolAsync(app);

        using var called = await TestTablet.SendAsync(
            app, tablet.Key, "/api/consent/tablet/alert", new TabletAlert("obstacle"));
        Assert.Equal(HttpStatusCode.NoContent, called.StatusCode);
        var calling = await SeenAsync(tablet.Id);
        Assert.True(calling.Calling);
        Assert.Equal("obstacle", calling.Alert);
        Assert.NotNull(calling.AlertAt);

        using var seen = new HttpRequestMessage(HttpMethod.Delete, $"/api/consent/tablets/{tablet.Id}/alert");
        seen.Headers.Authorization = new("Bearer", app.Tokens.For("ward"));
        using var answer = await app.Client.SendAsync(seen, Ct);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal((false, null), ((await SeenAsync(tablet.Id)).Calling, (await SeenAsync(tablet.Id)).Alert));
    }

    [Fact]
    public async Task What_a_robot_called_for_it_takes_back_and_it_calls_for_nothing_else()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        (await TestTablet.SendAsync(app, tablet.Key, "/api/consent/tablet/alert", new TabletAlert("lifted"))).Dispose();
        (await TestTablet.SendAsync(app, tablet.Key, "/api/consent/tablet/alert", new TabletAlert(null))).Dispose();
        Assert.False((await SeenAsync(tablet.Id)).Calling);
        (await TestTablet.SendAsync(app, tablet.Key, "/api/consent/tablet/alert", new TabletAlert("print"))).Dispose();
        await TestTablet.ChoosePinAsync(app);
        await TestTablet.SendAsync<StaffAtTablet>(
            app, tablet.Key, "/api/consent/tablet/staff", new SignInAtTablet(await AccountAsync(), TestTablet.Pin));
        Assert.False((await SeenAsync(tablet.Id)).Calling);

        using var refused = await TestTablet.SendAsync(
            app, tablet.Key, "/api/consent/tablet/alert", new TabletAlert("Frau Zylinder wartet"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.False((await SeenAsync(tablet.Id)).Calling);
    }

    [Fact]
    public async Task What_people_read_on_their_own_phone_is_the_same_address_for_everybody()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/consent/tablet/information");
        request.Headers.Authorization = new("Bearer", tablet.Key);
        using var response = await app.Client.SendAsync(request, Ct);
        var link = JsonSerializer.Deserialize<InformationLink>(
            await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!;

        Assert.EndsWith("/kiosk/information.html", link.Address, StringComparison.Ordinal);
        Assert.StartsWith("iVBOR", link.Qr, StringComparison.Ordinal);
    }

    async Task<TabletView> SeenAsync(Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/consent/domains/MII/tablets");
        request.Headers.Authorization = new("Bearer", app.Tokens.For("ward"));
        using var response = await app.Client.SendAsync(request, Ct);
        return JsonSerializer.Deserialize<TabletView[]>(
            await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!.Single(one => one.Id == id);
    }

    [Fact]
    public async Task A_session_never_tells_the_tablet_day_month_last_name_or_number()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = JsonSerializer.Serialize(await tablet.OpenAsync(person));

        Assert.Contains("Zora", bundle, StringComparison.Ordinal);
        Assert.DoesNotContain("Zylinder", bundle, StringComparison.Ordinal);
        Assert.DoesNotContain(person, bundle, StringComparison.Ordinal);
        Assert.DoesNotContain("1980-03-05", bundle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_wrong_birthdays_the_session_is_over()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var bundle = await tablet.OpenAsync(Sample.NewPerson(), confirmed: false);
        var wrong = new ConfirmBirthday(6, 3);
        var left = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            left.Add((await TestTablet.SendAsync<ConfirmedBirthday>(
                app, bundle.Token, "/api/consent/capture/confirmation", wrong)).TriesLeft);
        }

        using var after = await TestTablet.SendAsync(app, bundle.Token, "/api/consent/capture/confirmation", wrong);

        Assert.Equal([2, 1, 0], left);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    async Task<string> AccountAsync()
    {
        await using var command = app.Superuser.CreateCommand("select account from consent.tablet_pins limit 1");
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
