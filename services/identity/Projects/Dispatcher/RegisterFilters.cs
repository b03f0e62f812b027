using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What came of a filter.</summary>
/// <param name="Person">Whose it is.</param>
/// <param name="Waits">Sites have to be asked first.</param>
sealed record RegisteredFilter(Guid Person, bool Waits);

/// <summary>Finds out whose a filter is, and keeps it. One at a time in a study, by a lock that ends with the
/// transaction.</summary>
sealed class FilterRegistration(NpgsqlDataSource data, StudyDesk desk, StudyIndexes indexes, TimeProvider clock)
{
    const int LockSpace = 4714;

    sealed record Known(Guid Record, Guid Person, string Site, double Score);

    public async Task<RegisteredFilter> RegisterAsync(
        Study study, string site, byte[] filter, string version, AuditRecord audit, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(study, connection, ct);
        var lookup = Lookup(study, site, filter);
        if (await FindAsync(study, site, lookup, connection, ct) is { } known)
        {
            await transaction.CommitAsync(ct);
            return known;
        }

        var likest = await LikestAsync(study, filter, connection, ct);
        var link = likest is not null && likest.Score >= study.Project.Terms!.LinkFrom;
        // of its own site a record that is only like another one is somebody else: the site knows its people
        var asks = likest is not null && !link && likest.Site != site;
        var now = clock.GetUtcNow();
        var record = Guid.CreateVersion7(now);
        var person = link ? likest!.Person : Guid.CreateVersion7(now);
        using var sealer = study.Key.Sealer();
        var commands = new List<NpgsqlBatchCommand>
        {
            Sql.Command("""
                insert into identity.study_records
                    (record, study, site, lookup, content, version, person, waits, fetched)
                values ($1, $2, $3, $4, $5, $6, $7, $8, not $8)
                """, record, study.Id, site, lookup, sealer.Seal(filter, record.ToByteArray()), version, person, asks),
            Audit.Commands([audit]),
        };
        if (asks)
        {
            commands.AddRange(StudyTasks.Ask(
                study.Id, Guid.CreateVersion7(now), (record, site), (likest!.Record, likest.Site), now));
        }

        await ExecuteAsync(connection, commands, ct);
        await transaction.CommitAsync(ct);
        return new(person, asks);
    }

    /// <summary>The person of a filter, registered unless one only wants to read; or why there is none.</summary>
    public async Task<(Guid? Person, Rejection? Fault)> PersonAsync(
        Study study, string site, string text, bool reads, AuditRecord audit, CancellationToken ct)
    {
        if (study.Filter(text) is not { } filter)
        {
            return (null, Rejection.Unprocessable("filter-not-of-profile",
                $"A filter of this study has {study.Bits} bits.", Places.Of("patient")));
        }

        RegisteredFilter? known;
        if (reads)
        {
            await using var connection = await data.OpenConnectionAsync(ct);
            known = await FindAsync(study, site, Lookup(study, site, filter), connection, ct, forget: false);
        }
        else known = await RegisterAsync(study, site, filter, study.Version, audit, ct);

        return known is null ? (null, Rejection.NotFound("pseudonym-unknown", "Nobody is known by this filter."))
            : known.Waits ? (null, Rejection.Conflict("clearing-due",
                "Sites are asked first whether this is somebody known; ask for tasks later."))
            : (known.Person, null);
    }

    /// <summary>Puts a filter in place of the ones that a site has of a person. What sites are asked about those is
    /// asked no longer; a record that waited for the answer is to be sent again.</summary>
    public async Task ReplaceAsync(
        Study study, string site, Guid person, byte[] filter, string version, AuditRecord audit, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(study, connection, ct);
        var record = Guid.CreateVersion7(clock.GetUtcNow());
        using var sealer = study.Key.Sealer();
        await ExecuteAsync(connection,
        [
            Sql.Command("""
                with gone as (
                    delete from identity.study_records
                    where study = $1 and site = $2 and (person = $3 or lookup = $4) returning record),
                over as (
                    update identity.study_questions q set verdict = 'replaced' from gone
                    where gone.record in (q.record, q.other) and q.study = $1 and q.verdict is null
                    returning q.question, q.record),
                tasks as (delete from identity.study_tasks t using over where t.question = over.question
                    returning t.task),
                keys as (delete from vault.keys k using tasks where k.subject = tasks.task),
                items as (delete from vault.items i using tasks where i.subject = tasks.task)
                update identity.study_records r set expired = true from over
                where r.record = over.record and r.waits and r.record not in (select record from gone)
                """, study.Id, site, person, Lookup(study, site, filter)),
            Sql.Command("""
                insert into identity.study_records
                    (record, study, site, lookup, content, version, person, waits, fetched)
                values ($1, $2, $3, $4, $5, $6, $7, false, true)
                """, record, study.Id, site, Lookup(study, site, filter), sealer.Seal(filter, record.ToByteArray()),
                version, person),
            Audit.Commands([audit]),
        ], ct);
        await transaction.CommitAsync(ct);
    }

    byte[] Lookup(Study study, string site, byte[] filter) =>
        desk.Lookup(study, $"filter/{site}", Convert.ToBase64String(filter));

    static async Task LockAsync(Study study, NpgsqlConnection connection, CancellationToken ct) =>
        await ExecuteAsync(connection, [Lock(study.Id)], ct);

    /// <summary>Whoever changes a study's records or what is asked about them waits for the one before, until its
    /// transaction ends.</summary>
    public static NpgsqlBatchCommand Lock(Guid study) =>
        Sql.Command("select pg_advisory_xact_lock($1, hashtext($2))", LockSpace, study.ToString());

    /// <summary>A filter that came before; asking for it again takes note that its pseudonym was fetched. One whose
    /// question has run out is forgotten by whoever registers, to be registered anew.</summary>
    static async Task<RegisteredFilter?> FindAsync(
        Study study, string site, byte[] lookup, NpgsqlConnection connection, CancellationToken ct,
        bool forget = true)
    {
        await using var command = new NpgsqlCommand("""
            with gone as (
                delete from identity.study_records
                where study = $1 and site = $2 and lookup = $3 and expired and $4)
            update identity.study_records set fetched = fetched or not waits
            where study = $1 and site = $2 and lookup = $3 and not expired returning person, waits
            """, connection);
        foreach (var value in (object[])[study.Id, site, lookup, forget])
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetGuid(0), reader.GetBoolean(1)) : null;
    }

    async Task<Known?> LikestAsync(Study study, byte[] filter, NpgsqlConnection connection, CancellationToken ct)
    {
        var found = await (await indexes.OfAsync(study)).SearchAsync(
            study, FilterBits.Words(filter, study.Bits / 64), connection, ct);
        if (found.Count == 0) return null;
        await using var command = new NpgsqlCommand("""
            select r.record, r.person, r.site, f.n from unnest($1) with ordinality f (number, n)
            join identity.study_records r on r.number = f.number
            where r.study = $2 and not r.waits and not r.expired order by f.n limit 1
            """, connection);
        command.Parameters.Add(new() { Value = found.Select(one => one.Id).ToArray() });
        command.Parameters.Add(new() { Value = study.Id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2),
            found[(int)reader.GetInt64(3) - 1].Score) : null;
    }

    static async Task ExecuteAsync(
        NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
