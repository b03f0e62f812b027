using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>The statements on ties.</summary>
static class TieSql
{
    const string FindSql =
        "select lookup, question, permitted, known_until from pseudonym.ties where lookup = any($1)";

    public const string FeedSql = """
        select batch, keys, extract(epoch from clock_timestamp() - current_at)::float8 from pseudonym.consent_feed
        """;

    // what changed after the asker looked at the feed may not be in the answer: such an answer is old already
    const string StoreSql = """
        insert into pseudonym.ties as t (lookup, domain, question, consent_domain, person, permitted, known_until)
        select $1[n], $2, $3, $4, $5[n], $6[n], case when exists(select from pseudonym.consent_changes c
            where c.person = any(array[$5[n], '00000000-0000-0000-0000-000000000000'::uuid]) and c.batch > $8)
            then 'epoch' else $7[n] end
        from generate_series(1, cardinality($1)) as n
        on conflict (lookup) do update set question = excluded.question, consent_domain = excluded.consent_domain,
            person = excluded.person, permitted = excluded.permitted, known_until = excluded.known_until
        where (t.question, t.consent_domain, t.person, t.permitted, t.known_until) is distinct from
            (excluded.question, excluded.consent_domain, excluded.person, excluded.permitted, excluded.known_until)
        """;

    const string LockSql = "select pg_advisory_xact_lock_shared($1, 0)";

    /// <summary>
    /// A condition on pairs for whoever reads lists of them: those whose consent is known to hold. Who is to be asked
    /// about first is left out, and everybody where it is uncertain what has changed.
    /// </summary>
    public static string Known(OpenDomain domain) =>
        domain.Tie is null ? "" : $" and coalesce({Standing(domain)}, false)";

    /// <summary>An expression on pairs: whether consent is known to hold; null where that isn't known.</summary>
    public static string Standing(OpenDomain domain) => domain.Tie is not { } tie ? "true"
        : tie.AsksEachTime ? "null::boolean" : $"""
            (select t.permitted from pseudonym.ties t, pseudonym.consent_feed f where t.lookup = pairs.lookup
                and t.question = '{tie.Question}' and t.known_until > clock_timestamp()
                and f.current_at > clock_timestamp() - interval '30 seconds')
            """;

    /// <summary>To be read with the pairs, by <see cref="KnownTies.TakeAsync"/>.</summary>
    public static void Read(NpgsqlBatch batch, PairRound round)
    {
        batch.BatchCommands.Add(Sql.Command(FindSql, (object)round.Originals
            .Where(original => original.Domain.Tie is not null).Select(original => original.Lookup).ToArray()));
        batch.BatchCommands.Add(new(FeedSql));
    }

    /// <summary>For the transaction in which answers are committed: consent still holds, and a change that comes now
    /// finds what was made.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Expect(PairRound round, DateTimeOffset now)
    {
        if (!round.IsTied || round.HandedOut is not { Length: > 0 } lookups) return [];
        return [Sql.Command(LockSql, PairLocks.Tying),
            Sql.Command("select pseudonym.expect_permitted($1, $2)", lookups, now.UtcDateTime)];
    }

    public static IEnumerable<NpgsqlBatchCommand> Store(
        OpenDomain domain, Tie tie, IReadOnlyList<(Guid Lookup, PermitAnswer Answer)> answers, long batch)
    {
        var sorted = answers.DistinctBy(answer => answer.Lookup).OrderBy(answer => answer.Lookup).ToArray();
        return
        [
            Sql.Command(LockSql, PairLocks.Tying),
            Sql.Command(StoreSql, Array.ConvertAll(sorted, one => one.Lookup), domain.Id, tie.Question, tie.Domain,
                Array.ConvertAll(sorted, one => one.Answer.Person),
                Array.ConvertAll(sorted, one => one.Answer.Permitted),
                new NpgsqlParameter<DateTime[]>
                {
                    TypedValue = Array.ConvertAll(sorted, one => one.Answer.Until.UtcDateTime),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                }, batch),
        ];
    }
}

/// <summary>How far the changes of consents were followed at the moment of reading.</summary>
/// <param name="Age">So long it has been uncertain whether something changed.</param>
public sealed record FeedState(long Batch, string Keys, TimeSpan Age);

/// <summary>What was known of consents at the moment of reading.</summary>
public sealed class KnownTies
{
    readonly Dictionary<Guid, (Guid Question, bool Permitted, DateTimeOffset Until)> _ties = [];

    /// <summary>Null: the changes were never followed.</summary>
    public FeedState? Feed { get; private set; }

    /// <summary>Whether it is permitted; null where that has to be asked.</summary>
    public bool? Answer(Guid lookup, Tie tie, DateTimeOffset now) =>
        _ties.TryGetValue(lookup, out var known) && known.Question == tie.Question && known.Until > now
            ? known.Permitted : null;

    public async Task TakeAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            _ties[reader.GetGuid(0)] = (reader.GetGuid(1), reader.GetBoolean(2),
                new DateTimeOffset(reader.GetDateTime(3)));
        }

        await reader.NextResultAsync(ct);
        Feed = await TakeFeedAsync(reader, ct);
    }

    public static async Task<FeedState?> TakeFeedAsync(NpgsqlDataReader reader, CancellationToken ct) =>
        await reader.ReadAsync(ct)
            ? new(reader.GetInt64(0), reader.GetString(1), TimeSpan.FromSeconds(reader.GetDouble(2))) : null;
}
