using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Makes pseudonyms where a new one has to be looked for: permutation domains count, small or well-filled ones have few
/// free ones, and some originals have to be found in a parent. One transaction for one domain; who looks for free ones
/// does so alone, so that nobody takes another's find and nobody waits in a circle.
/// </summary>
sealed class GuardedDesk(NpgsqlDataSource database, DomainCatalog catalog, TimeProvider clock)
{
    const int MostRounds = 60;

    readonly FreeCodes _free = new();

    public static bool IsNeeded(OpenDomain domain, long missing)
    {
        if (domain.Settings.Generation == DomainRules.Permutation || domain.Settings.Originals != OriginalsRule.Off
            || domain.Row.Closed || domain.Settings.ValidFrom is not null || domain.Settings.ValidUntil is not null)
            return true;

        // so seldom does a new one meet a stored one, or one that is stored at this moment
        var capacity = (double)domain.Format.Capacity;
        return missing * (double)domain.Fill.Used > capacity * 0.01 || missing * (double)missing > capacity * 0.0001;
    }

    /// <summary>Null where the domain or a consent has changed: begin anew.</summary>
    public async Task<PairReply[]?> AnswerAsync(
        OpenDomain domain, IReadOnlyList<PairAsk> asks, IReadOnlySet<Guid> withheld, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var outcome = await TryAsync(domain, asks, withheld, ct);
                if (outcome.Rejection is null || asks.Count == 1) return outcome.Replies;
                break;
            }
            catch (PostgresException e) when (e.SqlState == PairSql.ConsentMoved)
            {
                return null;
            }
            catch (PostgresException e) when (PairSql.IsToBeRepeated(e) && attempt < 20)
            {
            }
        }

        // together they want too much; each by itself may not
        var replies = new PairReply[asks.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            if (await AnswerAsync(domain, [asks[i]], withheld, ct) is not [var reply]) return null;
            replies[i] = reply;
        }

        return replies;
    }

    async Task<(Rejection? Rejection, PairReply[]? Replies)> TryAsync(
        OpenDomain domain, IReadOnlyList<PairAsk> asks, IReadOnlySet<Guid> withheld, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var round = new PairRound();
        for (var i = 0; i < asks.Count; i++) round.Add(asks[i], i, domain, now);
        round.Withhold(withheld);
        var parents = await DomainFamily.ParentsAsync(domain, catalog, ct);
        await using var transaction = await PairTransaction.BeginAsync(database, ct);
        var sitting = new GuardedSitting(transaction, domain, round, now, _free);
        if (!await sitting.EnterAsync(ct)) return (null, null);
        var rejection = sitting.Refusal() ?? await sitting.RefuseOriginalsAsync(parents, ct)
            ?? await sitting.MakeAsync(MostRounds, ct);
        if (rejection is not null)
        {
            await transaction.Transaction.RollbackAsync(ct);
            if (asks.Count > 1) return (rejection, null);
            var refused = PairReply.Refused(rejection);
            await using var audit = new NpgsqlBatch(transaction.Connection);
            audit.BatchCommands.Add(Audit.Commands([PairAudit.Of(asks[0], domain, refused, now)]));
            await audit.ExecuteNonQueryAsync(ct);
            return (rejection, [refused]);
        }

        domain.Fill.Add(sitting.Made);
        var replies = new PairReply[asks.Count];
        for (var i = 0; i < replies.Length; i++) replies[i] = round.Reply(i);
        await sitting.LeaveAsync(
            [.. TieSql.Expect(round, now),
                Audit.Commands([.. asks.Select((ask, i) => PairAudit.Of(ask, domain, replies[i], now))]),
                .. asks.Select((ask, i) => ask.Keep?.Invoke(replies[i])).OfType<NpgsqlBatchCommand>()], ct);
        return (null, replies);
    }
}
