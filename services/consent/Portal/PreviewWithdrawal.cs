using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Says what a withdrawal would change: the evaluation answers with it as if it were recorded.</summary>
public static class PreviewingWithdrawal
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    const string Insert = """
        insert into consent.portal_acts (id, account, session, content, until) values ($1, $2, $3, $4, $5)
        """;

    const string Receivers = """
        select name from consent.receivers where domains && array['*', $1] order by name
        """;

    static readonly string[] Kept = ["consent-documents", "withdrawal-document", "audit-trail"];

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/me/withdrawals/preview", Handle).RequirePermission(Permissions.PortalOwn)
        .WithSummary("What a withdrawal would change; nothing is withdrawn by it").Produces<WithdrawalPreview>();

    static async Task<IResult> Handle(
        PreviewWithdrawal command, HttpContext http, PortalVisits visits, IDocumentSession session, PortalSite site,
        TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit
            || await MyDocuments.ReadAsync(session, visit.Domain, visit.Subject, ct) is not { } mine)
            return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        var (plan, fault) = await WithdrawalPlan.MakeAsync(session, mine, command, now, ct);
        if (plan is null) return Problem.From(fault!);

        var act = Guid.CreateVersion7(now);
        session.QueueSqlCommand(Sql.Command(Insert, act, visit.Account, visit.Session, ContentOf(plan),
            now + Lifetime));
        session.Audit(new("portal-withdrawal-previewed", visit.Subject.ToString(), "seen", Detail: new { act }));
        await session.SaveChangesAsync(ct);
        var (ends, stays) = Effects(plan, mine, now);
        return TypedResults.Ok(new WithdrawalPreview(act, now + Lifetime, plan.Full, ends, stays,
            await CaptureRows.FindAsync(session, Receivers, [visit.Domain], row => row.GetString(0), ct),
            await MyUses.ReleasesAsync(session, visit.Subject, LegalDays.Of(now), ct),
            new(Kept, site.Options.ProofYears)));
    }

    public static (List<WithdrawalEffect> Ends, List<WithdrawalEffect> Stays) Effects(
        WithdrawalPlan plan, MyDocuments mine, DateTimeOffset now)
    {
        var (ends, stays) = (new List<WithdrawalEffect>(), new List<WithdrawalEffect>());
        DocumentFacts[] before = [.. mine.Facts], after = [.. mine.Facts, .. plan.AsFacts(now)];
        foreach (var signed in mine.Forms)
        {
            var then = MyConsents.States(signed.Form, mine, after, now);
            foreach (var (state, next) in MyConsents.States(signed.Form, mine, before, now).Zip(then))
            {
                if (!MyConsents.IsPermitted(state)) continue;
                var effect = new WithdrawalEffect(signed.Form.Key, state.Name, state.Title,
                    plan.Asked.Contains(state.Name), state.State, next.State);
                (next.State == state.State ? stays : ends).Add(effect);
            }
        }

        return (ends, stays);
    }

    static NpgsqlParameter ContentOf(WithdrawalPlan plan) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Jsonb,
        Value = JsonSerializer.Serialize(new WithdrawalAct(
            [.. plan.Documents.Select(one => new PlannedWithdrawal(one.Form.Key, one.Boxes))], []),
            StoredJson.Options),
    };
}
