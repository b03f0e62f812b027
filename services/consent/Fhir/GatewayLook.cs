using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// One look at documents: everything is read in one snapshot, and the audit entry is part of the same transaction.
/// Nothing may be shown before <see cref="CommitAsync"/>.
/// </summary>
public sealed class GatewayLook : IAsyncDisposable
{
    const string Columns = """
        consent_id, subject, template, kind, signed_at, recorded_at, changed_at, quality, annulled, provisions, answers,
        detail
        """;

    const string Ids = """
        select s.subject, s.id, s.type, s.value, k.kek, k.wrapped
        from consent.signer_ids s join vault.keys k on k.subject = s.subject
        where s.domain = $1 and s.subject = any($2) order by s.id
        """;

    const string StoredScans = """
        select field from vault.items where subject = any($1) and field ~ '/scan/[0-9]+$'
        """;

    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;

    GatewayLook(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<GatewayLook> OpenAsync(IQuerySession session, CancellationToken ct)
    {
        var connection = await session.DataSource.OpenConnectionAsync(ct);
        return new(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct));
    }

    public Task<Snapshot> PeopleAsync(IReadOnlyList<CheckedPerson> people, CancellationToken ct) =>
        PersonDocuments.ReadAsync(_connection, _transaction, people, ct);

    public Task<Dictionary<Guid, FoundPerson>> SubjectsAsync(
        DomainSettings domain, Guid[] subjects, CancellationToken ct) =>
        PersonDocuments.OfSubjectsAsync(_connection, _transaction, domain, subjects, ct);

    /// <summary>Documents in their newest state.</summary>
    /// <param name="where">Condition and order; <c>$1</c> is the domain.</param>
    public async Task<List<GatewayDocument>> DocumentsAsync(
        GatewayDomain domain, string where, object[] parameters, CancellationToken ct)
    {
        var documents = new List<GatewayDocument>();
        await using (var row = await ReaderAsync(
            $"select {Columns} from consent.documents where domain = $1 and {where}",
            [domain.Settings.Name, .. parameters], ct))
        {
            while (await row.ReadAsync(ct)) documents.Add(Document(row, domain));
        }

        return documents.Count == 0 ? documents : await WithScansAsync(documents, ct);
    }

    public async Task<long> CountAsync(GatewayDomain domain, string where, object[] parameters, CancellationToken ct)
    {
        await using var row = await ReaderAsync(
            $"select count(*) from consent.documents where domain = $1 and {where}",
            [domain.Settings.Name, .. parameters], ct);
        await row.ReadAsync(ct);
        return row.GetInt64(0);
    }

    /// <summary>The domain of a document; null where there is no such document.</summary>
    public async Task<string?> DomainOfAsync(Guid id, CancellationToken ct)
    {
        await using var row = await ReaderAsync("select domain from consent.documents where consent_id = $1", [id], ct);
        return await row.ReadAsync(ct) ? row.GetString(0) : null;
    }

    /// <summary>The one of these documents that exists, with its domain.</summary>
    public async Task<(Guid Document, string? Domain)> OneOfAsync(Guid[] ids, CancellationToken ct)
    {
        await using var row = await ReaderAsync(
            "select consent_id, domain from consent.documents where consent_id = any($1) limit 1", [ids], ct);
        return await row.ReadAsync(ct) ? (row.GetGuid(0), row.GetString(1)) : default;
    }

    /// <summary>The signer ids of people, opened.</summary>
    public async Task<ILookup<Guid, ShownIdentifier>> IdentifiersAsync(
        DomainSettings domain, Vault vault, Guid[] subjects, CancellationToken ct)
    {
        var shown = new List<ShownIdentifier>();
        await using var row = await ReaderAsync(Ids, [domain.Name, subjects], ct);
        while (await row.ReadAsync(ct))
        {
            var key = new WrappedKey(row.GetString(4), row.GetFieldValue<byte[]>(5));
            var value = vault.Open(row.GetGuid(0), key, SignerIds.Field(row.GetGuid(1)), row.GetFieldValue<byte[]>(3));
            shown.Add(new(row.GetGuid(0), row.GetString(2), Encoding.UTF8.GetString(value)));
        }

        return shown.ToLookup(identifier => identifier.Subject);
    }

    public async Task CommitAsync(AuditEntry entry, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction)
        {
            BatchCommands = { Audit.Commands([AuditRecord.Of(entry, caller, now)]) },
        };
        await batch.ExecuteNonQueryAsync(ct);
        await _transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    async Task<NpgsqlDataReader> ReaderAsync(string sql, object[] parameters, CancellationToken ct)
    {
        var batch = new NpgsqlBatch(_connection, _transaction) { BatchCommands = { Sql.Command(sql, parameters) } };
        return await batch.ExecuteReaderAsync(ct);
    }

    async Task<List<GatewayDocument>> WithScansAsync(List<GatewayDocument> documents, CancellationToken ct)
    {
        var scans = new Dictionary<string, int>(StringComparer.Ordinal);
        var subjects = documents.Select(found => found.Subject).Distinct().ToArray();
        await using var row = await ReaderAsync(StoredScans, [subjects], ct);
        while (await row.ReadAsync(ct))
        {
            var field = row.GetString(0);
            var number = int.Parse(
                field.AsSpan(field.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            scans[field[..32]] = Math.Max(scans.GetValueOrDefault(field[..32]), number + 1);
        }

        return scans.Count == 0 ? documents
            : documents.ConvertAll(found => found with { Scans = scans.GetValueOrDefault(found.Id.ToString("N")) });
    }

    static GatewayDocument Document(NpgsqlDataReader row, GatewayDomain domain)
    {
        var detail = JsonSerializer.Deserialize<StoredDetail>(row.GetString(11), StoredJson.Options)!;
        return new(row.GetGuid(0), row.GetGuid(1), domain.Settings, domain.Template(row.GetString(2)),
            (DocumentKind)row.GetInt16(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), row.GetBoolean(8),
            ProvisionText.Parse(row.GetString(9)),
            JsonSerializer.Deserialize<Dictionary<string, ModuleAnswer>>(row.GetString(10), StoredJson.Options)!,
            detail.Language, detail.Signatures, 0);
    }
}
