using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Two people who are never linked: registration asks no more, merging is refused, trying out a configuration
/// leaves them apart. A link is a pair decided to be two people; it ends by undoing that.</summary>
static class NeverMatching
{
    const int Most = 500;

    const string Links = """
        select p.pair, p.identity_a, a.person, p.identity_b, b.person, x.actor, x.at, p.by_hand, p.version,
            extract(epoch from p.changed_at)::float8
        from identity.pairs p
        join identity.identities a on a.identity = p.identity_a
        join identity.identities b on b.identity = p.identity_b
        join identity.pair_acts x on x.pair = p.pair and x.version = p.version
        where p.domain = $1 and p.status = 'distinct' and ($2::uuid is null or $2 in (a.person, b.person))
            and ($3::float8 is null or (extract(epoch from p.changed_at)::float8, p.pair) < ($3, $4))
        order by extract(epoch from p.changed_at)::float8 desc, p.pair desc limit $5
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/never-match", List).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Two people who are never linked, by keys").Produces<NeverMatchPage>();
        routes.MapPost("/never-match", Add).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Say that two people are never to be linked").Produces<DecidedPair>(201);
    }

    static async Task<IResult> List(
        string domain, Guid? person, string? after, int? count, Caller caller, IQuerySession session,
        CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Problem.From(Faults.DomainUnknown);
        if (count is < 1 or > Most)
            return Problem.From(Rejection.Invalid("paging-invalid", $"Count is 1 to {Most}.", "count"));
        if (!PagePosition.TryRead(after, out var position)) return Problem.From(PagePosition.Malformed);
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Links, domain, person, position?.Rank, position?.Key ?? Guid.Empty,
            (count ?? 50) + 1));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (links, next) = (new List<NeverMatchView>(), (string?)null);
        var rank = 0.0;
        while (await reader.ReadAsync(ct))
        {
            if (links.Count == (count ?? 50))
            {
                next = PagePosition.Of(rank, links[^1].Pair);
                break;
            }

            links.Add(View(reader));
            rank = reader.GetDouble(9);
        }

        return Results.Ok(new NeverMatchPage(links, next));
    }

    static async Task<IResult> Add(
        AddNeverMatch command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        DomainCatalog domains, CancellationToken ct)
    {
        if (Faults.OfReason(command.Reason) is { } invalid) return Problem.From(invalid);
        var (added, fault) = await AddingPairs.QueueAsync(
            command.IdentityA, command.IdentityB, true, caller, session, vault, domains, ct);
        if (added is null) return Problem.From(fault!);
        var outcome = await new PairDesk(session, vault, caller).NeverAsync(
            added, new(Verdict.Distinct, new(), command.Reason), ct);
        if (outcome.Rejection is { } rejection) return Problem.From(rejection);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created,
            new DecidedPair(added.Stream.Id, PairWords.Of(outcome.After.Status), Verdicts.Distinct, null, null,
                outcome.Version), ETag: ETags.For(outcome.Version)), ct);
    }

    static NeverMatchView View(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2),
        row.GetGuid(3), row.GetGuid(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.GetBoolean(7),
        row.GetInt64(8));
}
