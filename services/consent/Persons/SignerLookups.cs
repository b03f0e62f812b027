using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A domain's settings (null: there is none) and who is known in it under the identifiers asked for.</summary>
public sealed record DomainWithSigners(DomainSettings? Domain, List<KnownSignerId> Known);

/// <summary>
/// Looks up people who are about to be recorded: requests that wait at the same moment share one round trip.
/// </summary>
public sealed class SignerLookups : BackgroundService
{
    const string Domains = "select name, settings, xmin::text from consent.domains where name = any($1)";

    const string Signers = """
        select s.lookup, s.id, s.subject, k.wrapped, k.kek, s.domain
        from consent.signer_ids s join vault.keys k on k.subject = s.subject
        where s.lookup = any($1) and not starts_with(s.domain, '~')
        """;

    readonly NewPeople _newPeople;
    readonly WarmConnections _connections;
    readonly Gathering<CheckedPerson, DomainWithSigners> _waiting;

    public SignerLookups(NpgsqlDataSource dataSource, NewPeople newPeople, TimeProvider clock)
    {
        _newPeople = newPeople;
        _connections = new(dataSource);
        _waiting = new(128, 1, clock, FindAsync);
    }

    public Task<DomainWithSigners> FindAsync(string domain, byte[][] lookups, CancellationToken ct) =>
        _waiting.AskAsync(new(domain, lookups), ct);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _connections.DisposeAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _waiting.RunAsync(stoppingToken);

    async Task<IReadOnlyList<DomainWithSigners>> FindAsync(
        IReadOnlyList<CheckedPerson> people, CancellationToken ct)
    {
        var connection = await _connections.TakeAsync(ct);
        try
        {
            var found = await ReadAsync(connection, people, ct);
            _connections.Keep(connection);
            return found;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task<DomainWithSigners[]> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<CheckedPerson> people, CancellationToken ct)
    {
        var asked = new AskedLookups(people);
        await using var batch = new NpgsqlBatch(connection) { Timeout = Sql.Patience };
        batch.BatchCommands.Add(Sql.Command(Domains, (object)people.Select(p => p.Domain).Distinct().ToArray()));
        batch.BatchCommands.Add(Sql.Command(Signers, (object)asked.Distinct));
        await using var reader = await batch.ExecuteReaderAsync(ct);

        var domains = new Dictionary<string, DomainSettings>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var settings = ReadTexts.Settings(reader.GetString(1));
            _newPeople.Remember(settings, reader.GetString(2));
            domains[reader.GetString(0)] = settings;
        }

        var found = new DomainWithSigners[people.Count];
        for (var i = 0; i < found.Length; i++) found[i] = new(domains.GetValueOrDefault(people[i].Domain), []);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var signer = new KnownSignerId(reader.GetFieldValue<byte[]>(0), reader.GetGuid(1), reader.GetGuid(2),
                new WrappedKey(reader.GetString(4), reader.GetFieldValue<byte[]>(3)));
            for (var asker = asked.Of(signer.Lookup); asker >= 0; asker = asked.Next(asker))
            {
                var index = asked.Person(asker);
                if (people[index].Domain == reader.GetString(5)) found[index].Known.Add(signer);
            }
        }

        return found;
    }
}
