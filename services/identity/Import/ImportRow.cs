using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>An import as it is stored.</summary>
sealed record ImportRow(
    Guid Import, string Domain, string Source, string Format, string? SaveAction, bool ForceReference, bool DryRun,
    string MpiIds, ImportSettings Settings, WrappedKey Key, string Status, int Upload, long Bytes, long Lines,
    long DoneLine, IReadOnlyDictionary<string, long> Counts, double? Rate, string? Code, long? FaultLine,
    string CreatedBy, string Roles, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    const string Read = """
        select i.import, i.domain, i.source, i.format, i.save_action, i.force_reference, i.dry_run, i.mpi_ids,
            i.settings, k.wrapped, k.kek, i.status, i.upload, i.bytes, i.lines, i.done_line, i.counts::text, i.rate,
            i.code, i.fault_line, i.created_by, i.roles, i.created_at, i.ended_at
        from identity.imports i join vault.keys k on k.subject = i.import
        """;

    public ImportView View
    {
        get
        {
            var done = Counts.Values.Sum();
            var running = Status == ImportStatuses.Running;
            return new(Import, Domain, Source, Format, Status, DryRun, Bytes, Math.Max(Lines, done), done, Counts,
                running ? Rate : null, running && Rate > 0 ? (long)Math.Max(0, (Lines - done) / Rate.Value) : null,
                Settings.Columns, Code, FaultLine, CreatedBy, CreatedAt, EndedAt);
        }
    }

    public bool HasEnded => Status is ImportStatuses.Finished or ImportStatuses.Cancelled or ImportStatuses.Failed;

    public static async Task<ImportRow?> FindAsync(
        NpgsqlDataSource data, Vault vault, Guid import, CancellationToken ct)
    {
        await using var command = data.CreateCommand(Read + " where i.import = $1");
        command.Parameters.Add(new() { Value = import });
        return (await ReadAsync(command, vault, ct)).FirstOrDefault();
    }

    public static async Task<List<ImportRow>> ListAsync(
        NpgsqlDataSource data, Vault vault, string domain, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            Read + " where i.domain = $1 order by i.created_at desc limit 200");
        command.Parameters.Add(new() { Value = domain });
        return await ReadAsync(command, vault, ct);
    }

    static async Task<List<ImportRow>> ReadAsync(NpgsqlCommand command, Vault vault, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<ImportRow>();
        while (await reader.ReadAsync(ct))
        {
            var (import, key) = (reader.GetGuid(0), new WrappedKey(
                reader.GetString(10), reader.GetFieldValue<byte[]>(9)));
            rows.Add(new(import, reader.GetString(1), reader.GetString(2), reader.GetString(3), Text(reader, 4),
                reader.GetBoolean(5), reader.GetBoolean(6), reader.GetString(7),
                ImportSettings.Open(vault, import, key, reader.GetFieldValue<byte[]>(8)), key, reader.GetString(11),
                reader.GetInt32(12), reader.GetInt64(13), reader.GetInt64(14), reader.GetInt64(15),
                JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(16))!,
                reader.IsDBNull(17) ? null : reader.GetDouble(17), Text(reader, 18),
                reader.IsDBNull(19) ? null : reader.GetInt64(19), reader.GetString(20), reader.GetString(21),
                reader.GetFieldValue<DateTimeOffset>(22),
                reader.IsDBNull(23) ? null : reader.GetFieldValue<DateTimeOffset>(23)));
        }

        return rows;
    }

    static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
}

/// <summary>Statements on imports.</summary>
static class ImportSql
{
    public static NpgsqlBatchCommand Insert(ImportRow row, byte[] settings) => Sql.Command("""
        insert into identity.imports (import, domain, source, format, save_action, force_reference, dry_run, mpi_ids,
            settings, created_by, roles, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
        """, row.Import, row.Domain, row.Source, row.Format, row.SaveAction ?? SaveActions.SaveAll,
        row.ForceReference, row.DryRun, row.MpiIds, settings, row.CreatedBy, row.Roles, row.CreatedAt.UtcDateTime);

    /// <summary>Moves an import on if it is in one of the states; the number of rows says whether it was.</summary>
    public static async Task<bool> MoveAsync(
        NpgsqlDataSource data, Guid import, string to, string[] from, DateTimeOffset now, CancellationToken ct)
    {
        var ended = to is ImportStatuses.Cancelled;
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.imports set status = $2, changed_at = $4, rate = null,
                ended_at = case when $5 then $4 else ended_at end
            where import = $1 and status = any($3)
            """, import, to, from, now.UtcDateTime, ended));
        return await batch.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>What came of a line: with everything else of it in one transaction.</summary>
    public static NpgsqlBatchCommand Line(
        Guid import, long line, string status, Guid? person, Rejection? refusal, int? column) => Sql.Command(
        Sql.Rows + """
            insert into identity.import_lines (import, line, status, person, code, message, field, col)
            select $1[n], $2[n], $3[n], nullif($4[n], '00000000-0000-0000-0000-000000000000'), nullif($5[n], ''),
                nullif($6[n], ''), nullif($7[n], ''), nullif($8[n], 0)
            from generate_series(1, cardinality($1)) as n
            """,
        new[] { import }, new[] { line }, new[] { status }, new[] { person ?? Guid.Empty },
        new[] { refusal?.Code ?? "" }, new[] { refusal?.Message ?? "" }, new[] { refusal?.Path ?? "" },
        new[] { column ?? 0 });

    /// <summary>Whether the line has its outcome already: another attempt came through.</summary>
    public static bool IsDone(PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "import_lines_pkey" };

    public static IEnumerable<NpgsqlBatchCommand> DropContent(Guid import) =>
        [Sql.Command("delete from identity.import_chunks where import = $1", import)];

    public static IEnumerable<NpgsqlBatchCommand> Drop(Guid import) =>
    [
        .. DropContent(import),
        Sql.Command("delete from identity.import_lines where import = $1", import),
        Sql.Command("delete from identity.imports where import = $1", import),
        .. VaultRows.Erase(import),
    ];
}
