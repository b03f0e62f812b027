using System.Net;
using System.Text;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hl7;

namespace TrustCenter.Identities.Tests;

/// <summary>What a person has to mend waits until a person has.</summary>
public sealed class FeedFaultTests(FeedApp feed) : IClassFixture<FeedApp>
{
    readonly IdentityApp _app = feed.App;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_with_data_of_somebody_else_waits_until_somebody_insists()
    {
        var (number, person, other) = (Adt.NewNumber(), People.New(), People.New());
        await feed.Client.AskAsync(Adt.Message("A04", number, person), Ct);
        var message = Adt.Message("A08", number, other);
        Assert.Equal("AE", (await feed.Client.AskAsync(message, Ct)).Code());
        Assert.Single((await _app.FindAsync(number))!.Identities);
        var fault = await OnlyAsync("data-of-somebody-else");
        Assert.Equal(("kis", "A08", "open"), (fault.Sender, fault.Event, fault.Status));

        var view = await PostAsync<FeedMessageText>($"{fault.Message}/view", new { }, "clerk");
        Assert.Contains(other.FamilyName!, view.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"{fault.Message}/view", new { }, "admin"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            await StatusAsync($"{fault.Message}/replay", new { }, "admin"));
        Assert.Equal(HttpStatusCode.Forbidden,
            await StatusAsync($"{fault.Message}/replay", new ReplayMessage(true), "admin"));
        Assert.Equal(HttpStatusCode.NoContent,
            await StatusAsync($"{fault.Message}/replay", new ReplayMessage(true), "clerk"));

        Assert.Equal(2, (await _app.FindAsync(number))!.Identities.Count);
        Assert.Equal(HttpStatusCode.NotFound,
            await StatusAsync($"{fault.Message}/replay", new ReplayMessage(true), "clerk"));
        Assert.Equal("AA", (await feed.Client.AskAsync(message, Ct)).Code());
        Assert.Equal(2, (await _app.FindAsync(number))!.Identities.Count);
        Assert.Equal(0, await _app.CountAsync($"select count(*) from vault.keys where subject = '{fault.Message}'"));
        var settled = await _app.GetAsync<FeedFault[]>("/api/identity/feed/faults?status=replayed", "admin");
        Assert.Contains(settled, one => one.Message == fault.Message && one.SettledBy is not null);
        Assert.Equal(1, await _app.CountAsync("select count(*) from audit.entries where action = 'message-viewed' "
            + $"and object = 'message/{fault.Message}'"));
    }

    [Fact]
    public async Task Replayed_by_many_at_once_a_message_is_applied_once()
    {
        var (number, person) = (Adt.NewNumber(), People.New());
        await feed.Client.AskAsync(Adt.Message("A04", number, person), Ct);
        await feed.Client.AskAsync(Adt.Message("A08", number, People.New() with { FamilyName = "Wettlaufkamp" }), Ct);
        var fault = await OnlyAsync("data-of-somebody-else");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            StatusAsync($"{fault.Message}/replay", new ReplayMessage(true), "lead")));
        Assert.Single(statuses, HttpStatusCode.NoContent);
        Assert.Equal(2, (await _app.FindAsync(number))!.Identities.Count);
    }

    [Fact]
    public async Task A_message_that_is_left_leaves_nothing_of_what_it_said()
    {
        await feed.Client.AskAsync(Adt.Message("A04", Adt.NewNumber(), People.New() with { FamilyName = null }), Ct);
        var fault = await OnlyAsync("required");
        Assert.Equal("PID-5.1", Assert.Single(fault.Complaints).Place);
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync($"{fault.Message}/discard", new { }, "lead"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{fault.Message}/discard", new { }, "lead"));
        Assert.Equal(0, await _app.CountAsync(
            $"select count(*) from vault.items where subject = '{fault.Message}'"));
    }

    [Fact]
    public async Task What_was_wrong_with_the_settings_is_replayed_after_they_are_right()
    {
        var (number, person) = (Adt.NewNumber(), People.New());
        var born = person.BirthDate!.Replace("-", "", StringComparison.Ordinal);
        byte[] message = [.. "MSH|^~\\&|KIS|HAUS|||1||ADT^A04|UMLAUT|P|2.5\rPID|||"u8, .. Encoding.Latin1.GetBytes(
            $"{number}^^^HAUS||Jäger^{person.GivenName}||{born}")];
        await feed.Client.SendAsync(MllpFrames.Write(message), Ct);
        Assert.Equal("AE", (await feed.Client.ReadAsync(Ct))!.Code());
        var faults = await _app.GetAsync<FeedFault[]>("/api/identity/feed/faults?status=open", "admin");
        var fault = Assert.Single(faults, fault => fault.Complaints[0].Place == "MSH-18");
        await using var instance = await _app.StartAsync(
            [.. Adt.Settings, ("Identity:Hl7:Listeners:0:Senders:0:Charset", "8859/1")]);
        using var client = IdentityApp.NewClient(instance);
        using var answer = await client.SendAsync(_app.Request(
            HttpMethod.Post, $"/api/identity/feed/faults/{fault.Message}/replay", new ReplayMessage(), "admin"), Ct);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("Jäger", (await _app.FindAsync(number))!.Reference().FamilyName);
        await instance.StopAsync(Ct);
    }

    async Task<FeedFault> OnlyAsync(string reason)
    {
        var faults = await _app.GetAsync<FeedFault[]>("/api/identity/feed/faults", "admin");
        return Assert.Single(faults, fault => fault.Complaints[0].Reason == reason);
    }

    // the instance that listens knows the senders
    async Task<HttpStatusCode> StatusAsync(string path, object body, string role)
    {
        using var client = IdentityApp.NewClient(feed.Instance);
        using var response = await client.SendAsync(
            _app.Request(HttpMethod.Post, "/api/identity/feed/faults/" + path, body, role), Ct);
        return response.StatusCode;
    }

    Task<T> PostAsync<T>(string path, object body, string role) =>
        _app.PostAsync<T>("/api/identity/feed/faults/" + path, body, role);
}
