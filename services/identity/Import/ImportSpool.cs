using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>An import's file, in portions, each sealed with the import's key before it leaves the process's memory.
/// </summary>
sealed class ImportSpool(NpgsqlDataSource data, Guid import, DataKey key) : IDisposable
{
    /// <summary>Bytes of a portion.</summary>
    public const int Portion = 256 * 1024;

    readonly Sealer _sealer = key.Sealer();

    public async Task WriteAsync(int upload, int chunk, ReadOnlyMemory<byte> plain, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "insert into identity.import_chunks (import, upload, chunk, content) values ($1, $2, $3, $4)",
            import, upload, chunk, _sealer.Seal(plain.Span, Bound(upload, chunk))));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async IAsyncEnumerable<byte[]> ReadAsync(int upload, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var chunk = 0; await FindAsync(upload, chunk, ct) is { } content; chunk++)
            yield return _sealer.Open(content, Bound(upload, chunk));
    }

    public void Dispose() => _sealer.Dispose();

    async Task<byte[]?> FindAsync(int upload, int chunk, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            "select content from identity.import_chunks where import = $1 and upload = $2 and chunk = $3",
            import, upload, chunk));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetFieldValue<byte[]>(0) : null;
    }

    byte[] Bound(int upload, int chunk)
    {
        var bound = new byte[24];
        import.TryWriteBytes(bound);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(16), upload);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(20), chunk);
        return bound;
    }
}
