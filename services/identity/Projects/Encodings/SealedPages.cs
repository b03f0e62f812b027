using System.Buffers.Binary;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Long lists of a project in sealed pages: encoded records by upload, pseudonyms by result. Pages are written
/// before anybody knows of them; what makes them count is that their key is stored, with all else, in the end. Pages
/// without a key open for nobody and are swept.</summary>
sealed class SealedPages(NpgsqlDataSource data, Guid owner, DataKey key) : IDisposable
{
    readonly Sealer _sealer = key.Sealer();

    public async Task WriteAsync(int part, int page, ReadOnlyMemory<byte> plain, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "insert into identity.project_pages (owner, part, page, content) values ($1, $2, $3, $4)",
            owner, part, page, _sealer.Seal(plain.Span, Bound(part, page))));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Pages from one up to another, which is left out.</summary>
    public async Task<List<byte[]>> ReadAsync(int part, int from, int to, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select page, content from identity.project_pages
            where owner = $1 and part = $2 and page >= $3 and page < $4 order by page
            """, owner, part, from, to));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var pages = new List<byte[]>();
        while (await reader.ReadAsync(ct))
            pages.Add(_sealer.Open(reader.GetFieldValue<byte[]>(1), Bound(part, reader.GetInt32(0))));
        return pages;
    }

    public void Dispose() => _sealer.Dispose();

    /// <summary>Forgets pages with their key.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Erase(Guid owner) =>
    [
        .. VaultRows.Erase(owner),
        Sql.Command("delete from identity.project_pages where owner = $1", owner),
    ];

    /// <summary>Forgets pages that nobody finished writing.</summary>
    public static NpgsqlBatchCommand Sweep(DateTimeOffset before) => Sql.Command("""
        delete from identity.project_pages p
        where p.owner < $1 and not exists (select from vault.keys k where k.subject = p.owner)
        """, Guid.CreateVersion7(before));

    byte[] Bound(int part, int page)
    {
        var bound = new byte[24];
        owner.TryWriteBytes(bound);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(16), part);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(20), page);
        return bound;
    }
}
