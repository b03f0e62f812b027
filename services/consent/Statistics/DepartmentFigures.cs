using System.Globalization;
using System.Text;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The ranking of departments: new consents of eligible contacts. There is no view by person, on purpose.
/// </summary>
public static class DepartmentFigures
{
    const int Weeks = 12;

    // whoever is asked on a tablet was planned; whoever signed on paper was a contact with that
    const string Counts = """
        with contacts as (
            select department from consent.captures
            where domain = $1 and planned_at >= $2 and department is not null
                and outcome is distinct from 'cancelled' and outcome is distinct from 'expired'
            union all
            select detail ->> 'department' from consent.documents
            where domain = $1 and recorded_at >= $2 and not annulled and kind = any($4)
                and detail ->> 'channel' is distinct from 'tablet' and detail ->> 'department' is not null),
        consents as (
            select detail ->> 'department' as department, subject,
                (recorded_at at time zone 'Europe/Berlin')::date - $3::date as day
            from consent.documents
            where domain = $1 and recorded_at >= $2 and not annulled and kind = any($5)
                and detail ->> 'department' is not null)
        select d.department, d.contacts, array(
            select count(distinct c.subject) from generate_series(0, $6 - 1) as week
            left join consents c on c.department = d.department and c.day / 7 = week group by week order by week)
        from (select department, count(*) as contacts from contacts group by department) d order by d.department
        """;

    static readonly short[] Decisions =
        [(short)DocumentKind.Consent, (short)DocumentKind.OptOut, (short)DocumentKind.Refusal];

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/domains/{domain}/statistics/departments", Rank)
            .RequirePermission(Permissions.ConsentStatistics)
            .WithSummary("Departments by consents of eligible contacts; small cells left out")
            .Produces<DepartmentRanking>();
        routes.MapGet("/domains/{domain}/statistics/departments.csv", Download)
            .RequirePermission(Permissions.ConsentStatistics)
            .WithSummary("The same as a table no spreadsheet takes formulas from")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
        routes.MapGet("/domains/{domain}/departments", Names).RequirePermission(Permissions.CaptureStart)
            .WithSummary("Departments in use, so that they are spelt alike").Produces<IReadOnlyList<string>>();
    }

    static async Task<IResult> Rank(
        string domain, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        await ReadAsync(domain, caller, session, clock, "answered", ct) is { } ranking
            ? TypedResults.Ok(ranking) : Problem.From(Faults.DomainUnknown);

    static async Task<IResult> Download(
        string domain, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (await ReadAsync(domain, caller, session, clock, "exported", ct) is not { } ranking)
            return Problem.From(Faults.DomainUnknown);
        // the mark tells spreadsheets that it is UTF-8
        return TypedResults.File((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Csv(ranking))],
            "text/csv; charset=utf-8", $"departments-{ranking.From:yyyy-MM-dd}.csv");
    }

    public static string Csv(DepartmentRanking ranking)
    {
        var csv = new StringBuilder("department,contacts,consents,rate");
        for (var week = 0; week < Weeks; week++)
            csv.Append(CultureInfo.InvariantCulture, $",{ranking.From.AddDays(7 * week):yyyy-MM-dd}");
        csv.Append("\r\n");
        foreach (var row in ranking.Departments)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{CsvText.Cell(row.Department)},{row.Contacts},")
                .Append(CultureInfo.InvariantCulture, $"{Number(row.Consents)},")
                .Append(row.Rate?.ToString("0.000", CultureInfo.InvariantCulture));
            foreach (var week in row.Weeks) csv.Append(',').Append(Number(week));
            csv.Append("\r\n");
        }

        return csv.ToString();
    }

    static string Number(long? count) =>
        count?.ToString(CultureInfo.InvariantCulture) ?? string.Create(
            CultureInfo.InvariantCulture, $"<{SmallCells.Smallest}*");

    static async Task<DepartmentRanking?> ReadAsync(
        string domain, Caller caller, IDocumentSession session, TimeProvider clock, string outcome,
        CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null) return null;
        var today = LegalDays.Of(clock.GetUtcNow());
        var from = today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - 7 * (Weeks - 1));
        var counted = await CaptureRows.FindAsync(session, Counts,
            [domain, LegalDays.StartOf(from).ToUniversalTime(), from, Decisions, Consents, Weeks],
            row => (Name: row.GetString(0), Contacts: row.GetInt64(1), Weeks: row.GetFieldValue<long[]>(2)), ct);
        session.Audit(new("statistics-departments", domain, outcome));
        await session.SaveChangesAsync(ct);
        return Of(from, counted);
    }

    /// <summary>Ranks by rate; departments whose rate is not told come last, by name.</summary>
    public static DepartmentRanking Of(
        DateOnly from, IReadOnlyList<(string Name, long Contacts, long[] Weeks)> counted)
    {
        var large = counted.Where(one => one.Contacts >= SmallCells.Smallest).ToArray();
        var weeks = SmallCells.Hide([.. large.Select(one => one.Weeks)]);
        var rows = large.Select((one, i) =>
        {
            var consents = one.Weeks.Sum();
            // who did not consent is a group as well
            long? told = consents < SmallCells.Smallest || one.Contacts - consents is > 0 and < SmallCells.Smallest
                ? null : consents;
            return new DepartmentRow(one.Name, one.Contacts, told, told / (double)one.Contacts,
                told is null ? [.. one.Weeks.Select(_ => (long?)null)] : weeks[i]);
        });
        return new(from, [.. rows.OrderByDescending(row => row.Rate ?? -1)
            .ThenBy(row => row.Department, StringComparer.Ordinal)], counted.Count - large.Length);
    }

    static async Task<IResult> Names(
        string domain, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        return TypedResults.Ok<IReadOnlyList<string>>(await CaptureRows.FindAsync(session, """
            select distinct department from consent.captures where domain = $1 and department is not null
            order by 1 limit 200
            """, [domain], row => row.GetString(0), ct));
    }
}
