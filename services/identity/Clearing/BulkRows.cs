using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>One decision on many pairs as it is stored.</summary>
sealed record StoredBulk(BulkView View, DateOnly? Until);

static class BulkRows
{
    public static NpgsqlBatchCommand Settle(Guid bulk, int number, string outcome) => Sql.Command(
        "update identity.bulk_items set outcome = $3 where bulk = $1 and number = $2 and outcome is null",
        bulk, number, outcome);

    public static async Task<StoredBulk?> FindAsync(NpgsqlDataSource data, Guid id, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select domain, verdict, prepared_by, prepared_at, until from identity.bulks where bulk = $1", id));
        batch.BatchCommands.Add(Sql.Command("""
            select coalesce(outcome, ''), count(*)::int from identity.bulk_items where bulk = $1 group by 1
            """, id));
        await using var row = await batch.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) return null;
        var view = new BulkView(id, row.GetString(0), row.GetString(1), row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3), 0, 0, new Dictionary<string, int>(), []);
        var until = row.GetFieldValue<DateOnly?>(4);
        await row.NextResultAsync(ct);
        var outcomes = new Dictionary<string, int>();
        while (await row.ReadAsync(ct)) outcomes[row.GetString(0)] = row.GetInt32(1);
        var total = outcomes.Values.Sum();
        outcomes.Remove("", out var remaining);
        return new(view with { Total = total, Remaining = remaining, Outcomes = outcomes }, until);
    }

    public static async Task<List<(int Number, Guid Pair, long Version)>> RemainingAsync(
        NpgsqlDataSource data, Guid id, int most, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select number, pair, version from identity.bulk_items where bulk = $1 and outcome is null
            order by number limit $2
            """, id, most));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var items = new List<(int, Guid, long)>();
        while (await row.ReadAsync(ct)) items.Add((row.GetInt32(0), row.GetGuid(1), row.GetInt64(2)));
        return items;
    }

    public static async Task<List<BulkItem>> ItemsAsync(
        NpgsqlDataSource data, Guid id, int after, int most, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select number, pair, outcome from identity.bulk_items where bulk = $1 and number > $2
            order by number limit $3
            """, id, after, most));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var items = new List<BulkItem>();
        while (await row.ReadAsync(ct))
            items.Add(new(row.GetInt32(0), row.GetGuid(1), row.GetFieldValue<string?>(2)));
        return items;
    }
}
