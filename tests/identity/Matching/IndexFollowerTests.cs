using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class IndexFollowerTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_committed_in_another_order_than_written_all_come_and_come_once()
    {
        var known = await app.RegisterAsync(People.New());
        var follower = app.Services.GetRequiredService<IndexFollower>();
        await follower.CatchUpAsync(Now);
        var before = await IndexOf(app.Services);
        var count = before.Count;

        await using var early = await app.Superuser.OpenConnectionAsync(Now);
        await using var late = await app.Superuser.OpenConnectionAsync(Now);
        await using var first = await early.BeginTransactionAsync(Now);
        await CopyAsync(early, known.Identity!.Value);
        await using var second = await late.BeginTransactionAsync(Now);
        await CopyAsync(late, known.Identity.Value);
        await follower.CatchUpAsync(Now);
        Assert.Equal(count, before.Count);
        await second.CommitAsync(Now);
        await follower.CatchUpAsync(Now);
        Assert.Equal(count + 1, before.Count);
        for (var i = 0; i < 20; i++) await app.RegisterAsync(People.New());
        await follower.CatchUpAsync(Now);
        Assert.Equal(count + 21, before.Count);
        await first.CommitAsync(Now);
        await follower.CatchUpAsync(Now);
        Assert.Equal(count + 22, before.Count);
        await follower.CatchUpAsync(Now);
        Assert.Equal(count + 22, before.Count);
    }

    [Fact]
    public async Task An_instance_hears_of_what_another_one_registers_and_erases()
    {
        await using var second = await app.StartAsync();
        var index = await IndexOf(second.Services);
        var follower = second.Services.GetRequiredService<IndexFollower>();
        await follower.CatchUpAsync(Now);
        var count = index.Count;
        var somebody = await app.RegisterAsync(People.New());
        await follower.CatchUpAsync(Now);
        Assert.Equal(count + 1, index.Count);
        using var erased = await app.PostAsync($"/api/identity/persons/{somebody.Person}/erasure", new { });
        Assert.True(erased.IsSuccessStatusCode);
        await follower.CatchUpAsync(Now);
        Assert.Equal(count, index.Count);
        await app.Services.GetRequiredService<IndexFollower>().CatchUpAsync(Now);
        Assert.Equal(count, (await IndexOf(app.Services)).Count);
        await second.StopAsync(Now);
    }

    [Fact]
    public async Task What_nobody_knows_to_be_committed_is_found_once_the_table_shows_it()
    {
        var identity = People.New();
        var follower = app.Services.GetRequiredService<IndexFollower>();
        var writer = follower.View.Writer;
        follower.Doubt();
        Assert.NotEqual(writer, follower.View.Writer);
        await using var second = await app.StartAsync();
        using var client = IdentityApp.NewClient(second);
        using var elsewhere = await client.SendAsync(app.Request(HttpMethod.Post, "/api/identity/registrations",
            new RegisterIdentity(IdentityApp.Domain, "default", identity), "ward"), Now);
        Assert.True(elsewhere.IsSuccessStatusCode);
        Assert.Equal(MatchStatuses.PerfectMatch, (await app.RegisterAsync(identity)).Status);
        await second.StopAsync(Now);
    }

    [Fact]
    public async Task After_any_history_an_index_that_followed_is_one_that_is_built_anew()
    {
        await using var second = await app.StartAsync();
        using var client = IdentityApp.NewClient(second);
        var (people, persons) = (new List<IdentityData>(), new List<Guid>());
        var state = 12345u;
        for (var step = 0; step < 120; step++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            var choice = (state >> 16) % 10;
            if (choice == 0 && persons.Count > 3)
            {
                using var erased = await app.PostAsync($"/api/identity/persons/{persons[0]}/erasure", new { });
                persons.RemoveAt(0);
            }
            else if (choice == 1 && persons.Count > 3)
            {
                using var merged = await app.PostAsync($"/api/identity/persons/{persons[^1]}/merge",
                    new MergePerson(persons[^2], "the same"));
                persons.RemoveAt(persons.Count - 1);
            }
            else
            {
                var identity = choice < 5 && people.Count > 0
                    ? people[(int)(state >> 8) % people.Count & 0xFFFF] with { Degree = $"Dr. {step}" } : People.New();
                people.Add(identity);
                using var response = await (choice % 2 == 0 ? app.Client : client).SendAsync(app.Request(
                    HttpMethod.Post, "/api/identity/registrations",
                    new RegisterIdentity(IdentityApp.Domain, "default", identity), "ward"), Now);
                Assert.True(response.IsSuccessStatusCode, app.Logs.ToString());
                var text = await response.Content.ReadAsStringAsync(Now);
                if (System.Text.Json.Nodes.JsonNode.Parse(text)!["person"]?.GetValue<Guid>() is { } person
                    && !persons.Contains(person)) persons.Add(person);
            }
        }

        await using var anew = await app.StartAsync();
        await second.Services.GetRequiredService<IndexFollower>().CatchUpAsync(Now);
        await app.Services.GetRequiredService<IndexFollower>().CatchUpAsync(Now);
        var (one, two, fresh) =
            (await IndexOf(app.Services), await IndexOf(second.Services), await IndexOf(anew.Services));
        Assert.Equal(await app.CountAsync("select count(*) from identity.records"), fresh.Count);
        Assert.Equal((fresh.Count, fresh.Count), (one.Count, two.Count));
        foreach (var identity in people)
        {
            var expected = await Shared(anew.Services, identity);
            Assert.Equal(expected, await Shared(app.Services, identity));
            Assert.Equal(expected, await Shared(second.Services, identity));
        }

        await anew.StopAsync(Now);
        await second.StopAsync(Now);
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_replicas_answer_as_one_at_every_position_while_people_stream_in()
    {
        await using var second = await app.StartAsync();
        await using var third = await app.StartAsync();
        var people = Enumerable.Range(0, 6).Select(_ => People.New()).ToArray();
        using var done = new CancellationTokenSource();
        var one = AskAsync(second.Services, people, done.Token);
        var other = AskAsync(third.Services, people, done.Token);
        try
        {
            for (var step = 0; step < 90; step++)
                await app.RegisterAsync(people[step % people.Length] with { Degree = $"Dr. {step}" });
        }
        finally
        {
            await done.CancelAsync();
        }

        await using var anew = await app.StartAsync();
        await IndexOf(anew.Services);
        var all = await Task.WhenAll(people.Select(person => Shared(anew.Services, person)));
        foreach (var answers in new[] { await one, await other })
        {
            Assert.True(answers.Count > 3, "Nothing streamed while it was asked.");
            foreach (var (seen, found) in answers)
            {
                var visible = await VisibleAsync(seen);
                Assert.Equal(all.Select(records => records.Where(visible.Contains)), found);
            }

            Assert.Equal(all, answers[^1].Found);
        }

        foreach (var instance in new[] { second, third, anew }) await instance.StopAsync(Now);
    }

    /// <summary>Answers with the positions at which they were given; the last one when all has come.</summary>
    static async Task<List<(string Seen, long[][] Found)>> AskAsync(
        IServiceProvider services, IdentityData[] people, CancellationToken done)
    {
        await IndexOf(services);
        var follower = services.GetRequiredService<IndexFollower>();
        var domain = (await services.GetRequiredService<DomainCatalog>().FindAsync(IdentityApp.Domain, Now))!;
        var tokens = people.Select(person => Tokens(domain, person)).ToArray();
        var answers = new List<(string Seen, long[][] Found)>();
        for (var last = false; !last;)
        {
            last = done.IsCancellationRequested;
            await follower.CatchUpAsync(Now);
            var answer = await follower.StandStillAsync((view, _) => (view.Seen, Found: tokens
                .Select(some => domain.Linker.Index.Sharing(some, int.MaxValue).Order().ToArray()).ToArray()), Now);
            if (last || answers is [] || answers[^1].Found.Sum(one => one.Length) < answer.Found.Sum(one => one.Length))
                answers.Add(answer);
        }

        return answers;
    }

    async Task<HashSet<long>> VisibleAsync(string seen)
    {
        await using var command = app.Superuser.CreateCommand(
            "select record from identity.records where pg_visible_in_snapshot(tx, $1::text::pg_snapshot)");
        command.Parameters.Add(new() { Value = seen });
        await using var reader = await command.ExecuteReaderAsync(Now);
        var records = new HashSet<long>();
        while (await reader.ReadAsync(Now)) records.Add(reader.GetInt64(0));
        return records;
    }

    static async Task<long[]> Shared(IServiceProvider services, IdentityData identity)
    {
        var domain = (await services.GetRequiredService<DomainCatalog>().FindAsync(IdentityApp.Domain, Now))!;
        return [.. domain.Linker.Index.Sharing(Tokens(domain, identity), int.MaxValue).Order()];
    }

    static long[] Tokens(OpenDomain domain, IdentityData identity) =>
        Incoming.Record(domain, identity, new(Guid.Empty, identity.Contacts![0])).Tokens;

    static async Task<Linkage.PersonIndex> IndexOf(IServiceProvider services)
    {
        await services.GetRequiredService<IndexKeeper>().ReadyAsync(Now);
        return (await services.GetRequiredService<DomainCatalog>().FindAsync(IdentityApp.Domain, Now))!.Linker.Index;
    }

    static async Task CopyAsync(NpgsqlConnection connection, Guid identity)
    {
        await using var command = new NpgsqlCommand("""
            insert into identity.records (record, writer, domain, identity, contact, tokens, content)
            select nextval('identity.record_numbers') + 999, 0, domain, identity, contact, tokens, content
            from identity.records where identity = $1 limit 1
            """, connection);
        command.Parameters.Add(new() { Value = identity });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Now));
    }
}
