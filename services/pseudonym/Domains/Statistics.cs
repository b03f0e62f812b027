using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Counts of pseudonyms, exact to the last commit.</summary>
public static class CountingPseudonyms
{
    const string Sums = """
        select d.id, d.stream, d.name, d.settings, d.closed, d.version, coalesce(sum(t.created - t.deleted), 0)::bigint,
            coalesce(sum(t.anonymised), 0)::bigint
        from pseudonym.domains d left join pseudonym.tallies t on t.domain = d.id
        where $1 is null or d.name = $1 group by d.id order by d.name
        """;

    const string Days = """
        select domain, day, sum(created)::bigint, sum(anonymised)::bigint, sum(deleted)::bigint
        from pseudonym.tallies where day > $1 group by domain, day order by domain, day
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/statistics", Handle)
        .RequirePermission(Permissions.PseudonymStatistics)
        .WithSummary("Count pseudonyms: all, by day, and how full domains are")
        .Produces<IReadOnlyList<PseudonymStatistics>>();

    static async Task<IResult> Handle(
        PseudonymStatisticsQuestion question, Caller caller, IQuerySession session, TimeProvider clock,
        CancellationToken ct)
    {
        if (question.Days is < 0 or > 3660) return Problem.From(Faults.TooMany("days", 3660));
        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-question.Days);
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Sums, new NpgsqlParameter
        {
            Value = (object?)question.Domain ?? DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        }));
        batch.BatchCommands.Add(Sql.Command(Days, since));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var sums = new List<(DomainRow Row, long Count, long Anonymised)>();
        while (await reader.ReadAsync(ct))
            sums.Add((DomainCatalog.Row(reader), reader.GetInt64(6), reader.GetInt64(7)));
        var days = new List<(int Domain, PseudonymDay Day)>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            days.Add((reader.GetInt32(0), new(reader.GetFieldValue<DateOnly>(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.GetInt64(4))));
        }

        sums.RemoveAll(sum => !caller.MayUse(sum.Row.Name));
        if (question.Domain is not null && sums.Count == 0) return Problem.From(Faults.DomainUnknown);
        var byDomain = days.ToLookup(day => day.Domain, day => day.Day);
        return TypedResults.Ok(sums.ConvertAll(sum =>
            View(sum.Row, sum.Count, sum.Anonymised, [.. byDomain[sum.Row.Id]])));
    }

    static PseudonymStatistics View(DomainRow row, long count, long anonymised, PseudonymDay[] days)
    {
        var capacity = DomainViews.Of(row).Capacity;
        return new(row.Name, count, anonymised, capacity,
            count / double.Parse(capacity, System.Globalization.CultureInfo.InvariantCulture), days);
    }
}
