using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace TrustCenter.Consents.Tests;

/// <summary>Whatever is merged and unmerged in whatever order: who is one person is linked, everybody with everybody,
/// and nothing is left of what was.</summary>
public sealed class RelinkTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int People = 7;

    sealed record Act(int Person, int Into, bool Merges);

    static readonly Gen<Act[]> Acts = (from person in Gen.Choose(0, People - 1)
                                       from target in Gen.Choose(0, People - 1)
                                       from merges in Gen.Elements(true, true, false)
                                       select new Act(person, target, merges)).ArrayOf(12);

    [Fact]
    public async Task Links_and_lookups_are_those_of_the_groups_that_are_left()
    {
        await using var database = app.Database.SuperuserDataSource();
        foreach (var acts in Acts.Sample(25)) await CheckAsync(database, acts);
    }

    static async Task CheckAsync(NpgsqlDataSource database, Act[] acts)
    {
        var domain = "relink-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(6));
        var people = Enumerable.Range(0, People).Select(_ => (Person: Key(), Subject: Key())).ToArray();
        foreach (var (person, subject) in people)
        {
            await RunAsync(database, "insert into consent.index_persons values ($1, $2, null, $3)", domain, person,
                subject);
            await RunAsync(database, """
                insert into consent.signer_ids values ($1, $2, $3, $4, 'PID', '', now())
                """, domain, RandomNumberGenerator.GetBytes(32), Key(), subject);
        }

        var merged = new int?[People];
        foreach (var act in acts)
        {
            var before = merged[act.Person];
            if (act.Merges && (before is not null || Root(merged, act.Into) == act.Person)) continue; // never told of
            if (!act.Merges && before is null) continue;
            merged[act.Person] = act.Merges ? Root(merged, act.Into) : null;
            var other = people[merged[act.Person] ?? before!.Value].Person;
            await RunAsync(database, """
                update consent.index_persons set merged_into = case when $4 then $3 end
                where domain = $1 and person = $2
                """, domain, people[act.Person].Person, other, act.Merges);
            await RunAsync(database, "select consent.relink($1, $2)", domain,
                new[] { people[act.Person].Person, other });
        }

        // whoever signs under a further identifier afterwards
        await RunAsync(database, "insert into consent.signer_ids values ($1, $2, $3, $4, 'PID', '', now())", domain,
            RandomNumberGenerator.GetBytes(32), Key(), people[0].Subject);
        await RunAsync(database, "select consent.alias($1)", (object)new[] { people[0].Subject });

        var expected = (from a in Enumerable.Range(0, People)
                        from b in Enumerable.Range(0, People)
                        where a != b && Root(merged, a) == Root(merged, b)
                        select (people[a].Subject, people[b].Subject)).Order().ToArray();
        var subjects = people.Select(person => person.Subject).ToArray();
        var links = await ReadAsync(database,
            "select subject, other from consent.links where subject = any($1)", subjects);
        Assert.Equal(expected, links);
        var reached = await ReadAsync(database, """
            select own.subject, alias.subject from consent.signer_ids own
            join consent.signer_ids alias on alias.lookup = own.lookup and alias.domain <> own.domain
            where own.subject = any($1) and not starts_with(own.domain, '~')
            """, subjects);
        var twice = expected.Where(pair => pair.Item1 == people[0].Subject);
        Assert.Equal(expected.Concat(twice).Order(), reached);
    }

    static int Root(int?[] merged, int person) => merged[person] is { } next ? Root(merged, next) : person;

    static Guid Key() => new(RandomNumberGenerator.GetBytes(16));

    static async Task RunAsync(NpgsqlDataSource database, string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    static async Task<(Guid, Guid)[]> ReadAsync(NpgsqlDataSource database, string sql, Guid[] subjects)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = subjects });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var pairs = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            pairs.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return [.. pairs.Order()];
    }
}
