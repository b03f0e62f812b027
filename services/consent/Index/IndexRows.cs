using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What is kept of the index: keyed hashes of its people, whom they turned out to be, and as whom they sign.
/// </summary>
static class IndexRows
{
    const string Position = """
        select f.position from (values (1)) as one left join consent.index_feed f on true
        """;

    const string Move = """
        insert into consent.index_feed as f (position, current_at) values ($1, $2)
        on conflict (one) do update set position = excluded.position, current_at = excluded.current_at
        """;

    const string Keep = """
        insert into consent.index_persons as p (domain, person, merged_into, subject) values ($1, $2, $3, $4)
        on conflict (domain, person) do update set subject = coalesce(excluded.subject, p.subject),
            merged_into = case when $5 then excluded.merged_into else p.merged_into end
        """;

    const string Near = """
        with recursive near as (
            select person, merged_into, subject from consent.index_persons where domain = $1 and person = any($2)
            union
            select i.person, i.merged_into, i.subject from near n
            join consent.index_persons i on i.domain = $1 and (i.person = n.merged_into or i.merged_into = n.person))
        select distinct subject from near where subject is not null
        """;

    const string Review = """
        insert into consent.worklist (id, domain, kind, consent_id, due, recorded_at)
        select md5($1 || consent_id::text)::uuid, domain, $1, consent_id, $4, $3 from consent.documents
        where subject = $2 and not annulled
        on conflict (consent_id, kind) do update
        set done_at = null, done_by = null, due = excluded.due, recorded_at = excluded.recorded_at
        """;

    /// <summary>A person was split: somebody has to look whose the documents are.</summary>
    public const string SplitReview = "person-split";

    public static async Task<string?> PositionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Position, connection);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    public static NpgsqlBatchCommand MoveTo(string position, DateTimeOffset now) =>
        Sql.Command(Move, position, now.UtcDateTime);

    /// <param name="decides">Whether it is known now whom the person was merged into, or that it was not.</param>
    public static NpgsqlBatchCommand KeepPerson(
        string domain, Guid person, Guid? mergedInto, Guid? subject, bool decides) =>
        Sql.Command(Keep, domain, person, Key(mergedInto), Key(subject), decides);

    public static NpgsqlBatchCommand Relink(string domain, Guid[] persons) =>
        Sql.Command("select consent.relink($1, $2)", domain, persons);

    public static NpgsqlBatchCommand LookAt(Guid subject, DateTimeOffset now) =>
        Sql.Command(Review, SplitReview, subject, now.UtcDateTime, LegalDays.Of(now));

    /// <summary>As whom all those sign who are or were one person with one of these.</summary>
    public static async Task<HashSet<Guid>> NearAsync(
        NpgsqlDataSource database, string domain, Guid[] persons, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Near, domain, persons));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var subjects = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) subjects.Add(reader.GetGuid(0));
        return subjects;
    }

    static NpgsqlParameter Key(Guid? key) =>
        new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
