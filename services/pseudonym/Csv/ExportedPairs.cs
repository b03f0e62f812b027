using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Reads a domain's pairs by portions. Where the domain requires consent, those whose consent holds; who has to be
/// asked about for that is asked about first, so that a list isn't short only because something has just changed.
/// </summary>
public sealed class ExportedPairs(NpgsqlDataSource database, Ties ties)
{
    const int Portion = 1_000;

    /// <summary>So often changes may come between asking and reading until the rest is left out.</summary>
    const int Times = 5;

    static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    /// <summary>Null where the domain has changed.</summary>
    /// <param name="asks">Whether to ask at all: who got no answer for one portion need not wait for the next.</param>
    public async Task<ExportPortion?> ReadAsync(OpenDomain domain, long after, bool asks, CancellationToken ct)
    {
        for (var time = 1; ; time++)
        {
            if (await RowsAsync(domain, after, ct) is not { } rows) return null;
            var uncertain = rows.FindAll(row => row is { Permitted: null, Original: not null });
            if (uncertain.Count == 0 || !asks || domain.Tie is not { AsksEachTime: false } || time == Times
                || !await ties.AskAsync(domain, uncertain.Select(row => row.Sealed), ct))
            {
                return new(rows.FindAll(row => row.Permitted == true), uncertain.Count,
                    rows.Count == 0 ? null : rows[^1].Id);
            }
        }
    }

    async Task<List<ExportedPair>?> RowsAsync(OpenDomain domain, long after, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Timeout = (int)Wait.TotalSeconds;
        batch.BatchCommands.Add(Sql.Command($"""
            select id, pseudonym, number, original, key_version, created_at, created_by, valid_until, lookup,
                {TieSql.Standing(domain)}
            from pseudonym.pairs where domain = $1 and id > $2 order by id limit $3
            """, domain.Id, after, Portion));
        batch.BatchCommands.Add(PairSql.Versions([domain.Id]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<ExportedPair>(Portion);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3), reader.GetInt16(4), reader.GetDateTime(5),
                reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetDateTime(7), reader.GetGuid(8),
                reader.IsDBNull(9) ? null : reader.GetBoolean(9)));
        }

        return (await PairSql.TakeVersionsAsync(reader, [domain], ct)).Count == 1 ? rows : null;
    }
}

/// <param name="Rows">Those that may be handed out.</param>
/// <param name="Uncertain">So many were left out because nobody could be asked about their consent.</param>
/// <param name="Last">The id of the last that was read; null at the end.</param>
public sealed record ExportPortion(IReadOnlyList<ExportedPair> Rows, int Uncertain, long? Last);

/// <param name="Original">Sealed; null where anonymised.</param>
/// <param name="Permitted">Null: not known.</param>
public sealed record ExportedPair(
    long Id, string Pseudonym, int Number, byte[]? Original, short KeyVersion, DateTime CreatedAt, string CreatedBy,
    DateTime? ValidUntil, Guid Lookup, bool? Permitted)
{
    public SealedPair Sealed => new(Id, Lookup, Pseudonym, Original!, KeyVersion);
}
