using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Own requests for who asked; open ones, with what is sealed in them, for who decides.</summary>
public static class ReadingRequests
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/requests", Mine)
            .RequirePermission(Permissions.PseudonymRequest)
            .WithSummary("What one has asked for, the newest first")
            .Produces<OriginalsRequest[]>();
        routes.MapGet("/requests/{id:guid}", One)
            .RequirePermission(Permissions.PseudonymRequest)
            .WithSummary("One's own request as it stands")
            .Produces<OriginalsRequest>();
        routes.MapGet("/requests/pending", Pending)
            .RequirePermission(Permissions.PseudonymApprove)
            .WithSummary("What waits for a decision, the oldest first")
            .Produces<OriginalsRequest[]>();
        routes.MapGet("/requests/pending/{id:guid}", Detail)
            .RequirePermission(Permissions.PseudonymApprove)
            .WithSummary("One that waits, with its list and reason")
            .Produces<OriginalsRequestDetail>();
    }

    static async Task<IResult> Mine(
        Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(await RequestViews.ReadAsync(session.DataSource, clock.GetUtcNow(),
            "requested_by = $1 and not emergency order by requested_at desc limit 200", ct, caller.Name));

    static async Task<IResult> One(
        Guid id, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct) =>
        await RequestViews.ReadAsync(session.DataSource, clock.GetUtcNow(),
            "requested_by = $1 and id = $2", ct, caller.Name, id) is [var view]
            ? TypedResults.Ok(view) : Problem.From(Refusals.Unknown);

    /// <summary>One's own are not among them: nobody decides on those.</summary>
    static async Task<IResult> Pending(
        Caller caller, IQuerySession session, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = await RequestViews.ReadAsync(session.DataSource, now, """
            state = 'requested' and requested_by <> $1 and ends_at >= $2 and (domain = any($3) or '*' = any($3))
            order by requested_at limit 200
            """, ct, caller.Name, now.UtcDateTime, caller.Domains.ToArray());
        return TypedResults.Ok(open);
    }

    static async Task<IResult> Detail(
        Guid id, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var request = await session.AggregateStreamAsync<Request>(id, ct: ct);
        if (request is not { State: RequestState.Requested, Made.Emergency: false }
            || !caller.MayUse(request.Made.Domain) || request.Made.By.Name == caller.Name)
            return await Guarded.RefuseAsync(session, "request-see", id, Refusals.Unknown, ct);
        return await SeeAsync(id, request, "request-see", session, vault, clock, ct);
    }

    /// <summary>Opens a list for somebody who decides, and writes down that it was seen.</summary>
    public static async Task<IResult> SeeAsync(
        Guid id, Request request, string action, IDocumentSession session, Vault vault, TimeProvider clock,
        CancellationToken ct)
    {
        if (await SealedRequest.FindAsync(session.DataSource, vault, id, ct) is not { } content)
            return await Guarded.RefuseAsync(session, action, id, Refusals.Unknown, ct);
        session.Audit(new AuditEntry(action, $"request/{id}", "seen", request.Made!.Purpose));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new OriginalsRequestDetail(
            RequestViews.Of(id, request, clock.GetUtcNow()), content.Reason, content.List));
    }
}

/// <summary>Requests as clients see them. What time has ended is shown as ended, written or not.</summary>
static class RequestViews
{
    public static OriginalsRequest Of(Guid id, Request request, DateTimeOffset now)
    {
        var made = request.Made!;
        var state = request.State.ToString().ToLowerInvariant();
        return new(id, made.Domain, made.Purpose, made.LegalBasis, made.Project, made.Pseudonyms,
            Ended(state, request.EndsAt, now), made.By.Name, made.At, made.ListHash, made.At + Request.ApprovalWindow,
            request.Approval?.By.Name, request.Approval?.At + Request.ExecutionWindow, request.Execution?.Found,
            request.Execution?.LeftOut);
    }

    public static async Task<OriginalsRequest[]> ReadAsync(
        NpgsqlDataSource database, DateTimeOffset now, string where, CancellationToken ct,
        params object[] parameters)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command($"""
            select id, domain, purpose, legal_basis, project, pseudonyms, state, requested_by, requested_at, list_hash,
                decided_by, approved_at, ends_at, found, left_out, emergency
            from pseudonym.requests where {where}
            """, parameters));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var views = new List<OriginalsRequest>();
        while (await reader.ReadAsync(ct)) views.Add(Read(reader, now));
        return [.. views];
    }

    static OriginalsRequest Read(NpgsqlDataReader row, DateTimeOffset now)
    {
        var at = new DateTimeOffset(row.GetDateTime(8));
        return new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
            row.GetInt32(5), Ended(row.GetString(6), row.GetBoolean(15) ? null : Time(row, 12), now),
            row.GetString(7), at, row.GetString(9), at + Request.ApprovalWindow,
            row.IsDBNull(10) ? null : row.GetString(10), Time(row, 11) + Request.ExecutionWindow,
            row.IsDBNull(13) ? null : row.GetInt32(13), row.IsDBNull(14) ? null : row.GetInt32(14));
    }

    static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetDateTime(column));

    static string Ended(string state, DateTimeOffset? endsAt, DateTimeOffset now) =>
        endsAt is null || now <= endsAt ? state : state == "executed" ? "closed" : "expired";
}
