using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Who works on which pair. A claim ends by itself, so that nothing is stuck with somebody who went home.
/// </summary>
static class PairClaims
{
    const int MostAssigned = 500;

    const string Take = """
        insert into identity.pair_claims as c (pair, holder, until)
        select pair, $2, $3 from unnest($1::uuid[]) as pair order by pair
        on conflict (pair) do update set holder = excluded.holder, until = excluded.until
        where c.until <= $4 or c.holder = excluded.holder or $5
        returning pair
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pairs/next", Next).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Take the next pairs to work on").Produces<IReadOnlyList<PairView>>();
        routes.MapPost("/pairs/{id:guid}/claim", Claim).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Work on a pair, or go on working on it").Produces<PairClaim>();
        routes.MapPost("/pairs/{id:guid}/release", Release).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Leave a pair to others").Produces(StatusCodes.Status204NoContent);
        routes.MapPost("/pairs/assignments", Assign).RequirePermission(Permissions.IdentitySettle)
            .WithSummary("Give pairs to somebody").Produces<IReadOnlyList<PairClaim>>();
    }

    public static Rejection Claimed(string holder, DateTimeOffset until) => Rejection.Conflict("pair-claimed",
        string.Create(CultureInfo.InvariantCulture,
            $"{holder} works on this pair until {until.UtcDateTime:yyyy-MM-dd HH:mm}Z."));

    /// <summary>Nobody works on what is decided.</summary>
    public static NpgsqlBatchCommand Drop(Guid pair) =>
        Sql.Command("delete from identity.pair_claims where pair = $1", pair);

    static async Task<IResult> Next(
        TakePairs command, HttpContext http, Caller caller, IDocumentSession session,
        IOptions<IdentitiesOptions> options, TimeProvider clock, CancellationToken ct)
    {
        if (command.Count is < 1 or > 50)
            return Problem.From(Rejection.Invalid("paging-invalid", "Count is 1 to 50.", "count"));
        var (query, fault) = WorklistQuery.Of(command.Filter, caller, clock.GetUtcNow());
        if (query is null) return Problem.From(fault!);
        var until = session.RecordedAt.AddMinutes(options.Value.ClaimMinutes);
        var taken = new List<PairView>();
        // somebody else may take one between the look and the claim: then look again
        for (var attempt = 0; attempt < 5 && taken.Count < command.Count; attempt++)
        {
            var page = await Worklist.ReadAsync(
                session.DataSource, query with { Free = true }, null, command.Count, ct);
            var claimed = await TakeAsync(session.DataSource, [.. page.Pairs.Select(pair => pair.Pair)], caller.Name,
                until, session.RecordedAt, false, ct);
            taken = [.. page.Pairs.Where(pair => claimed.Contains(pair.Pair))
                .Select(pair => pair with { ClaimedBy = caller.Name, ClaimedUntil = until })];
            if (page.Pairs.Count < command.Count) break;
        }

        session.Audit(new("pairs-claimed", $"domain/{StreamIds.OfDomain(query.Domain)}", "done",
            Detail: new { pairs = taken.Select(pair => pair.Pair) }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, taken), ct);
    }

    static async Task<IResult> Claim(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, IOptions<IdentitiesOptions> options,
        CancellationToken ct)
    {
        var pair = await session.AggregateStreamAsync<PossibleMatch>(id, ct: ct);
        if (pair.Status is PairStatus.None or PairStatus.Withdrawn || !caller.MayUse(pair.Domain)
            || await PairRows.TiesAsync(session.DataSource, id, pair, ct) is not { } ties)
            return Problem.From(PairDecisions.Unknown);
        if (PairDecisions.Overtaken(pair, ties.People) is { } decided) return Problem.From(decided);
        var until = session.RecordedAt.AddMinutes(options.Value.ClaimMinutes);
        if ((await TakeAsync(session.DataSource, [id], caller.Name, until, session.RecordedAt, false, ct)).Count == 0)
        {
            ties = await PairRows.TiesAsync(session.DataSource, id, pair, ct);
            return Problem.From(Claimed(ties?.Holder ?? "Somebody", ties?.Until ?? until));
        }

        session.Audit(new("pair-claimed", $"pair/{id}", "done"));
        return await session.CommitAsync(
            http, new Answer(StatusCodes.Status200OK, new PairClaim(id, caller.Name, until)), ct);
    }

    static async Task<IResult> Release(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var pair = await session.AggregateStreamAsync<PossibleMatch>(id, ct: ct);
        if (pair.Status == PairStatus.None || !caller.MayUse(pair.Domain)) return Problem.From(PairDecisions.Unknown);
        session.QueueSqlCommand(Sql.Command(
            "delete from identity.pair_claims where pair = $1 and (holder = $2 or $3)", id, caller.Name,
            caller.May(Permissions.IdentitySettle)));
        session.Audit(new("pair-released", $"pair/{id}", "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status204NoContent, null), ct);
    }

    static async Task<IResult> Assign(
        AssignPairs command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (command.Pairs is not { Count: > 0 and <= MostAssigned })
            return Problem.From(Rejection.Invalid("too-many", $"1 to {MostAssigned} at a time.", "pairs"));
        if (command.Days is < 1 or > 30)
            return Problem.From(Rejection.Invalid("limit-out-of-range", "1 to 30 days.", "days"));
        if (PlainText.Fault(command.To, "to", 200) is { } fault) return Problem.From(fault);
        var pairs = await Worklist.KnownAsync(session.DataSource, [.. command.Pairs.Distinct()], caller, ct);
        if (pairs.Length < command.Pairs.Distinct().Count()) return Problem.From(PairDecisions.Unknown);
        var until = session.RecordedAt.AddDays(command.Days);
        session.QueueSqlCommand(command.To is { } to
            ? Sql.Command(Take, pairs, to, until, session.RecordedAt, true)
            : Sql.Command("delete from identity.pair_claims where pair = any($1)", (object)pairs));
        session.Audit(new("pairs-assigned", "pairs", "done", Detail: new { to = command.To, pairs }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, command.To is { } holder
            ? pairs.Select(pair => new PairClaim(pair, holder, until)).ToArray() : []), ct);
    }

    static async Task<HashSet<Guid>> TakeAsync(
        NpgsqlDataSource data, Guid[] pairs, string holder, DateTimeOffset until, DateTimeOffset now, bool force,
        CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Take, pairs, holder, until, now, force));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var taken = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) taken.Add(reader.GetGuid(0));
        return taken;
    }
}
