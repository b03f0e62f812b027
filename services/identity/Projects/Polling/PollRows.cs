using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>An address that is due.</summary>
sealed record DueSource(Guid Project, string Site, string Source, string? Tag, int Failures);

/// <summary>Which sites' addresses are looked at when. Time is the database's; whoever takes one has it for an hour.
/// </summary>
static class PollRows
{
    /// <summary>All addresses of a project, due at once.</summary>
    public static NpgsqlBatchCommand Begin(Guid project) => Sql.Command("""
        insert into identity.project_polls (project, site, source)
        select project, site, source from identity.project_sites where project = $1 and source is not null
        on conflict (project, site) do update
        set source = excluded.source, due = '-infinity', failures = 0, problem = null, tag = null
        """, project);

    public static NpgsqlBatchCommand End(Guid project) =>
        Sql.Command("delete from identity.project_polls where project = $1", project);

    public static async Task<DueSource?> ClaimAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            update identity.project_polls p set due = clock_timestamp() + interval '1 hour'
            where (p.project, p.site) = (select d.project, d.site from identity.project_polls d
                where d.due < clock_timestamp() order by d.due limit 1 for update skip locked)
            returning p.project, p.site, p.source, p.tag, p.failures
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2),
                await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3), reader.GetInt32(4))
            : null;
    }

    /// <param name="data">The database.</param>
    /// <param name="source">What was looked at.</param>
    /// <param name="pause">Until the next look.</param>
    /// <param name="problem">Code of what was wrong, or null.</param>
    /// <param name="tag">Tag of the file that was looked at.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task DoneAsync(
        NpgsqlDataSource data, DueSource source, TimeSpan pause, string? problem, string? tag, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.project_polls set looked_at = clock_timestamp(), due = clock_timestamp() + $3,
                failures = case when $4::text is null then 0 else failures + 1 end, problem = $4::text, tag = $5::text
            where project = $1 and site = $2 and source = $6
            """, source.Project, source.Site, pause, problem, tag, source.Source));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Dictionary<string, PollingView>> ReadAsync(
        NpgsqlDataSource data, Guid project, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select site, looked_at, due, problem from identity.project_polls where project = $1"
            + " and looked_at is not null");
        command.Parameters.Add(new() { Value = project });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var polls = new Dictionary<string, PollingView>();
        while (await reader.ReadAsync(ct))
        {
            polls[reader.GetString(0)] = new(reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3));
        }

        return polls;
    }
}
