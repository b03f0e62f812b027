using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Names of a document's items in its subject's vault.</summary>
public static class VaultFields
{
    public static string Document(Guid id) => $"{id:N}/document";
    public static string Signature(Guid id, int number) => $"{id:N}/signature/{number}";
    public static string Scan(Guid id, int number) => $"{id:N}/scan/{number}";
    public static string ScanTitle(Guid id, int number) => $"{id:N}/scan/{number}/title";
    public static string Pdf(Guid id) => $"{id:N}/pdf";
    public static string Received(Guid id) => $"{id:N}/received";
}

/// <summary>Several items of a subject at once.</summary>
public static class DocumentVault
{
    const string InsertItems = Sql.Rows + """
        insert into vault.items (subject, field, version, content)
        select $1[n], $2[n], 1, $3[n] from generate_series(1, cardinality($1)) as n
        """;

    const string Read = """
        select k.wrapped, k.kek, i.field, i.content
        from vault.keys k left join lateral (
            select field, version, content from vault.items where subject = k.subject and field = any($2)
            union all
            select $4, 0, content from consent.documents where consent_id = $3 and content is not null) i on true
        where k.subject = $1
        order by i.version
        """;

    public static NpgsqlBatchCommand Items(Guid subject, IReadOnlyList<(string Field, byte[] Content)> items)
    {
        var rows = items.ToArray();
        return Sql.Command(InsertItems, Array.ConvertAll(rows, _ => subject),
            Array.ConvertAll(rows, row => row.Field), Array.ConvertAll(rows, row => row.Content));
    }

    /// <summary>
    /// Opened items by name, with the document's own content where its id is given, each in its newest version; a name
    /// without an item is missing. Null: the subject was erased.
    /// </summary>
    public static async Task<Dictionary<string, byte[]>?> OpenAsync(
        IQuerySession session, Vault vault, Guid subject, string[] fields, CancellationToken ct,
        Guid? document = null)
    {
        await using var batch = session.DataSource.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(Sql.Command(Read, subject,
            document is { } own ? [VaultFields.Document(own), .. fields] : fields,
            document ?? Guid.Empty, document is { } id ? VaultFields.Document(id) : ""));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        Dictionary<string, byte[]>? opened = null;
        while (await reader.ReadAsync(ct))
        {
            opened ??= [];
            if (reader.IsDBNull(2)) continue;
            var key = new WrappedKey(reader.GetString(1), reader.GetFieldValue<byte[]>(0));
            var field = reader.GetString(2);
            opened[field] = vault.Open(subject, key, field, reader.GetFieldValue<byte[]>(3));
        }

        return opened;
    }
}
