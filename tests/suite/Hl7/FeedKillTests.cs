using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Postgres;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>
/// A hospital sends while the service is killed again and again, and sends again what was not answered: nothing is
/// lost and nothing applied twice. <c>TRUSTCENTER_HL7_MESSAGES=10000 TRUSTCENTER_HL7_KILLS=20 ./test suite</c> does
/// it in full. </summary>
[Collection(Load.Name)]
public sealed class FeedKillTests(ITestOutputHelper output)
{
    const int Senders = 4;

    // in full it is some minutes of work, more where others use the machine
    const int Limit = 3_600_000;

    int _answered;
    int _sentAgain;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static int Messages => Number("TRUSTCENTER_HL7_MESSAGES", 1_000);

    static int Kills => Number("TRUSTCENTER_HL7_KILLS", 3);

    [Fact(Timeout = Limit)]
    public async Task Killed_under_a_feed_it_loses_no_message_and_applies_none_twice()
    {
        var port = LoopbackPort.Free();
        var clock = Stopwatch.StartNew();
        await using var suite = await SuiteProcess.StartAsync(Settings(port), Ct);
        var scripts = Enumerable.Range(1, Senders).Select(n => new FeedScript(n, Messages / Senders)).ToArray();
        var sending = scripts.Select(script => SendAsync(script, port)).ToArray();
        for (var kill = 1; kill <= Kills; kill++)
        {
            while (Volatile.Read(ref _answered) < kill * Messages / (Kills + 1))
            {
                if (sending.FirstOrDefault(task => task.IsFaulted) is { } failed) await failed;
                await Task.Delay(5, Ct);
            }

            await suite.KillAsync();
            await suite.StartAgainAsync(Ct);
        }

        await Task.WhenAll(sending);
        output.WriteLine($"{_answered} messages over {Senders} connections, {Kills} times killed, "
            + $"{_sentAgain} sent again, {clock.Elapsed.TotalSeconds:0} s.");
        await CompareAsync(suite, scripts);
    }

    async Task SendAsync(FeedScript script, int port)
    {
        var at = 0;
        while (at < script.Lines.Count)
        {
            try
            {
                await using var client = await MllpClient.ConnectAsync(port, ct: Ct);
                for (; at < script.Lines.Count; at++)
                {
                    var line = script.Lines[at];
                    var answer = await client.AskAsync(line.Text, Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct);
                    Assert.Equal(line.Control, answer.Find("MSA")!.Text(2));
                    Assert.True(answer.Find("MSA")!.Text(1) == "AA", answer.ToString());
                    Interlocked.Increment(ref _answered);
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                if (e is IOException) Interlocked.Increment(ref _sentAgain);
                await Task.Delay(100, Ct);
            }
        }
    }

    async Task CompareAsync(SuiteProcess suite, FeedScript[] scripts)
    {
        await using var database = await OpenAsync(suite);
        var (registered, moved, merged) = (
            scripts.Sum(script => script.Registered), scripts.Sum(script => script.Moved),
            scripts.Sum(script => script.Merged));
        var (linked, unlinked, renumbered) = (
            scripts.Sum(script => script.Linked), scripts.Sum(script => script.Unlinked),
            scripts.Sum(script => script.Renumbered));
        var all = registered + moved + merged + linked + unlinked + renumbered;
        var joined = merged + linked;
        await HoldsAsync(database, """
            select count(*) filter (where type = 'person-registered'), count(*) filter (where type = 'identity-added'),
                count(*) filter (where type = 'person-merged'), count(*) filter (where type = 'person-absorbed'),
                count(*) filter (where type = 'person-restored'), count(*) filter (where type = 'identifiers-ended')
            from events.events
            """, registered, moved + renumbered, joined, joined, unlinked, 2 * renumbered);
        await HoldsAsync(database,
            "select count(*), count(*) filter (where code = 'AA' and first) from identity.hl7_messages", all, all);
        await HoldsAsync(database, """
            select count(*) filter (where action = 'identity-registered'),
                count(*) filter (where action = 'person-merged'), count(distinct request_id)
            from audit.entries where actor = 'hl7/kis'
            """, registered + moved + renumbered, joined, all);
        await HoldsAsync(database, "select count(*) from identity.hl7_faults", 0);
        await HoldsAsync(database, """
            select count(*) filter (where status = 'active'), count(*) filter (where status = 'merged')
            from identity.persons
            """, registered - joined + unlinked, joined - unlinked);
        output.WriteLine($"{registered} registered, {moved} moved, {merged} merged, {linked} linked, "
            + $"{unlinked} parted, {renumbered} renumbered: as sent.");
        using var client = suite.Client("lead");
        var step = Math.Max(1, registered / 300);
        foreach (var person in scripts.SelectMany(script => script.Persons.Values).Where((_, i) => i % step == 0))
            await CompareAsync(client, person);
    }

    /// <summary>The newest address, as the order of messages made it.</summary>
    static async Task CompareAsync(HttpClient client, FeedPerson person)
    {
        using var response = await client.PostAsJsonAsync("/api/identity/persons/search",
            new FindPersons("MII", Identifier: new("patient-number", person.Number)), Ct);
        response.EnsureSuccessStatusCode();
        var view = Assert.Single((await response.Content.ReadFromJsonAsync<FoundPersons>(Ct))!.Persons);
        var own = view.Identities.Where(identity => identity.Data.Identifiers!.Any(id => id.Value == person.Number));
        Assert.Contains(own, identity => identity.Contacts[0].Data.Street == person.Street);
        var reference = view.Identities.Single(identity => identity.Identity == view.Reference);
        if (person.MergedInto is null) Assert.Equal(person.Street, reference.Contacts[0].Data.Street);
        else Assert.Contains(reference.Data.Identifiers!, identifier => identifier.Value == person.MergedInto);
    }

    static Dictionary<string, string> Settings(int port)
    {
        const string Listener = "Identity__Hl7__Listeners__0__";
        return new()
        {
            [Listener + "Port"] = $"{port}",
            [Listener + "Senders__0__Name"] = "kis",
            [Listener + "Senders__0__Application"] = "KIS",
            [Listener + "Senders__0__Domain"] = "MII",
            [Listener + "Senders__0__Source"] = "kis",
            [Listener + "Senders__0__Authorities__HAUS"] = "patient-number",
        };
    }

    static async Task<NpgsqlDataSource> OpenAsync(SuiteProcess suite)
    {
        using var known = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(suite.Data, "suite.json"), Ct));
        var password = await File.ReadAllTextAsync(Path.Combine(suite.Data, "postgres/superuser-password"), Ct);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = known.RootElement.GetProperty("PostgresPort").GetInt32(),
            Database = "identity",
            Username = "postgres",
            Password = password.Trim(),
        });
    }

    static async Task HoldsAsync(NpgsqlDataSource database, string sql, params int[] expected)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        Assert.True(await reader.ReadAsync(Ct));
        int[] found = [.. Enumerable.Range(0, reader.FieldCount).Select(i => (int)reader.GetInt64(i))];
        Assert.Equal(expected, found);
    }

    static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } more
            ? int.Parse(more, CultureInfo.InvariantCulture) : usual;
}
