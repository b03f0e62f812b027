using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Gives a domain new keys for originals and lookups; <see cref="KeyRotator"/> does the rest.</summary>
public static class RotatingKeys
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/keys/rotate", Rotate)
            .RequirePermission(Permissions.OperationsManage)
            .WithSummary("Give a domain new keys; its pairs follow in the background")
            .Produces<IReadOnlyList<DomainKeyState>>(StatusCodes.Status202Accepted);
        routes.MapPost("/keys/list", List)
            .RequirePermission(Permissions.OperationsManage)
            .WithSummary("Which keys there are; a use with two is being changed")
            .Produces<IReadOnlyList<DomainKeyState>>();
    }

    static async Task<IResult> Rotate(
        RotateDomainKeys command, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        KeyRotator rotator, CancellationToken ct)
    {
        if (DomainRules.Name(command.Domain) is not null || !caller.MayUse(command.Domain))
            return Problem.From(Faults.DomainUnknown);
        var id = CreatingDomain.StreamOf(command.Domain);
        var stream = await session.Events.FetchForWriting<Domain>(id, ct);
        if (stream.Aggregate.Settings is null) return Problem.From(Faults.DomainUnknown);
        var keys = (await ReadAsync(caller, session, ct)).FindAll(key => key.Domain == command.Domain);
        var decision = Decide(command.Domain, keys);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        foreach (var added in decision.Events.Cast<DomainKeyAdded>())
        {
            session.QueueSqlCommand(DomainKeys.Add(vault, id, added.Use, (short)added.KeyVersion));
            keys.Add(new(added.Name, added.Use, added.KeyVersion, "new"));
        }

        session.Audit(new AuditEntry("pseudonym-keys-rotate", $"domain/{id}", "done"));
        var answer = await session.CommitAsync(http, new Answer(StatusCodes.Status202Accepted, keys), ct);
        rotator.Wake();
        return answer;
    }

    public static Decision Decide(string domain, IReadOnlyCollection<DomainKeyState> keys)
    {
        string[] uses = [DomainKeys.Data, DomainKeys.Lookup];
        if (uses.Any(use => keys.Count(key => key.Use == use) > 1))
        {
            return Rejection.Conflict("rotation-running",
                "The keys of this domain are being changed; wait until each use has one key.", "domain");
        }

        return Decision.Of([.. uses.Select(use => new DomainKeyAdded(
            domain, use, keys.Single(key => key.Use == use).KeyVersion + 1))]);
    }

    static async Task<IResult> List(Caller caller, IQuerySession session, CancellationToken ct) =>
        TypedResults.Ok(await ReadAsync(caller, session, ct));

    static async Task<List<DomainKeyState>> ReadAsync(Caller caller, IQuerySession session, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand("""
            select d.name, k.use, k.version, k.kek from pseudonym.keys k join pseudonym.domains d on d.id = k.domain
            order by d.name, k.use, k.version
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<DomainKeyState>();
        while (await reader.ReadAsync(ct))
        {
            if (caller.MayUse(reader.GetString(0)))
                keys.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt16(2), reader.GetString(3)));
        }

        return keys;
    }
}
