using System.Globalization;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Whoever said no or later is left in peace for a while. Kept is a keyed hash of the identifier with a day, and no
/// event; a refusal that was recorded as a document counts by its own date.
/// </summary>
public static class QuietTimes
{
    const string Begin = """
        insert into consent.quiet_times (domain, lookup, until) select $1, unnest($2::bytea[]), $3
        on conflict (domain, lookup) do update set until = greatest(quiet_times.until, excluded.until)
        """;

    const string Until = """
        select greatest(
            (select max(until) from consent.quiet_times where domain = $1 and lookup = any($2) and until > $3),
            (select max(d.signed_at) + make_interval(days => $4) from consent.documents d
                where d.domain = $1 and d.kind = $5 and not d.annulled and d.signed_at > $6 and d.subject in (
                    select subject from consent.signer_ids where domain = $1 and lookup = any($2))))
        """;

    public static Rejection Quiet(DateTimeOffset until) => Rejection.Conflict("quiet-time", string.Create(
        CultureInfo.InvariantCulture,
        $"This person said no or later; unless they wish it, nobody asks before {LegalDays.Of(until):yyyy-MM-dd}."));

    /// <summary>Begins quiet time where the session's outcome asks for it; before the session forgets whose it was.
    /// </summary>
    public static async Task BeginAsync(
        IDocumentSession session, Guid capture, string outcome, ConsentsOptions options, DateTimeOffset now,
        CancellationToken ct)
    {
        var days = outcome switch
        {
            "declined" => options.QuietDaysAfterNo,
            "later" => options.QuietDaysAfterLater,
            _ => 0,
        };
        if (days == 0) return;
        var found = await CaptureRows.FindAsync(session,
            "select domain, lookups from consent.captures where id = $1", [capture],
            row => (Domain: row.GetString(0), Lookups: row.GetFieldValue<byte[][]>(1)), ct);
        if (found is [{ Lookups.Length: > 0 } who])
            session.QueueSqlCommand(Sql.Command(Begin, who.Domain, who.Lookups, now.AddDays(days)));
    }

    /// <summary>Until when nobody asks this person; null: one may.</summary>
    public static async Task<DateTimeOffset?> UntilAsync(
        IQuerySession session, string domain, byte[][] lookups, ConsentsOptions options, DateTimeOffset now,
        CancellationToken ct) =>
        (await CaptureRows.FindAsync(session, Until,
            [domain, lookups, now, options.QuietDaysAfterNo, (short)DocumentKind.Refusal,
                now.AddDays(-options.QuietDaysAfterNo)],
            row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(0), ct))[0];
}
