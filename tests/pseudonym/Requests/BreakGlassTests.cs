using System.Text.Json;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class BreakGlassTests(GuardApp app) : IClassFixture<GuardApp>
{
    const string Glass = "/api/pseudonym/break-glass";
    const string Reviews = "/api/pseudonym/reviews";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static BreakGlass Emergency(params string[] pseudonyms) =>
        new("guarded", "danger-to-life", "The sample shows an acute leukaemia", pseudonyms);

    Task<RevealedOriginals> BreakAsync(string account, params string[] pseudonyms) =>
        app.PostAsync<RevealedOriginals>(Glass, Emergency(pseudonyms), "clerk", account);

    async Task<OpenReview> FindAsync(Guid id) =>
        (await app.GetAsync<OpenReview[]>(Reviews, "dpo")).Single(review => review.Id == id);

    async Task WaitAsync(Func<Task<bool>> until)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await until()) return;
            await Task.Delay(50, Ct);
        }

        Assert.Fail($"It did not come to that. {app.Logs}");
    }

    [Fact]
    public async Task One_person_gets_it_at_once_and_two_others_are_told_and_review_it()
    {
        var person = app.NewPerson();
        var pseudonym = await app.PseudonymAsync(person);

        var given = await BreakAsync("clerk-a", pseudonym);

        Assert.Equal(person, given.Originals!.Single().Original);
        await WaitAsync(async () => (await FindAsync(given.Id)).Alert == "sent");
        var alert = Assert.Single(app.Alerts, text => text.Contains($"{given.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(pseudonym, alert, StringComparison.Ordinal);
        Assert.Equal("clerk-a", JsonDocument.Parse(alert).RootElement.GetProperty("by").GetString());
        var detail = await app.GetAsync<OriginalsRequestDetail>($"{Reviews}/{given.Id}", "dpo");
        Assert.Equal((pseudonym, "The sample shows an acute leukaemia"), (detail.List.Single(), detail.Reason));
        Assert.Equal((403, "permission-missing"), await app.RefusalAsync(
            $"{Reviews}/{given.Id}", new ReviewEmergency(true, "fine"), "clerk"));
        Assert.Equal((403, "own-review"), await app.RefusalAsync(
            $"{Reviews}/{given.Id}", new ReviewEmergency(true, "fine"), "lead", "clerk-a"));
        using var reviewed = await app.PostAsync(
            $"{Reviews}/{given.Id}", new ReviewEmergency(true, "Rightly so"), "dpo");
        Assert.Equal(204, (int)reviewed.StatusCode);
        Assert.DoesNotContain(await app.GetAsync<OpenReview[]>(Reviews, "dpo"), review => review.Id == given.Id);
        Assert.Equal(1, await app.CountAsync($"""
            select count(*) from audit.entries where object = 'request/{given.Id}' and action = 'break-glass'
            and outcome = 'seen' and purpose = 'danger-to-life' and jsonb_array_length(detail->'pairs') = 1
            """));
    }

    [Fact]
    public async Task With_a_dead_alert_address_it_works_and_the_alert_waits_and_is_flagged()
    {
        app.SinkStatus = 503;
        try
        {
            var given = await BreakAsync("clerk-b", await app.PseudonymAsync(app.NewPerson()));
            Assert.Equal(1, given.Found);
            await WaitAsync(async () => await app.CountAsync(
                $"select attempts from pseudonym.alerts where request = '{given.Id}'") > 0);
            Assert.Equal("queued", (await FindAsync(given.Id)).Alert);

            app.Clock.Advance(TimeSpan.FromSeconds(61));
            Assert.Equal("late", (await FindAsync(given.Id)).Alert);
            await WaitAsync(() => Task.FromResult(app.Logs.Lines.Any(line =>
                line.Contains($"{given.Id}", StringComparison.Ordinal)
                && line.Contains("late: True", StringComparison.Ordinal))));

            app.SinkStatus = 204;
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            await WaitAsync(async () => (await FindAsync(given.Id)).Alert == "sent");
        }
        finally
        {
            app.SinkStatus = 204;
        }
    }

    [Fact]
    public async Task Without_a_review_within_a_day_the_person_may_not_again()
    {
        var pseudonym = await app.PseudonymAsync(app.NewPerson());
        var given = await BreakAsync("clerk-c", pseudonym);
        app.Clock.Advance(TimeSpan.FromHours(24.1));

        Assert.True((await FindAsync(given.Id)).Overdue);
        Assert.Equal((403, "break-glass-suspended"),
            await app.RefusalAsync(Glass, Emergency(pseudonym), "clerk", "clerk-c"));
        using (await app.PostAsync($"{Reviews}/{given.Id}", new ReviewEmergency(true, "late but right"), "lead")) { }
        Assert.Equal(1, (await BreakAsync("clerk-c", pseudonym)).Found);
    }

    [Fact]
    public async Task Three_in_thirty_days_are_the_most_also_for_many_at_once()
    {
        var pseudonym = await app.PseudonymAsync(app.NewPerson());
        var answers = new List<HttpResponseMessage>();
        for (var round = 0; round < 4; round++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
                app.PostAsync(Glass, Emergency(pseudonym), "clerk", "clerk-d"))));
        }

        Assert.Equal(3, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.Equal((403, "break-glass-used-up"),
            await app.RefusalAsync(Glass, Emergency(pseudonym), "clerk", "clerk-d"));
        Assert.Equal(3, await app.CountAsync(
            "select count(*) from events.events where type = 'glass-broken' and actor = 'clerk-d'"));
    }

    [Theory]
    [InlineData("danger-to-life", "in a hurry", 1, "reason-too-short")]
    [InlineData("curiosity", "This is a reason of some length", 1, "category-invalid")]
    [InlineData("court-order", "This is a reason of some length", 6, "too-many")]
    public async Task What_is_no_emergency_is_refused(string category, string reason, int count, string code) =>
        Assert.Equal((400, code), await app.RefusalAsync(Glass, new BreakGlass(
            "guarded", category, reason, [.. Enumerable.Range(0, count).Select(i => $"P-{i}")]), "clerk"));
}
