using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What the coming days bring, so that clerks can write before it does.</summary>
public static class UpcomingDays
{
    const int Most = 366;

    // nobody is written to about a consent that was renewed or withdrawn since
    const string Coming = """
        select e.kind, d.consent_id, e.due
        from consent.documents d,
            lateral (values ('expires', d.expires_on), ('turns-adult', d.majority_on)) as e (kind, due)
        where d.domain = $1 and not d.annulled and least(d.expires_on, d.majority_on) <= $2 and e.due <= $2
            and not exists (select from consent.documents n
                where n.subject = d.subject and n.domain = d.domain and n.kind = any($3) and not n.annulled
                    and (n.signed_at, n.position) > (d.signed_at, d.position))
        order by e.due, d.consent_id limit 500
        """;

    static readonly short[] EndsIt =
        [(short)DocumentKind.Consent, (short)DocumentKind.OptOut, (short)DocumentKind.FullWithdrawal];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/domains/{domain}/upcoming", List)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("Documents that end, and children who come of age, within some days; the soonest first")
        .Produces<IReadOnlyList<UpcomingEntry>>();

    static async Task<IResult> List(
        string domain, int? days, Caller caller, IDocumentSession session, TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await DomainSettings.FindAsync(session, domain, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        if (days is < 1 or > Most)
            return Problem.From(Rejection.Invalid("paging-invalid", "Ask for 1 to 366 days.", "days"));
        return TypedResults.Ok<IReadOnlyList<UpcomingEntry>>(await CaptureRows.FindAsync(session, Coming,
            [domain, LegalDays.Of(clock.GetUtcNow()).AddDays(days ?? 90), EndsIt],
            row => new UpcomingEntry(row.GetString(0), row.GetGuid(1), row.GetFieldValue<DateOnly>(2)), ct));
    }
}
