using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>One row for each pair, and one for each thing done with it.</summary>
public sealed class PairsProjection : IInlineProjection
{
    const string Insert = Sql.Rows + """
        insert into identity.pairs (pair, domain, identity_a, identity_b, score, configuration, status, by_hand, joined,
            version, found_at, changed_at)
        select p, d, a, b, s, c, 'open', h, false, v, t, t from unnest(
            $1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::float8[], $6::int[], $7::boolean[], $8::bigint[],
            $9::timestamptz[]) as x (p, d, a, b, s, c, h, v, t)
        on conflict (pair) do update set status = 'open', by_hand = excluded.by_hand, score = excluded.score,
            configuration = excluded.configuration, version = excluded.version, changed_at = excluded.changed_at
        """;

    const string InsertAct = Sql.Rows + """
        insert into identity.pair_acts (pair, version, domain, act, stage, verdict, actor, at, note, keeper, score,
            configuration)
        select x.p, x.v, p.domain, x.a, nullif(x.s, ''), nullif(x.r, ''), x.w, x.t,
            nullif(x.n, '00000000-0000-0000-0000-000000000000'), nullif(x.k, '00000000-0000-0000-0000-000000000000'),
            p.score, p.configuration
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
            $8::uuid[], $9::uuid[]) as x (p, v, a, s, r, w, t, n, k)
        join identity.pairs p on p.pair = x.p
        """;

    const string Draw = """
        insert into identity.pairs (pair, domain, identity_a, identity_b, score, configuration, status, by_hand, joined,
            version, found_at, changed_at, sample)
        select $1, $2, $3, $4, $5, $6, 'open', false, coalesce((select a.person = b.person
            from identity.identities a, identity.identities b where a.identity = $3 and b.identity = $4), false),
            $7, $8, $8, $9
        on conflict (pair) do update set status = 'open', by_hand = false, joined = excluded.joined,
            score = excluded.score, configuration = excluded.configuration, version = excluded.version,
            changed_at = excluded.changed_at, postponed_until = null, sample = excluded.sample
        """;

    // whoever is moved takes part in other pairs with the same person from now on
    const string Join = """
        update identity.pairs p set joined = a.person = b.person from identity.identities a, identity.identities b
        where (p.identity_a = any($1) or p.identity_b = any($1)) and a.identity = p.identity_a
            and b.identity = p.identity_b and p.joined <> (a.person = b.person)
        """;

    public IEnumerable<NpgsqlBatchCommand> Apply(IEvent @event) => @event.Data switch
    {
        PossibleMatchFound e =>
        [
            New(e.Pair, e.Domain, e.IdentityA, e.IdentityB, e.Score, e.Configuration, false, @event),
            Act(@event, "found", null, null, null),
        ],
        PossibleMatchAdded e =>
        [
            New(e.Pair, e.Domain, e.IdentityA, e.IdentityB, e.Score ?? 0, e.Configuration, e.NeverMatch, @event),
            Act(@event, "added", null, null, null),
        ],
        OpinionGiven { Round: 1 } e =>
        [
            Status(@event, "second-opinion", first: e.Act.By), Act(@event, "first-opinion", null, e.Verdict, e.Act),
        ],
        OpinionGiven e =>
        [
            Status(@event, "disputed", second: e.Act.By), Act(@event, "second-opinion", null, e.Verdict, e.Act),
        ],
        FoundSame e =>
        [
            Status(@event, "same"), Act(@event, "decided", e.Stage, Verdict.Same, e.Act),
        ],
        FoundDistinct e =>
        [
            Status(@event, "distinct"),
            Act(@event, e.Follows is null ? "decided" : "follows", e.Stage, Verdict.Distinct, e.Act),
        ],
        PairPostponed e =>
        [
            Status(@event, "postponed", until: e.Until), Act(@event, "postponed", null, Verdict.Postponed, e.Act),
        ],
        DecisionTakenBack e =>
        [
            Sql.Command("""
                update identity.pairs set status = case when by_hand then 'withdrawn' else 'open' end, first_by = null,
                    second_by = null, postponed_until = null, version = $2, changed_at = $3
                where pair = $1
                """, @event.StreamId, @event.Version, @event.Metadata.RecordedAt.UtcDateTime),
            Act(@event, "taken-back", null, null, e.Act),
        ],
        PersonAbsorbed e => [Joining(e.Identities)],
        PersonRestored e => [Joining(e.Identities)],
        PersonSplitOff e => [Joining(e.Identities)],
        SplitUndone e => [Joining(e.Identities)],
        IdentityMovedIn e => [Joining([e.Identity])],
        _ => OfSamples(@event),
    };

    static IEnumerable<NpgsqlBatchCommand> OfSamples(IEvent @event) => @event.Data switch
    {
        PairSampled e =>
        [
            Sql.Command(Draw, e.Pair, e.Domain, e.IdentityA, e.IdentityB, e.Score, e.Configuration, @event.Version,
                @event.Metadata.RecordedAt.UtcDateTime, e.Sample),
            Act(@event, "sampled", null, null, null),
        ],
        LinkConfirmed e =>
        [
            Status(@event, "same"), Act(@event, "decided", e.Stage, Verdict.Same, e.Act),
        ],
        LinkRefuted e =>
        [
            Status(@event, "to-part"), Act(@event, "decided", e.Stage, Verdict.Distinct, e.Act),
        ],
        _ => [],
    };

    static NpgsqlBatchCommand New(
        Guid pair, string domain, Guid a, Guid b, double score, int configuration, bool byHand, IEvent @event) =>
        Sql.Command(Insert, new[] { pair }, new[] { domain }, new[] { a }, new[] { b }, new[] { score },
            new[] { configuration }, new[] { byHand }, new[] { @event.Version },
            new[] { @event.Metadata.RecordedAt.UtcDateTime });

    /// <summary>An act with the score the pair had.</summary>
    static NpgsqlBatchCommand Act(IEvent @event, string act, Stage? stage, Verdict? verdict, PairActor? actor) =>
        Sql.Command(InsertAct, new[] { @event.StreamId }, new[] { @event.Version }, new[] { act },
            new[] { Name(stage) }, new[] { Name(verdict) }, new[] { actor?.By ?? @event.Metadata.Actor },
            new[] { @event.Metadata.RecordedAt.UtcDateTime }, new[] { actor?.Note ?? Guid.Empty },
            new[] { actor?.Keeper ?? Guid.Empty });

    static NpgsqlBatchCommand Status(
        IEvent @event, string status, string? first = null, string? second = null, DateOnly? until = null) =>
        Sql.Command("""
            update identity.pairs set status = $2, version = $3, changed_at = $4, first_by = coalesce($5, first_by),
                second_by = coalesce($6, second_by), postponed_until = $7
            where pair = $1
            """, @event.StreamId, status, @event.Version, @event.Metadata.RecordedAt.UtcDateTime,
            Text(first), Text(second), new NpgsqlParameter
            {
                Value = (object?)until ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Date,
            });

    static NpgsqlBatchCommand Joining(IEnumerable<IdentityKey> identities) =>
        Sql.Command(Join, (object)identities.Select(identity => identity.Id).ToArray());

    static NpgsqlParameter Text(string? text) => new()
    {
        Value = (object?)text ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.Text,
    };

    static string Name<T>(T? value) where T : struct, Enum =>
        value is { } known ? JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) : "";
}
