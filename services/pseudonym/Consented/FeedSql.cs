using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>The statements of following.</summary>
static class FeedSql
{
    const string Position = """
        select f.position, f.keys, clock_timestamp() from (values (1)) as one left join pseudonym.consent_feed f on true
        """;

    const string AgeOf = """
        update pseudonym.ties set known_until = 'epoch' where person = any($1) and known_until > 'epoch'
        """;

    const string AgeOfDomains = """
        update pseudonym.ties set known_until = 'epoch' where consent_domain = any($1) and known_until > 'epoch'
        """;

    const string AgeOfAll = "update pseudonym.ties set known_until = 'epoch' where known_until > 'epoch'";

    // nothing depends on consents yet: whoever asks for the first time asks after this statement, and what it would
    // remember was committed over there before it
    const string Remember = """
        insert into pseudonym.consent_changes as c (person, batch, at)
        select person, coalesce((select batch from pseudonym.consent_feed), 0) + 1, $2
        from unnest($1) person
        where exists(select from pseudonym.domains where settings ->> 'requiredPolicy' is not null) order by person
        on conflict (person) do update set batch = excluded.batch, at = excluded.at
        """;

    const string Forget = "delete from pseudonym.consent_changes where at < $1";

    const string Take = """
        insert into pseudonym.withdrawals (task, consent_domain, persons, received_at) values ($1, $2, $3, $4)
        on conflict (task) do nothing
        """;

    // the moment before the request: what was committed until then was on the page
    const string Move = """
        insert into pseudonym.consent_feed as f (position, keys, batch, current_at) values ($1, $2, 1, $3)
        on conflict (one) do update set position = excluded.position, keys = excluded.keys,
            batch = f.batch + $4, current_at = case when $5 then f.current_at else excluded.current_at end
        returning clock_timestamp(),
            exists(select from pseudonym.domains where settings ->> 'requiredPolicy' is not null)
        """;

    static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    public static async Task<(string? Position, string? Keys, DateTime Now)> ReadAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Position, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return await row.IsDBNullAsync(0, ct)
            ? (null, null, row.GetDateTime(2)) : (row.GetString(0), row.GetString(1), row.GetDateTime(2));
    }

    /// <summary>
    /// A page and the position behind it, in one transaction; gives the server's time then, and whether any domain
    /// depends on consents at all.
    /// </summary>
    /// <param name="forget">Whether to look for what need not be remembered any more: that reads all of it.</param>
    public static async Task<(DateTime Now, bool Tied)> ApplyAsync(
        NpgsqlConnection connection, ConsentChangePage page, bool anew, DateTime from, DateTimeOffset now,
        bool forget, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        var changes = anew || page.Changes.Count > 0;
        if (changes)
        {
            foreach (var command in Changes(page, anew, now)) batch.BatchCommands.Add(command);
        }

        if (forget) batch.BatchCommands.Add(Sql.Command(Forget, (now - Remembered).UtcDateTime));
        batch.BatchCommands.Add(Sql.Command(Move, page.Position, page.Keys, from, changes ? 1L : 0L, page.More));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetDataTypeName(0).StartsWith("timestamp", StringComparison.Ordinal))
                    return (reader.GetDateTime(0), reader.GetBoolean(1));
            }
        }
        while (await reader.NextResultAsync(ct));
        throw new InvalidOperationException("The position was not moved.");
    }

    static IEnumerable<NpgsqlBatchCommand> Changes(ConsentChangePage page, bool anew, DateTimeOffset now)
    {
        var persons = page.Changes.SelectMany(change => change.Persons).Distinct().ToArray();
        var domains = page.Changes.Where(change => change.Persons.Count == 0)
            .Select(change => change.Domain).Distinct().ToArray();
        yield return Sql.Command("select pg_advisory_xact_lock($1, 0)", PairLocks.Tying);
        if (anew) yield return new(AgeOfAll);
        if (persons.Length > 0) yield return Sql.Command(AgeOf, (object)persons);
        if (domains.Length > 0) yield return Sql.Command(AgeOfDomains, (object)domains);
        yield return Sql.Command(Remember,
            anew || domains.Length > 0 ? [.. persons, Guid.Empty] : persons, now.UtcDateTime);
        foreach (var change in page.Changes)
        {
            if (change.Task is { } task)
                yield return Sql.Command(Take, task, change.Domain, change.Persons.ToArray(), now.UtcDateTime);
        }
    }
}
