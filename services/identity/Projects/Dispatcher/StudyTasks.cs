using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A task that a site has to do: say whom a record is of.</summary>
sealed record StudyTask(Guid Task, Guid Question, Guid Record, byte[] Filter, DateTimeOffset Expires, bool Given);

/// <summary>Clearing by what identifies people: both sites of a possible match say whom their record is of, that is
/// compared as persons are, and then forgotten.</summary>
sealed class StudyTasks(NpgsqlDataSource data, Vault vault, TimeProvider clock)
{
    const string Field = "clearing";
    static readonly TimeSpan Within = TimeSpan.FromDays(14);

    public static IEnumerable<NpgsqlBatchCommand> Ask(
        Guid study, Guid question, (Guid Record, string Site) asked, (Guid Record, string Site) like,
        DateTimeOffset now) =>
    [
        Sql.Command("insert into identity.study_questions (question, study, record, other) values ($1, $2, $3, $4)",
            question, study, asked.Record, like.Record),
        Sql.Command("""
            insert into identity.study_tasks (task, question, study, site, record, expires)
            select $1[n], $2, $3, $4[n], $5[n], $6 from generate_series(1, 2) as n
            """, new[] { Guid.CreateVersion7(now), Guid.CreateVersion7(now) }, question, study,
            new[] { asked.Site, like.Site }, new[] { asked.Record, like.Record }, (now + Within).UtcDateTime),
    ];

    /// <summary>Ends questions whose time is up: nobody is linked, and the site is asked to come again.</summary>
    public async Task ExpireAsync(Guid study, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(FilterRegistration.Lock(study));
        batch.BatchCommands.Add(Sql.Command("""
            with late as (
                delete from identity.study_tasks t where t.study = $1 and t.expires < $2 returning t.task, t.question),
            over as (
                update identity.study_questions q set verdict = 'expired' from late
                where q.question = late.question and q.verdict is null returning q.record),
            keys as (delete from vault.keys k using late where k.subject = late.task),
            items as (delete from vault.items i using late where i.subject = late.task)
            update identity.study_records r set expired = true from over where r.record = over.record and r.waits
            """, study, clock.GetUtcNow().UtcDateTime));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task<List<StudyTask>> OfSiteAsync(Study study, string site, CancellationToken ct)
    {
        using var sealer = study.Key.Sealer();
        await using var command = data.CreateCommand("""
            select t.task, t.question, t.record, r.content, t.expires, t.given
            from identity.study_tasks t join identity.study_records r on r.record = t.record
            where t.study = $1 and t.site = $2 order by t.task
            """);
        command.Parameters.Add(new() { Value = study.Id });
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tasks = new List<StudyTask>();
        while (await reader.ReadAsync(ct))
        {
            tasks.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2),
                sealer.Open(reader.GetFieldValue<byte[]>(3), reader.GetGuid(2).ToByteArray()),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5)));
        }

        return tasks;
    }

    /// <summary>Keeps what a site said of a record; with the other site's answer there is a verdict, and both are
    /// forgotten.</summary>
    /// <returns>Whether the task was open.</returns>
    public async Task<bool> ProvideAsync(
        Study study, string site, Guid task, IdentityData person, AuditRecord audit, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, [FilterRegistration.Lock(study.Id)], ct);
        if (await OpenAsync(study, site, task, connection, ct) is not { } question) return false;
        var key = vault.NewKey(task);
        var content = vault.Seal(task, key, Field, JsonSerializer.SerializeToUtf8Bytes(person, StoredJson.Options));
        await RunAsync(connection,
        [
            Sql.Command("update identity.study_tasks set given = true where task = $1", task),
            VaultRows.StoreKey(task, key), VaultRows.StoreItem(task, Field, 1, content), Audit.Commands([audit]),
        ], ct);
        if (await OtherAsync(question, task, connection, ct) is var (otherTask, wrapped, said))
        {
            var other = JsonSerializer.Deserialize<IdentityData>(
                vault.Open(otherTask, wrapped, Field, said), StoredJson.Options)!;
            await RunAsync(connection,
            [
                .. Settle(question, IsSame(person, other)), .. VaultRows.Erase(task), .. VaultRows.Erase(otherTask),
                Sql.Command("delete from identity.study_tasks where question = $1", question),
            ], ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The usual comparison of persons; where it would show the pair to somebody, nobody is linked.</summary>
    static bool IsSame(IdentityData a, IdentityData b)
    {
        var linkage = new PersonLinkage(LinkageConfiguration.Usual("clearing", 100_000));
        return linkage.Decide(linkage.Prepare(Read(a)), linkage.Prepare(Read(b))).Outcome
            == Outcome.Match;
    }

    static PersonData Read(IdentityData one) => RecordContent.Of(one, one.Contacts is [{ } home, ..] ? home : null, []);

    /// <summary>The record that was waiting gets its person: the other one's, or one of its own.</summary>
    static IEnumerable<NpgsqlBatchCommand> Settle(Guid question, bool same) =>
    [
        Sql.Command("update identity.study_questions set verdict = $2 where question = $1", question,
            same ? "same" : "distinct"),
        Sql.Command("""
            update identity.study_records w set waits = false,
                person = case when $2 then o.person else w.person end
            from identity.study_questions q, identity.study_records o
            where q.question = $1 and w.record = q.record and o.record = q.other
            """, question, same),
    ];

    async Task<Guid?> OpenAsync(
        Study study, string site, Guid task, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select q.question from identity.study_tasks t join identity.study_questions q using (question)
            where t.task = $1 and t.study = $2 and t.site = $3 and not t.given and t.expires >= $4
                and q.verdict is null
            for update of q
            """, connection);
        command.Parameters.Add(new() { Value = task });
        command.Parameters.Add(new() { Value = study.Id });
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    static async Task<(Guid, WrappedKey, byte[])?> OtherAsync(
        Guid question, Guid task, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select t.task, k.kek, k.wrapped, i.content
            from identity.study_tasks t join vault.keys k on k.subject = t.task join vault.items i using (subject)
            where t.question = $1 and t.task <> $2 and t.given
            """, connection);
        command.Parameters.Add(new() { Value = question });
        command.Parameters.Add(new() { Value = task });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetGuid(0), new(reader.GetString(1), reader.GetFieldValue<byte[]>(2)),
                reader.GetFieldValue<byte[]>(3)) : null;
    }

    static async Task RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand[] commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
