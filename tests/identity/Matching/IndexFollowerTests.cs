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

    static async Task<long[]> Shared(IServiceProvider services, IdentityData identity)
    {
        var domain = (await services.GetRequiredService<DomainCatalog>().FindAsync(IdentityApp.Domain, Now))!;
        var record = Incoming.Record(domain, identity, new(Guid.Empty, identity.Contacts![0]));
        return [.. domain.Linker.Index.Sharing(record.Tokens, int.MaxValue).Order()];
    }

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
