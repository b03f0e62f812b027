using System.Text;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What was done with pairs: the life of one, and everything that somebody decided.</summary>
static class PairActs
{
    const int Most = 200;

    // a first opinion is known to its giver alone until the second is there, so that the second is one of its own
    const string Columns = """
        select x.pair, x.version, x.act, x.verdict, x.actor, x.at, k.kek, k.wrapped, v.content, x.keeper, x.note,
            x.act = 'first-opinion' and p.status = 'second-opinion' and x.actor <> $2 as hidden
        from identity.pair_acts x
        left join identity.pairs p on p.pair = x.pair
        left join vault.keys k on k.subject = x.keeper
        left join vault.items v on v.subject = x.keeper and v.field = 'reason/' || replace(x.note::text, '-', '')
        """;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/pairs/{id:guid}/history", History).RequirePermission(Permissions.IdentityLink)
            .WithSummary("What was done with a pair, with reasons").Produces<IReadOnlyList<PairAct>>();
        routes.MapPost("/decisions/search", Decisions).RequirePermission(Permissions.IdentityLink)
            .WithSummary("Decisions of oneself; of others for leads").Produces<DecisionPage>();
    }

    static async Task<IResult> History(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var pair = await session.AggregateStreamAsync<PossibleMatch>(id, ct: ct);
        if (pair.Status == PairStatus.None || !caller.MayUse(pair.Domain)) return Problem.From(PairDecisions.Unknown);
        var acts = await OfPairAsync(session.DataSource, vault, id, caller, ct);
        session.Audit(new("pair-history-viewed", $"pair/{id}", "seen"));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, acts), ct);
    }

    static async Task<IResult> Decisions(
        FindDecisions question, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CancellationToken ct)
    {
        if (!caller.MayUse(question.Domain ?? "")) return Problem.From(Faults.DomainUnknown);
        if (question.Count is < 1 or > Most)
            return Problem.From(Rejection.Invalid("paging-invalid", $"Count is 1 to {Most}.", "count"));
        if (!PagePosition.TryRead(question.After, out var after)) return Problem.From(PagePosition.Malformed);
        var by = question.By ?? (caller.May(Permissions.IdentitySettle) ? null : caller.Name);
        if (by != caller.Name && !caller.May(Permissions.IdentitySettle))
        {
            return Problem.From(Rejection.Forbidden("lead-needed",
                "What others decided is for a lead to look through."));
        }

        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Columns + """
             where x.domain = $1 and x.act not in ('found', 'added') and ($3::text is null or x.actor = $3)
                and ($4::float8 is null or (extract(epoch from x.at)::float8, x.pair) < ($4, $5))
            order by extract(epoch from x.at)::float8 desc, x.pair desc, x.version desc limit $6
            """, question.Domain, caller.Name, by, after?.Rank, after?.Key ?? Guid.Empty, question.Count + 1));
        var acts = await ReadAsync(batch, vault, ct);
        session.Audit(new("decisions-listed", $"domain/{StreamIds.OfDomain(question.Domain!)}", "seen",
            Detail: new { by }));
        var page = acts.Count <= question.Count ? new DecisionPage(acts, null) : Page(acts, question.Count);
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, page), ct);
    }

    public static async Task<List<PairAct>> OfPairAsync(
        NpgsqlDataSource data, Vault vault, Guid id, Caller caller, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(
            Columns + " where x.pair = $1 order by x.version", id, caller.Name));
        return await ReadAsync(batch, vault, ct);
    }

    static DecisionPage Page(List<PairAct> acts, int count)
    {
        var last = acts[count - 1];
        return new(acts[..count],
            PagePosition.Of((last.At - DateTimeOffset.UnixEpoch).TotalMicroseconds / 1e6, last.Pair));
    }

    static async Task<List<PairAct>> ReadAsync(NpgsqlBatch batch, Vault vault, CancellationToken ct)
    {
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var acts = new List<PairAct>();
        while (await reader.ReadAsync(ct))
        {
            var hidden = reader.GetFieldValue<bool?>(11) == true;
            acts.Add(new(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2),
                hidden || await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), hidden ? null : Reason(reader, vault)));
        }

        return acts;
    }

    static string? Reason(NpgsqlDataReader row, Vault vault)
    {
        if (row.IsDBNull(6) || row.IsDBNull(8)) return null;
        var keeper = row.GetGuid(9);
        return Encoding.UTF8.GetString(vault.Open(keeper, new(row.GetString(6), row.GetFieldValue<byte[]>(7)),
            PairNotes.Field(row.GetGuid(10)), row.GetFieldValue<byte[]>(8)));
    }
}
