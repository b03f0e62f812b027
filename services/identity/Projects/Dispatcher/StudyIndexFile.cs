using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Indexes of studies in files, so that a start need not decrypt every filter: sealed, and used only by the
/// program and the database that they are of.</summary>
sealed class StudyIndexFile(string folder, NpgsqlDataSource data, Vault vault, ILogger<StudyIndexFile> log)
{
    const string Purpose = "study-index-file";

    /// <summary>Newest records by which another past of the same database is noticed.</summary>
    const int Witnesses = 64;

    static readonly Guid Program = typeof(FilterIndex).Module.ModuleVersionId;

    /// <summary>An empty index where there is no file that can be used.</summary>
    public async Task<StudyIndex> ReadAsync(Guid study, int bits)
    {
        var path = PathOf(study);
        if (folder is "" || !File.Exists(path)) return new(bits);
        try
        {
            await using var sealedFile = SealedFile.OpenRead(path, KeyOf);
            var from = new IndexReader(sealedFile.ReadExactly);
            if (new Guid(from.Array<byte>()) != Program) throw new InvalidDataException("It is of another program.");
            var (origin, of, position) = (new Guid(from.Array<byte>()), new Guid(from.Array<byte>()), from.Number());
            var (numbers, records) = (from.Array<long>(), from.Array<Guid>());
            if (of != study || from.Number() != bits) throw new InvalidDataException("It is of another study.");
            var (ids, filters) = (from.Array<long>(), from.Array<ulong>());
            sealedFile.DemandEnd();
            if (!await IsOfThisPastAsync(origin, study, position, numbers, records))
                throw new InvalidDataException("It is of another database, or of another past of it.");
            var index = new FilterIndex(bits);
            if (ids is not []) index.Load(ids, new(bits, filters));
            return new(bits, index, position);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or OverflowException
            or ArgumentException or UnauthorizedAccessException)
        {
            LogMessages.IndexFileRefused(log, e is InvalidDataException ? e.Message : e.GetType().Name);
            return new(bits);
        }
    }

    public async Task WriteAsync(Guid study, StudyIndex index, CancellationToken ct)
    {
        if (folder is "") return;
        var (path, (position, ids, filters)) = (PathOf(study), await index.FreezeAsync(ct));
        var (origin, numbers, records) = await WitnessesAsync(study, position, ct);
        try
        {
            Directory.CreateDirectory(folder);
            await using (var file = SealedFile.Create(path + ".new", KeyOf))
            {
                var to = new IndexWriter(file.Write);
                to.Array<byte>(Program.ToByteArray());
                to.Array<byte>(origin.ToByteArray());
                to.Array<byte>(study.ToByteArray());
                to.Number(position);
                to.Array<long>(numbers);
                to.Array<Guid>(records);
                to.Number(filters.Length);
                to.Array<long>(ids);
                to.Array<ulong>(filters.Bits);
                file.Complete();
            }

            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMessages.IndexFileNotWritten(log, e.GetType().Name);
        }
    }

    public void Delete(Guid study)
    {
        if (folder is not "") File.Delete(PathOf(study));
    }

    /// <summary>Deletes the files of studies that are over.</summary>
    public void DeleteOthers(IReadOnlySet<Guid> open)
    {
        if (folder is "" || !Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "study-*.index"))
            if (!open.Any(study => PathOf(study) == path)) File.Delete(path);
    }

    string PathOf(Guid study) => Path.Combine(folder, $"study-{study:N}.index");

    byte[] KeyOf(byte[] salt) => vault.LookupHash(Purpose, Convert.ToHexString(salt));

    async Task<(Guid, long[], Guid[])> WitnessesAsync(Guid study, long position, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("select origin from identity.origin"));
        batch.BatchCommands.Add(Sql.Command("""
            select number, record from identity.study_records where study = $1 and number <= $2
            order by number desc limit $3
            """, study, position, Witnesses));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var origin = reader.GetGuid(0);
        await reader.NextResultAsync(ct);
        var (numbers, records) = (new List<long>(), new List<Guid>());
        while (await reader.ReadAsync(ct))
        {
            numbers.Add(reader.GetInt64(0));
            records.Add(reader.GetGuid(1));
        }

        return (origin, [.. numbers], [.. records]);
    }

    /// <summary>Whether the newest records of then are still there, or went since.</summary>
    async Task<bool> IsOfThisPastAsync(Guid origin, Guid study, long position, long[] numbers, Guid[] records)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select exists (select from identity.origin where origin = $1) and not exists (
                select from unnest($4::bigint[], $5::uuid[]) as w (number, record)
                where not exists (select from identity.study_records r
                        where r.study = $2 and r.number = w.number and r.record = w.record)
                    and not exists (select from identity.study_gone g
                        where g.study = $2 and g.number = w.number and g.change > $3))
            """, origin, study, position, numbers, records));
        await using var reader = await batch.ExecuteReaderAsync();
        return await reader.ReadAsync() && reader.GetBoolean(0);
    }
}
