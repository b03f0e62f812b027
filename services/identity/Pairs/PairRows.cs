using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>One row for each pair.</summary>
public sealed class PairsProjection : IInlineProjection
{
    const string Insert = Sql.Rows + """
        insert into identity.pairs (pair, domain, identity_a, identity_b, score, configuration, status, version,
            found_at, changed_at)
        select p, d, a, b, s, c, 'open', 1, t, t from unnest(
            $1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::float8[], $6::int[], $7::timestamptz[])
            as x (p, d, a, b, s, c, t)
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        PossibleMatchFound e => [New(e.Pair, e.Domain, e.IdentityA, e.IdentityB, e.Score, e.Configuration, @event)],
        PossibleMatchAdded e => [New(e.Pair, e.Domain, e.IdentityA, e.IdentityB, e.Score ?? 0, 0, @event)],
        FoundDistinct e => [Status(e.Pair, "distinct", @event)],
        DistinctionTakenBack e => [Status(e.Pair, "open", @event)],
        _ => [],
    };

    static NpgsqlBatchCommand New(
        Guid pair, string domain, Guid a, Guid b, double score, int configuration, IEvent @event) => Sql.Command(
        Insert, new[] { pair }, new[] { domain }, new[] { a }, new[] { b }, new[] { score }, new[] { configuration },
        new[] { @event.Metadata.RecordedAt.UtcDateTime });

    static NpgsqlBatchCommand Status(Guid pair, string status, IEvent @event) => Sql.Command(
        "update identity.pairs set status = $2, version = $3, changed_at = $4 where pair = $1",
        pair, status, @event.Version, @event.Metadata.RecordedAt.UtcDateTime);
}

static class PairRows
{
    /// <summary>Those of the others between whom and the person a pair is open or decided already, or only decided so.
    /// </summary>
    public static async Task<HashSet<Guid>> SettledAsync(
        NpgsqlDataSource data, Guid person, Guid[] others, CancellationToken ct, string? status = null)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select o.person from identity.identities own
            join identity.pairs p on p.identity_a = own.identity and ($3 = '' or p.status = $3)
            join identity.identities o on o.identity = p.identity_b and o.person = any($2) where own.person = $1
            union
            select o.person from identity.identities own
            join identity.pairs p on p.identity_b = own.identity and ($3 = '' or p.status = $3)
            join identity.identities o on o.identity = p.identity_a and o.person = any($2) where own.person = $1
            """, person, others, status ?? ""));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var settled = new HashSet<Guid>();
        while (await reader.ReadAsync(ct)) settled.Add(reader.GetGuid(0));
        return settled;
    }
}
