using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Who uses the data: what was reported here, and where more can be read.</summary>
public static class MyUses
{
    const string Releases = """
        select r.project, r.title, r.recipient, r.starts_on, r.ends_on, r.reported_at
        from consent.release_people p join consent.releases r on r.id = p.release
        where p.subject = $1 and ($2::date is null or r.ends_on is null or r.ends_on >= $2)
        order by r.starts_on desc, r.id
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/me/uses", Handle).RequirePermission(Permissions.PortalOwn)
        .WithSummary("Which projects got one's data, as reported here, and where more can be read")
        .Produces<PortalUses>();

    static async Task<IResult> Handle(
        HttpContext http, PortalVisits visits, IDocumentSession session, PortalSite site, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var releases = await ReleasesAsync(session, visit.Subject, null, ct);
        session.Audit(new("portal-uses-read", visit.Subject.ToString(), "seen"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PortalUses(releases,
            [.. site.Options.Links.Select(link => new PortalLink(link.Kind, link.Title, link.Address))]));
    }

    /// <param name="on">Only those that use the data on this day; null: all.</param>
    public static Task<List<PortalRelease>> ReleasesAsync(
        IQuerySession session, Guid subject, DateOnly? on, CancellationToken ct) =>
        CaptureRows.FindAsync(session, Releases, [subject, PortalRows.Day(on)], row => new PortalRelease(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4), row.GetFieldValue<DateTimeOffset>(5)), ct);
}
