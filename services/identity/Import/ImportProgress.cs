using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>How far an import is, as everybody sees it.</summary>
static class ImportProgress
{
    /// <summary>Tells how far it is.</summary>
    /// <returns>The status it is to be in: somebody may have paused or cancelled it.</returns>
    public static async Task<string?> TellAsync(
        NpgsqlDataSource data, Guid import, long doneLine, IReadOnlyDictionary<string, long> counts, double? rate,
        DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.imports set done_line = $2, counts = $3, changed_at = $5,
                rate = case status when 'running' then $4::double precision end
            where import = $1 returning status
            """, import, doneLine, Json(counts), new NpgsqlParameter
        {
            Value = (object?)rate ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Double,
        }, now.UtcDateTime));
        return await batch.ExecuteScalarAsync(ct) as string;
    }

    public static async Task EndAsync(
        NpgsqlDataSource data, Guid import, string status, string? code, long? line, DateTimeOffset now,
        CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.imports set status = $2, code = $3::text, fault_line = $4::bigint, ended_at = $5,
                changed_at = $5, rate = null
            where import = $1 and status = 'running'
            """, import, status, new NpgsqlParameter
        {
            Value = (object?)code ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Text,
        }, new NpgsqlParameter
        {
            Value = (object?)line ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bigint,
        }, now.UtcDateTime));
        foreach (var command in ImportSql.DropContent(import)) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Counts what is stored, whoever stored it.</summary>
    public static async Task<Dictionary<string, long>> CountAsync(
        NpgsqlDataSource data, Guid import, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select status, count(*) from identity.import_lines where import = $1 group by status");
        command.Parameters.Add(new() { Value = import });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(ct)) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }

    /// <summary>Lines behind the last one told that have their outcome all the same.</summary>
    public static async Task<HashSet<long>> DoneAsync(
        NpgsqlDataSource data, Guid import, long behind, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select line from identity.import_lines where import = $1 and line > $2");
        command.Parameters.Add(new() { Value = import });
        command.Parameters.Add(new() { Value = behind });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var done = new HashSet<long>();
        while (await reader.ReadAsync(ct)) done.Add(reader.GetInt64(0));
        return done;
    }

    static NpgsqlParameter Json(IReadOnlyDictionary<string, long> counts) => new()
    {
        Value = JsonSerializer.Serialize(counts),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
