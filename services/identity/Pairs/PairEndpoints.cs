using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Pairs that may be one person: lists them, adds one by hand, says that they are two people.</summary>
static class PairSlices
{
    const int Most = 500;

    const string List = """
        select p.pair, p.identity_a, a.person, p.identity_b, b.person, p.score,
            case when a.person = b.person then 'linked' else p.status end, p.found_at, p.version
        from identity.pairs p
        join identity.identities a on a.identity = p.identity_a
        join identity.identities b on b.identity = p.identity_b
        where p.domain = $1 and p.status = $2 and a.person <> b.person
        order by p.score desc, p.pair offset $3 limit $4
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/pairs", ListPairs)
            .RequirePermission(Permissions.IdentityLink)
            .WithSummary("Pairs that may be one person, by keys").Produces<IReadOnlyList<PairView>>();
        routes.MapPost("/pairs", Add)
            .RequirePermission(Permissions.IdentityLink)
            .WithSummary("Say that two identities may be one person's").Produces<PairView>(201);
        routes.MapPost("/pairs/{id:guid}/distinct", Distinct)
            .RequirePermission(Permissions.IdentityLink)
            .WithSummary("Say that a pair is two people who are never linked").Produces<PairView>();
        routes.MapPost("/pairs/{id:guid}/open", Open)
            .RequirePermission(Permissions.IdentityLink)
            .WithSummary("Take back that a pair is two people").Produces<PairView>();
    }

    static async Task<IResult> ListPairs(
        string domain, string? status, int? offset, int? count, Caller caller, IQuerySession session,
        CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if (offset < 0 || count is < 1 or > Most || status is not (null or "open" or "distinct"))
        {
            return Problem.From(Rejection.Invalid("paging-invalid",
                $"Status is open or distinct, offset no less than 0, count 1 to {Most}.", "count"));
        }

        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(List, domain, status ?? "open", offset ?? 0, count ?? 50));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<PairView>();
        while (await reader.ReadAsync(ct)) pairs.Add(View(reader));
        return Results.Ok(pairs);
    }

    static async Task<IResult> Add(
        AddPair command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var (a, b) = (await IdentityRows.PersonOfAsync(session.DataSource, command.IdentityA, ct),
            await IdentityRows.PersonOfAsync(session.DataSource, command.IdentityB, ct));
        if (a is null || b is null || await session.FindPersonAsync(a.Value, caller, ct) is not { } one
            || await session.FindPersonAsync(b.Value, caller, ct) is not { } other)
            return Problem.From(Faults.IdentityUnknown);
        if (a == b) return Problem.From(OnePerson);
        if (one.Aggregate.Domain != other.Aggregate.Domain) return Problem.From(Faults.OtherDomain);
        var id = PossibleMatch.IdOf(command.IdentityA, command.IdentityB);
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        if (stream.Aggregate.Status == PairStatus.None)
        {
            stream.AppendMany(new PossibleMatchAdded(
                id, one.Aggregate.Domain, command.IdentityA, command.IdentityB, null));
        }

        session.Audit(new("pair-added", $"pair/{id}", stream.CurrentVersion == stream.StartingVersion
            ? "unchanged" : "done"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created, new PairView(id,
            command.IdentityA, a.Value, command.IdentityB, b.Value, stream.Aggregate.Score ?? 0,
            stream.Aggregate.Status == PairStatus.Distinct ? "distinct" : "open", session.RecordedAt,
            stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static Task<IResult> Distinct(
        Guid id, Because command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct) =>
        ChangeAsync(id, command, "found-distinct", DecideDistinct, http, caller, session, vault, ct);

    static Task<IResult> Open(
        Guid id, Because command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct) =>
        ChangeAsync(id, command, "distinction-taken-back", DecideOpen, http, caller, session, vault, ct);

    public static Decision DecideDistinct(Guid id, PossibleMatch pair) => pair.Status switch
    {
        PairStatus.None => Unknown,
        PairStatus.Distinct => Decision.Nothing,
        _ => Decision.Of(new FoundDistinct(id)),
    };

    public static Decision DecideOpen(Guid id, PossibleMatch pair) => pair.Status switch
    {
        PairStatus.None => Unknown,
        PairStatus.Open => Decision.Nothing,
        _ => Decision.Of(new DistinctionTakenBack(id)),
    };

    static readonly Rejection Unknown = Rejection.NotFound("pair-unknown",
        "There is no such pair in a domain that is yours to use.");

    public static readonly Rejection OnePerson = Rejection.Conflict("same-person", "Both are one person's already.");

    static async Task<IResult> ChangeAsync(
        Guid id, Because command, string action, Func<Guid, PossibleMatch, Decision> decide, HttpContext http,
        Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } fault) return Problem.From(fault);
        var stream = await session.Events.FetchForWriting<PossibleMatch>(id, ct);
        var pair = stream.Aggregate;
        var (a, b) = (await IdentityRows.PersonOfAsync(session.DataSource, pair.A, ct),
            await IdentityRows.PersonOfAsync(session.DataSource, pair.B, ct));
        if (!caller.MayUse(pair.Domain) || a is null || b is null) return Problem.From(Unknown);
        if (http.Stale(stream.StartingVersion)) return Problem.StreamMoved;
        if (a == b) return Problem.From(OnePerson);
        var decision = decide(id, pair);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        await session.KeepReasonAsync(vault, a.Value, id, command.Reason, ct);
        session.Audit(new(action, $"pair/{id}", decision.Events.Count == 0 ? "unchanged" : "done"));
        var after = decision.Events.Aggregate(pair, PossibleMatch.Evolve);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, new PairView(id, pair.A, a.Value,
            pair.B, b.Value, pair.Score ?? 0, after.Status == PairStatus.Distinct ? "distinct" : "open",
            session.RecordedAt, stream.CurrentVersion), ETag: ETags.For(stream.CurrentVersion)), ct);
    }

    static PairView View(NpgsqlDataReader reader) => new(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2),
        reader.GetGuid(3), reader.GetGuid(4), reader.GetDouble(5), reader.GetString(6),
        reader.GetFieldValue<DateTimeOffset>(7), reader.GetInt64(8));
}
