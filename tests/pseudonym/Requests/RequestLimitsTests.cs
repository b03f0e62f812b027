using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RequestLimitsTests(GuardApp app) : IClassFixture<GuardApp>
{
    const string Requests = "/api/pseudonym/requests";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOriginals Ask(string project, params string[] pseudonyms) => new("guarded", "correction",
        "§ 5 GenDV", project, "The data centre asks for a correction", pseudonyms);

    async Task<Guid> MadeAsync(string account = "clerk-1", string project = "limits") =>
        (await app.PostAsync<OriginalsRequest>(Requests, Ask(project, "P-1"), "clerk", account)).Id;

    async Task ApproveAsync(Guid id)
    {
        var made = (await app.GetAsync<OriginalsRequest[]>($"{Requests}/pending", "lead")).Single(r => r.Id == id);
        await app.PostAsync<OriginalsRequest>($"{Requests}/{id}/approve", new ApproveOriginals(made.ListHash), "lead");
    }

    [Fact]
    public async Task A_sign_in_of_more_than_five_minutes_ago_is_asked_for_again()
    {
        var id = await MadeAsync();
        foreach (var (path, body, role) in new (string, object?, string)[]
        {
            (Requests, Ask("p", "P-1"), "clerk"), ($"{Requests}/{id}/approve", new ApproveOriginals("x"), "lead"),
            ($"{Requests}/{id}/execute", null, "clerk"),
            ("/api/pseudonym/break-glass", new BreakGlass("guarded", "court-order", "A court wants it today", ["P"]),
                "clerk"),
            ($"/api/pseudonym/reviews/{id}", new ReviewEmergency(true, "seen"), "dpo"),
        })
        {
            foreach (var token in new[]
            {
                app.Token($"{role}-1", role, TimeSpan.FromSeconds(301)), app.Tokens.Of($"{role}-1", [role], ["*"]),
                app.Token($"{role}-1", role, TimeSpan.FromHours(-1)),
            })
            {
                using var response = await app.SendAsync(HttpMethod.Post, path, body, token);
                Assert.Equal((401, "sign-in-too-old"), await GuardApp.RefusalAsync(response));
                var challenge = response.Headers.WwwAuthenticate.ToString();
                Assert.Contains("error=\"insufficient_user_authentication\"", challenge, StringComparison.Ordinal);
                Assert.Contains("max_age=\"300\"", challenge, StringComparison.Ordinal);
            }
        }

        using var recent = await app.SendAsync(
            HttpMethod.Post, Requests, Ask("p", "P-1"), app.Token("clerk-1", "clerk", TimeSpan.FromSeconds(299)));
        Assert.Equal(HttpStatusCode.Created, recent.StatusCode);
        Assert.Equal(15, await app.CountAsync(
            "select count(*) from audit.entries where detail->>'reason' = 'sign-in-too-old'"));
    }

    [Fact]
    public async Task Time_ends_what_nobody_decided_or_executed_and_the_list_goes_with_it()
    {
        var (waits, approved) = (await MadeAsync(), await MadeAsync());
        await ApproveAsync(approved);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal((409, "request-expired"),
            await app.RefusalAsync($"{Requests}/{approved}/execute", null, "clerk"));
        app.Clock.Advance(TimeSpan.FromHours(71));
        Assert.Equal("expired", (await app.GetAsync<OriginalsRequest>($"{Requests}/{waits}", "clerk")).State);
        Assert.Equal((409, "request-expired"),
            await app.RefusalAsync($"{Requests}/{waits}/approve", new ApproveOriginals("x"), "lead"));

        await app.Services.GetRequiredService<EndRequests>().EndAsync(Ct);

        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from vault.items where subject in ('{waits}', '{approved}')"));
        Assert.Equal(2, await app.CountAsync($"""
            select count(*) from events.events where type = 'pseudonym-request-expired'
            and stream_id in ('{waits}', '{approved}')
            """));
    }

    [Fact]
    public async Task A_request_and_a_day_of_a_project_have_a_limit()
    {
        var many = Enumerable.Range(0, 201).Select(i => $"P-{i}").ToArray();
        Assert.Equal((400, "too-many"), await app.RefusalAsync(Requests, Ask("much", many), "clerk"));
        for (var i = 0; i < 5; i++) await app.PostAsync<OriginalsRequest>(Requests, Ask("much", many[1..]), "clerk");

        Assert.Equal((409, "project-limit"), await app.RefusalAsync(Requests, Ask("MUCH", "P-1"), "clerk"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.PostAsync<OriginalsRequest>(Requests, Ask("much", "P-1"), "clerk");
    }

    [Theory]
    [InlineData("curiosity", "p", "A reason that is long enough", "purpose-invalid")]
    [InlineData("data-subject-request", "p", "A reason that is long enough", "purpose-invalid")]
    [InlineData("correction", "p p", "A reason that is long enough", "project-invalid")]
    [InlineData("correction", "p", "too short", "reason-too-short")]
    [InlineData("correction", "p", "xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "reason-too-short")]
    public async Task What_says_too_little_is_no_request(string purpose, string project, string reason, string code) =>
        Assert.Equal((400, code), await app.RefusalAsync(
            Requests, Ask(project, "P-1") with { Purpose = purpose, Reason = reason }, "clerk"));

    [Fact]
    public async Task After_a_lock_is_committed_no_guarded_operation_of_the_account_succeeds()
    {
        var token = app.Token("clerk-9", "clerk");
        using var stop = new CancellationTokenSource();
        var locked = 0;
        var (before, after) = (0, 0);
        var workers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var sentAfter = Volatile.Read(ref locked) == 1;
                using var response = await app.SendAsync(HttpMethod.Post, Requests, Ask($"lock-{i}", "P-1"), token);
                if (!response.IsSuccessStatusCode) Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
                else if (sentAfter) Interlocked.Increment(ref after);
                else Interlocked.Increment(ref before);
            }
        }, Ct)).ToArray();
        while (Volatile.Read(ref before) < 20) await Task.Delay(5, Ct);
        using var answer = await app.PostAsync(
            "/api/pseudonym/accounts/lock", new GuardedAccount("clerk-9"), "admin");
        Volatile.Write(ref locked, 1);
        await Task.WhenAll(workers);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(0, after);
        Assert.InRange(before, 20, 239);
        Assert.Equal(0, await app.CountAsync("""
            select count(*) from events.events e, pseudonym.locks l where l.account = 'clerk-9' and e.actor = 'clerk-9'
            and e.tx > l.xmin::text::xid8
            """));
    }

    [Fact]
    public async Task Who_is_let_in_again_signs_in_anew()
    {
        var token = app.Token("clerk-8", "clerk");
        var lockIt = new GuardedAccount("clerk-8");
        using (await app.PostAsync("/api/pseudonym/accounts/lock", lockIt, "dpo")) { }
        Assert.Equal((403, "account-locked"), await app.RefusalAsync(Requests, Ask("p8", "P-1"), "clerk", "clerk-8"));
        using (await app.PostAsync("/api/pseudonym/accounts/unlock", lockIt, "lead")) { }
        using var old = await app.SendAsync(HttpMethod.Post, Requests, Ask("p8", "P-1"), token);
        Assert.Equal((403, "account-locked"), await GuardApp.RefusalAsync(old));
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await app.PostAsync<OriginalsRequest>(Requests, Ask("p8", "P-1"), "clerk", "clerk-8");
    }

    [Fact]
    public async Task Neither_logs_nor_tables_nor_events_show_who_it_is_about()
    {
        var person = app.NewPerson();
        var pseudonym = await app.PseudonymAsync(person);
        const string reason = "CANARYREASON of a person named Żółć";
        var made = await app.PostAsync<OriginalsRequest>(
            Requests, Ask("canary", pseudonym) with { Reason = reason }, "clerk");
        await ApproveAsync(made.Id);
        var given = await app.PostAsync<RevealedOriginals>($"{Requests}/{made.Id}/execute", null, "clerk");
        Assert.Equal(person, given.Originals!.Single().Original);

        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(person, StringComparison.Ordinal)
            || line.Contains(pseudonym, StringComparison.Ordinal)
            || line.Contains("CANARYREASON", StringComparison.Ordinal));
        foreach (var table in new[]
        {
            "events.events", "audit.entries", "hosting.answers", "vault.items", "pseudonym.requests",
            "pseudonym.alerts", "pseudonym.project_days",
        })
        {
            Assert.Equal(0, await app.CountAsync($"""
                select count(*) from {table} t where t::text ~ '{person}|{pseudonym}|CANARYREASON'
                    or t::text like '%' || encode('{person}', 'hex') || '%'
                    or t::text like '%' || encode('{pseudonym}', 'hex') || '%'
                """));
        }
    }
}
