using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Indexes as they were at a snapshot of the database, and own records beyond it that are in them too.
/// </summary>
public sealed record KeptIndex(string Seen, IReadOnlyList<long> Ahead, IReadOnlyList<(string, PersonIndex)> Indexes);

/// <summary>
/// The indexes in a file, so that a start need not decrypt everybody. Encrypted and authenticated with a key of the
/// service's key file; without that it says how large it is and nothing else. A file that is damaged, of another
/// program, of another database or of another time of this one is not used.
/// </summary>
public sealed class IndexFile(
    string folder, NpgsqlDataSource data, Vault vault, TimeProvider clock, ILogger<IndexFile> log)
{
    const string Name = "identity.index";
    const string Purpose = "identity-index-file";

    /// <summary>Newest records by which another past of the same database is noticed.</summary>
    const int Witnesses = 64;

    static readonly TimeSpan Seldom = TimeSpan.FromMinutes(10);
    static readonly Guid Program = typeof(PersonIndex).Module.ModuleVersionId;

    DateTimeOffset _written = clock.GetUtcNow();
    long _unwritten;
    bool _ignored;

    /// <summary>What was read of it was lost again: the database has everything.</summary>
    public void Ignore() => _ignored = true;

    /// <summary>Null: there is none that can be used.</summary>
    public async Task<KeptIndex?> ReadAsync(CancellationToken ct)
    {
        if (_ignored || folder is "" || !File.Exists(Path.Combine(folder, Name))) return null;
        try
        {
            await using var sealedFile = SealedFile.OpenRead(Path.Combine(folder, Name), KeyOf);
            var from = new IndexReader(sealedFile.ReadExactly);
            if (new Guid(from.Array<byte>()) != Program) throw new InvalidDataException("It is of another program.");
            var (origin, seen) = (new Guid(from.Array<byte>()), from.Text());
            var (records, identities) = (from.Array<long>(), from.Array<Guid>());
            if (await OtherPastAsync(origin, seen, records, identities, ct) is { } fault)
                throw new InvalidDataException(fault);
            var ahead = from.Array<long>();
            var indexes = Enumerable.Range(0, (int)from.Number())
                .Select(_ => (from.Text(), PersonIndex.Read(from))).ToList();
            sealedFile.DemandEnd();
            return new(seen, ahead, indexes);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or OverflowException
            or ArgumentException or UnauthorizedAccessException)
        {
            var problem = e is InvalidDataException or FormatException ? e.Message : e.GetType().Name;
            LogMessages.IndexFileRefused(log, problem);
            return null;
        }
    }

    /// <summary>Writes it where much has changed, or some time has passed.</summary>
    public async Task WriteInTimeAsync(IndexFollower follower, DomainCatalog domains, CancellationToken ct)
    {
        if (folder is "") return;
        _unwritten += follower.TakeChanges();
        if (_unwritten > 0 && clock.GetUtcNow() - _written >= Seldom) await WriteAsync(follower, domains, ct);
    }

    /// <summary>Writes what is not written yet.</summary>
    public async Task WriteLastAsync(IndexFollower follower, DomainCatalog domains, CancellationToken ct)
    {
        if (folder is "") return;
        _unwritten += follower.TakeChanges();
        if (_unwritten > 0 || !File.Exists(Path.Combine(folder, Name))) await WriteAsync(follower, domains, ct);
    }

    async Task WriteAsync(IndexFollower follower, DomainCatalog domains, CancellationToken ct)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var (view, ahead, frozen) = await follower.StandStillAsync((view, ahead) => (view, ahead, domains.Open
                .Select(domain => (domain.Name, Index: domain.Linker.Index.Freeze())).ToList()), ct);
            var (origin, records, identities) = await WitnessesAsync(view.Seen, ct);
            Directory.CreateDirectory(folder);
            await using (var file = SealedFile.Create(path + ".new", KeyOf))
            {
                var to = new IndexWriter(file.Write);
                to.Array<byte>(Program.ToByteArray());
                to.Array<byte>(origin.ToByteArray());
                to.Text(view.Seen);
                to.Array<long>(records);
                to.Array<Guid>(identities);
                to.Array<long>(ahead);
                to.Number(frozen.Count);
                foreach (var (name, index) in frozen)
                {
                    to.Text(name);
                    index.Write(to);
                }

                file.Complete();
            }

            File.Move(path + ".new", path, overwrite: true);
            (_unwritten, _written) = (0, clock.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or NpgsqlException or UnauthorizedAccessException
            or TimeoutException)
        {
            LogMessages.IndexFileNotWritten(log, e.GetType().Name);
            _written = clock.GetUtcNow(); // and again in a while
        }
    }

    byte[] KeyOf(byte[] salt) => vault.LookupHash(Purpose, Convert.ToHexString(salt));

    async Task<(Guid, long[], Guid[])> WitnessesAsync(string seen, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("select origin from identity.origin"));
        batch.BatchCommands.Add(Sql.Command("""
            select record, identity from (select * from identity.records order by record desc limit $2) newest
            where pg_visible_in_snapshot(tx, $1::text::pg_snapshot)
            """, seen, Witnesses));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var origin = reader.GetGuid(0);
        await reader.NextResultAsync(ct);
        var (records, identities) = (new List<long>(), new List<Guid>());
        while (await reader.ReadAsync(ct))
        {
            records.Add(reader.GetInt64(0));
            identities.Add(reader.GetGuid(1));
        }

        return (origin, [.. records], [.. identities]);
    }

    /// <summary>Why the file is not of this database's past, or null: of another database, or of a time that a backup
    /// took back.</summary>
    async Task<string?> OtherPastAsync(
        Guid origin, string seen, long[] records, Guid[] identities, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select (select origin from identity.origin),
                pg_snapshot_xmax($1::text::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()),
                (select count(*) from unnest($2::bigint[], $3::uuid[]) as w (record, identity)
                    where exists (select from identity.records r
                            where r.record = w.record and r.identity = w.identity)
                        or exists (select from identity.gone g where g.record = w.record))
            """, seen, records, identities));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetGuid(0) != origin) return "It is of another database.";
        return reader.GetBoolean(1) && reader.GetInt64(2) == records.Length
            ? null : "The database was put back to an earlier time.";
    }
}
