using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Emergencies are looked at by somebody else afterwards, within a day.</summary>
public static class ReviewingEmergencies
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/reviews", Open)
            .RequirePermission(Permissions.PseudonymReview)
            .WithSummary("Emergencies that wait for their review, the oldest first")
            .Produces<OpenReview[]>();
        routes.MapGet("/reviews/{id:guid}", Detail)
            .RequirePermission(Permissions.PseudonymReview)
            .WithSummary("One of them, with its list and reason")
            .Produces<OriginalsRequestDetail>();
        routes.MapPost("/reviews/{id:guid}", Review)
            .RequirePermission(Permissions.PseudonymReview)
            .RequireRecentSignIn()
            .WithSummary("End the review of an emergency")
            .Produces(StatusCodes.Status204NoContent);
    }

    static async Task<IResult> Open(
        Caller caller, IQuerySession session, IOptions<RequestsOptions> options, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select r.id, r.domain, r.purpose, r.pseudonyms, r.requested_by, r.requested_at, a.sent_at is not null
            from pseudonym.requests r join pseudonym.alerts a on a.request = r.id
            where r.emergency and r.reviewed_at is null and (r.domain = any($1) or '*' = any($1))
            order by r.requested_at limit 500
            """, (object)caller.Domains.ToArray()));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var open = new List<OpenReview>();
        while (await row.ReadAsync(ct))
        {
            var at = new DateTimeOffset(row.GetDateTime(5));
            open.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), at,
                at + Request.ReviewWindow, now > at + Request.ReviewWindow,
                Alert(row.GetBoolean(6), options.Value.AlertAddress, now - at)));
        }

        return TypedResults.Ok(open.ToArray());
    }

    static async Task<IResult> Detail(
        Guid id, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var request = await session.AggregateStreamAsync<Request>(id, ct: ct);
        return request is { Made.Emergency: true, Reviewed: false } && caller.MayUse(request.Made.Domain)
            ? await ReadingRequests.SeeAsync(id, request, "review-see", session, vault, clock, ct)
            : await Guarded.RefuseAsync(session, "review-see", id, Refusals.Unknown, ct);
    }

    static async Task<IResult> Review(
        Guid id, ReviewEmergency command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        TimeProvider clock, CancellationToken ct)
    {
        if (RequestRules.Text(command.Note, "note", 3) is { } fault) return Problem.From(fault);
        var now = clock.GetUtcNow();
        var stream = await session.Events.FetchForWriting<Request>(id, ct);
        var made = stream.Aggregate.Made;
        var decision = made is not null && !caller.MayUse(made.Domain) ? Refusals.Unknown
            : Request.Review(stream.Aggregate, Guarded.Party(caller), command.Justified, now);
        if (decision.Rejection is { } rejection)
            return await Guarded.RefuseAsync(session, "review", id, rejection, ct);
        stream.AppendMany([.. decision.Events]);
        await session.Decide<GlassRight>(GlassRight.StreamOf(made!.By.Name),
            right => GlassRight.Review(right, new GlassReviewed(id, command.Justified, now)), ct);
        SealedRequest.StoreNote(session, vault, id, command.Note);
        session.Audit(new AuditEntry("review", $"request/{id}", "done", made.Purpose,
            new { justified = command.Justified }));
        return await Guarded.CommitAsync(
            session, http, caller, "review", id, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static string Alert(bool sent, string? address, TimeSpan age) =>
        sent ? "sent" : address is null ? "worklist" : age > SendAlerts.Within ? "late" : "queued";
}
