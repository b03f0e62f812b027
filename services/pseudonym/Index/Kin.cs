using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Pseudonyms that are one person's because the index merged two people: a list for clerks, and who resolves
/// one is told of the others.</summary>
static class KinSlices
{
    const int Most = 500;

    const string List = """
        select k.root, array_agg(p.pseudonym order by p.id), s.settled_at, s.settled_by
        from pseudonym.domains d
        join pseudonym.kin k on k.domain = d.id
        join pseudonym.pairs p on p.lookup = k.lookup and p.domain = d.id
        left join pseudonym.kin_settled s on s.domain = d.id and s.root = k.root
        where d.name = $1 group by k.root, s.settled_at, s.settled_by, s.pseudonyms
        having count(distinct k.person) > 1 and (coalesce(s.pseudonyms, 0) = count(*)) = $2
        order by min(p.id) offset $3 limit $4
        """;

    const string Settle = """
        insert into pseudonym.kin_settled (domain, root, pseudonyms, settled_at, settled_by)
        select d.id, k.root, count(*), $3, $4 from pseudonym.domains d
        join pseudonym.kin k on k.domain = d.id join pseudonym.pairs p on p.lookup = k.lookup and p.domain = d.id
        where d.name = $1 and k.root = $2 group by d.id, k.root
        on conflict (domain, root) do update set pseudonyms = excluded.pseudonyms, settled_at = excluded.settled_at,
            settled_by = excluded.settled_by
        """;

    const string Others = """
        select p.pseudonym, o.pseudonym from pseudonym.pairs p
        join pseudonym.kin k on k.domain = p.domain and k.lookup = p.lookup
        join pseudonym.kin ko on ko.domain = k.domain and ko.root = k.root and ko.person <> k.person
        join pseudonym.pairs o on o.lookup = ko.lookup and o.domain = p.domain
        where p.domain = $1 and p.pseudonym = any($2) order by o.id
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/doubles", Doubles)
            .RequirePermission(Permissions.PseudonymTransfer)
            .WithSummary("People with several pseudonyms in a domain, because the index merged them")
            .Produces<IReadOnlyList<DoublePseudonyms>>();
        routes.MapPost("/doubles/{person:guid}/settled", Settled)
            .RequirePermission(Permissions.PseudonymTransfer)
            .WithSummary("Say that whoever uses these pseudonyms has been told").Produces(204);
    }

    /// <summary>The other pseudonyms of the same people.</summary>
    public static NpgsqlBatchCommand OthersOf(OpenDomain domain, IReadOnlyList<string> pseudonyms) =>
        Sql.Command(Others, domain.Id, pseudonyms.ToArray());

    static async Task<IResult> Doubles(
        string domain, bool? settled, int? offset, int? count, Caller caller, DomainCatalog catalog,
        IDocumentSession session, CancellationToken ct)
    {
        if (!caller.MayUse(domain) || await catalog.FindAsync(domain, ct) is not { } open)
            return Problem.From(Faults.DomainUnknown);
        if (offset < 0 || count is < 1 or > Most)
        {
            return Problem.From(Rejection.Invalid(
                "limit-out-of-range", $"An offset is not negative, a page has 1 to {Most} entries.", "count"));
        }

        var doubles = new List<DoublePseudonyms>();
        await using (var batch = session.DataSource.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(List, domain, settled ?? false, offset ?? 0, count ?? 100));
            await using var row = await batch.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                doubles.Add(new(row.GetGuid(0), row.GetFieldValue<string[]>(1),
                    row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                    row.IsDBNull(3) ? null : row.GetString(3)));
            }
        }

        session.Audit(new("pseudonym-doubles", $"domain/{open.Row.Stream}", "seen",
            Detail: new { persons = doubles.Select(one => one.Person) }));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok<IReadOnlyList<DoublePseudonyms>>(doubles);
    }

    static async Task<IResult> Settled(
        Guid person, SettleDoubles command, Caller caller, DomainCatalog catalog, IDocumentSession session,
        TimeProvider clock, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain ?? "") || await catalog.FindAsync(command.Domain!, ct) is null)
            return Problem.From(Faults.DomainUnknown);
        session.QueueSqlCommand(Sql.Command(
            Settle, command.Domain, person, clock.GetUtcNow().UtcDateTime, caller.Name));
        session.Audit(new("pseudonym-doubles-settled", $"person/{person}", "done"));
        await session.SaveChangesAsync(ct);
        return Results.NoContent();
    }
}
