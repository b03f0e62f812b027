using System.Net;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class RobotTests(ConsentApp app, RobotTests.Allowing allowing)
    : IClassFixture<ConsentApp>, IClassFixture<RobotTests.Allowing>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_session_is_given_to_a_robot_where_the_site_does_not_want_it()
    {
        var robot = await TestTablet.EnrolAsync(app, TabletKinds.Robot);

        Assert.Equal("robot-without-sessions", await HandOverAsync(app, robot, send: false));
        Assert.Equal("robot-without-sessions", await HandOverAsync(app, robot, send: true));
        var here = await PresenceAsync(app, robot, robot: null);

        Assert.Equal((TabletKinds.Robot, false), (here.Kind, here.SessionsOnRobot));
        Assert.Equal(TabletKinds.Robot, (await SeenAsync(robot.Id)).Kind);
    }

    [Fact]
    public async Task A_plain_tablet_that_a_robot_carries_counts_as_a_robot_while_it_says_so()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        await PresenceAsync(app, tablet, robot: true);
        Assert.Equal("robot-without-sessions", await HandOverAsync(app, tablet, send: false));

        var here = await PresenceAsync(app, tablet, robot: false);

        Assert.Equal(TabletKinds.Tablet, here.Kind);
        Assert.Null(await HandOverAsync(app, tablet, send: false));
    }

    [Fact]
    public async Task What_was_handed_over_to_a_tablet_does_not_open_after_it_turned_out_to_be_a_robot()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        var planned = await PlanAsync(app);
        var code = await app.PostAsync<HandOverCode>(
            $"/api/consent/captures/{planned.Id}/hand-over", new HandOverCapture(tablet.Id), "ward");
        await PresenceAsync(app, tablet, robot: true);

        using var refused = await TestTablet.SendAsync(
            app, tablet.Key, "/api/consent/tablet/captures", new OpenCapture(code.Code));

        Assert.Equal(
            (HttpStatusCode.Conflict, "robot-without-sessions"), (refused.StatusCode, await CodeAsync(refused)));
        await PresenceAsync(app, tablet, robot: false);
        await TestTablet.SendAsync<CaptureBundle>(
            app, tablet.Key, "/api/consent/tablet/captures", new OpenCapture(code.Code));
    }

    [Fact]
    public async Task Where_the_site_wants_it_a_robot_opens_a_session_by_its_code_and_fetches_none()
    {
        var robot = await TestTablet.EnrolAsync(allowing, TabletKinds.Robot);

        Assert.Equal("robot-fetches-nothing", await HandOverAsync(allowing, robot, send: true));
        var bundle = await robot.OpenAsync(Sample.NewPerson());

        Assert.NotEmpty(bundle.Forms);
        Assert.True((await PresenceAsync(allowing, robot, robot: true)).SessionsOnRobot);
        Assert.False((await PresenceAsync(allowing, await TestTablet.EnrolAsync(allowing), null)).SessionsOnRobot);
    }

    [Fact]
    public async Task Nothing_but_tablets_and_robots_is_let_in()
    {
        using var refused = await app.PostAsync(
            "/api/consent/tablets", new EnrolTablet("MII", "T", Kind: "drone"), "lead");

        Assert.Equal((HttpStatusCode.BadRequest, "value-unknown"), (refused.StatusCode, await CodeAsync(refused)));
    }

    static Task<PlannedCapture> PlanAsync(ConsentApp app) => app.PostAsync<PlannedCapture>("/api/consent/captures",
        new PlanCapture("MII", [new("Pseudonym", Sample.NewPerson())], "1980-01-01"), "ward");

    /// <summary>The code of the refusal; null: it was handed over.</summary>
    static async Task<string?> HandOverAsync(ConsentApp app, TestTablet tablet, bool send)
    {
        var planned = await PlanAsync(app);
        using var answer = await app.PostAsync(
            $"/api/consent/captures/{planned.Id}/hand-over", new HandOverCapture(tablet.Id, Send: send), "ward");
        return answer.IsSuccessStatusCode ? null : await CodeAsync(answer);
    }

    static Task<TabletHere> PresenceAsync(ConsentApp app, TestTablet tablet, bool? robot) =>
        TestTablet.SendAsync<TabletHere>(
            app, tablet.Key, "/api/consent/tablet/presence", new TabletPresence(false, [], robot));

    async Task<TabletView> SeenAsync(Guid id) =>
        (await app.ReadAsync<TabletView[]>("/api/consent/domains/MII/tablets", "ward")).Single(one => one.Id == id);

    static async Task<string?> CodeAsync(HttpResponseMessage response) => JsonSerializer.Deserialize<JsonElement>(
        await response.Content.ReadAsStringAsync(Ct)).GetProperty("code").GetString();

    public sealed class Allowing(SharedPostgres postgres) : ConsentApp(postgres)
    {
        protected override IEnumerable<(string Name, string Value)> Settings =>
            [("Consent:SessionsOnRobots", "true")];
    }
}
