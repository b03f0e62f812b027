using System.Globalization;
using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class QuietTimeTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("later", 7)]
    [InlineData("declined", 180)]
    public async Task Who_said_no_or_later_is_not_asked_again_for_a_while_unless_they_wish_it(string outcome, int days)
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var waiting = await PlanAsync(person); // planned before, as a list from admission would
        var bundle = await tablet.OpenAsync(person);
        using var ended = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/end", new EndCapture(outcome));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        using var again = await app.PostAsync("/api/consent/captures", Plan(person), "ward");

        Assert.Equal("quiet-time", await CodeAsync(again));
        Assert.DoesNotContain(await ListAsync(person), entry => entry.State == "planned");
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from consent.quiet_times
            where until between now() + interval '{days} days' - interval '1 hour' and now() + interval '{days} days'
            """));
        var wished = await app.PostAsync<PlannedCapture>(
            "/api/consent/captures", Plan(person) with { OwnWish = true }, "ward");
        Assert.Equal(wished.Id, Assert.Single(await ListAsync(person), entry => entry.State == "planned").Id);
        Assert.NotEqual(waiting, wished.Id);
        await app.CountAsync("with gone as (delete from consent.quiet_times returning 1) select count(*) from gone");
        Assert.Contains(await ListAsync(person), entry => entry.Id == waiting);
    }

    [Fact]
    public async Task A_session_that_staff_cancelled_asks_for_no_quiet()
    {
        var (tablet, person) = (await TestTablet.EnrolAsync(app), Sample.NewPerson());
        var bundle = await tablet.OpenAsync(person);
        using var ended = await app.PostAsync(
            $"/api/consent/captures/{bundle.Id}/end", new EndCapture("cancelled"), "ward");

        await PlanAsync(person);
    }

    [Fact]
    public async Task A_refusal_on_paper_asks_for_quiet_as_well()
    {
        var person = Sample.NewPerson();
        var refusal = (await app.ReadAsync<TemplateView[]>("/api/consent/domains/MII/templates"))
            .First(template => template is { Type: "refusal", Status: "final" }).Key;
        var address = Uri.EscapeDataString(refusal).Replace("%7C", "/", StringComparison.Ordinal);
        var form = await app.ReadAsync<TemplateView>($"/api/consent/domains/MII/templates/{address}");
        var answers = form.Template!.Modules.Where(module => module.Decision)
            .ToDictionary(module => module.Name, _ => "refused");
        var today = LegalDays.Of(TimeProvider.System.GetUtcNow()).ToString("O", CultureInfo.InvariantCulture);
        await app.RecordAsync(new("MII", refusal, [new("Pseudonym", person)], today, answers,
            [new("patient", "Zora")]));

        using var asked = await app.PostAsync("/api/consent/captures", Plan(person), "ward");

        Assert.Equal("quiet-time", await CodeAsync(asked));
    }

    [Fact]
    public async Task A_session_that_was_sent_is_fetched_by_its_tablet_alone_and_opened_once()
    {
        var (tablet, other) = (await TestTablet.EnrolAsync(app), await TestTablet.EnrolAsync(app));
        var planned = await app.PostAsync<PlannedCapture>(
            "/api/consent/captures", Plan(Sample.NewPerson()) with { Language = "tr" }, "ward");
        Assert.Null((await HereAsync(tablet, free: true)).Code);
        await app.PostAsync<HandOverCode>($"/api/consent/captures/{planned.Id}/hand-over",
            new HandOverCapture(tablet.Id, Send: true), "ward");

        Assert.Null((await HereAsync(other, free: true)).Code);
        Assert.Null((await HereAsync(tablet, free: false)).Code);
        var lost = (await HereAsync(tablet, free: true)).Code!;
        var code = (await HereAsync(tablet, free: true)).Code!;
        using var stale = await TestTablet.SendAsync(
            app, tablet.Key, "/api/consent/tablet/captures", new OpenCapture(lost));
        var bundle = await TestTablet.SendAsync<CaptureBundle>(
            app, tablet.Key, "/api/consent/tablet/captures", new OpenCapture(code));

        Assert.Equal(HttpStatusCode.NotFound, stale.StatusCode);
        Assert.Equal((planned.Id, "tr"), (bundle.Id, bundle.Language));
        Assert.Null((await HereAsync(tablet, free: false)).Code);
        using var cancelled = await app.PostAsync(
            $"/api/consent/captures/{planned.Id}/end", new EndCapture("cancelled"), "ward");
        using var after = await TestTablet.SendAsync(
            app, bundle.Token, "/api/consent/capture/step", new CaptureStep("film"));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    static PlanCapture Plan(string person) => new("MII", [new("Pseudonym", person)], "1980-03-05");

    async Task<Guid> PlanAsync(string person) =>
        (await app.PostAsync<PlannedCapture>("/api/consent/captures", Plan(person), "ward")).Id;

    Task<CaptureEntry[]> ListAsync(string person) => app.PostAsync<CaptureEntry[]>(
        "/api/consent/captures/search", new FindCaptures("MII", new("Pseudonym", person)), "ward");

    Task<TabletHere> HereAsync(TestTablet tablet, bool free) => TestTablet.SendAsync<TabletHere>(
        app, tablet.Key, "/api/consent/tablet/presence", new TabletPresence(free, []));

    static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        return json.RootElement.GetProperty("code").GetString();
    }
}
