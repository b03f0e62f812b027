using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Ties pairs that nobody has asked for yet: brought in from elsewhere, made before their domain required consent, or
/// found under another key of lookups since. Without a tie a withdrawal's rule would not find them.
/// </summary>
public sealed class TieSweep(NpgsqlDataSource database, DomainCatalog catalog, Ties ties)
{
    const int Portion = 500;

    const string Tied = "select name from pseudonym.domains where settings ->> 'requiredPolicy' is not null";

    // who writes pairs holds the lock until its commit: below the highest id of this moment none can appear any more
    const string Highest = "select coalesce(max(id), 0) from pseudonym.pairs";

    const string Progress = "select question, pair from pseudonym.tie_progress where domain = $1";

    const string Untied = """
        select p.id, p.lookup, p.pseudonym, p.original, p.key_version from pseudonym.pairs p
        where p.domain = $1 and p.id > $2 and p.id <= $3 and not p.anonymised
            and not exists(select from pseudonym.ties t where t.lookup = p.lookup and t.question = $4)
        order by p.id limit $5
        """;

    const string Keep = """
        insert into pseudonym.tie_progress (domain, question, pair) values ($1, $2, $3)
        on conflict (domain) do update set question = excluded.question, pair = excluded.pair
        """;

    /// <summary>False where somebody could not be asked about: to be done again.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        foreach (var name in await NamesAsync(ct))
            if (await catalog.FindAsync(name, ct) is { Tie: not null } domain && !await RunAsync(domain, ct))
                return false;
        return true;
    }

    async Task<bool> RunAsync(OpenDomain domain, CancellationToken ct)
    {
        var question = Question(domain);
        var from = await ProgressAsync(domain, question, ct);
        var highest = await HighestAsync(domain, ct);
        while (from < highest)
        {
            var pairs = await UntiedAsync(domain, from, highest, ct);
            if (pairs.Count > 0 && !await ties.AskAsync(domain, pairs, ct)) return false;
            from = pairs.Count < Portion ? highest : pairs[^1].Id;
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(Sql.Command(Keep, domain.Id, question, from));
            await batch.ExecuteNonQueryAsync(ct);
        }

        return true;
    }

    /// <summary>Stands for what ties are about and how pairs are found: another one begins anew.</summary>
    static Guid Question(OpenDomain domain)
    {
        Span<byte> text = stackalloc byte[20];
        domain.Tie!.Question.TryWriteBytes(text);
        BitConverter.TryWriteBytes(text[16..], domain.LookupVersion);
        BitConverter.TryWriteBytes(text[18..], (short)domain.Lookups);
        return new(SHA256.HashData(text).AsSpan(0, 16));
    }

    async Task<List<string>> NamesAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Tied);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        return names;
    }

    async Task<long> ProgressAsync(OpenDomain domain, Guid question, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Progress, domain.Id));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && reader.GetGuid(0) == question ? reader.GetInt64(1) : 0;
    }

    async Task<long> HighestAsync(OpenDomain domain, CancellationToken ct)
    {
        await using var transaction = await PairTransaction.BeginAsync(database, ct);
        await using var batch = transaction.Batch(
            Sql.Command("select pg_advisory_xact_lock($1, $2)", PairLocks.Writing, domain.Id), new(Highest));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetInt64(0) : 0;
    }

    async Task<List<SealedPair>> UntiedAsync(OpenDomain domain, long from, long highest, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Untied, domain.Id, from, highest, domain.Tie!.Question, Portion));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<SealedPair>();
        while (await reader.ReadAsync(ct))
        {
            pairs.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2),
                reader.GetFieldValue<byte[]>(3), reader.GetInt16(4)));
        }

        return pairs;
    }
}
