using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Judges whether pseudonyms of domains that require consent may be made and handed out: by what is known from the
/// changes of consents, or by asking. Where nobody can say, nothing is.
/// </summary>
public sealed class Ties(
    NpgsqlDataSource database, ConsentLink link, IOptions<ConsentLinkOptions> options, TimeProvider clock,
    ILogger<Ties> log)
{
    /// <summary>Withholds what is not permitted. True where asks were refused for it: begin anew without
    /// them.</summary>
    public async Task<bool> JudgeAsync(
        PairRound round, KnownTies known, PairReply?[] replies, DateTimeOffset now, CancellationToken ct)
    {
        var unanswered = new HashSet<OpenDomain>();
        foreach (var originals in round.Tied.GroupBy(original => original.Domain).ToArray())
            if (!await JudgeAsync(originals.Key, [.. originals], known, now, ct)) unanswered.Add(originals.Key);

        var refused = new List<AuditRecord>();
        foreach (var (ask, index, domain) in round.Asks)
        {
            var why = unanswered.Contains(domain) ? Faults.ConsentNotKnown
                : domain.Tie is not null && !ask.Partly && round.HasWithheld(index) ? Faults.NotPermitted : null;
            if (why is null) continue;
            replies[index] = PairReply.Refused(why);
            refused.Add(PairAudit.Of(ask, domain, replies[index]!, now));
        }

        if (refused.Count == 0) return false;
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Audit.Commands(refused));
        await batch.ExecuteNonQueryAsync(ct);
        return true;
    }

    /// <summary>False: nobody can say.</summary>
    async Task<bool> JudgeAsync(
        OpenDomain domain, AskedOriginal[] originals, KnownTies known, DateTimeOffset now, CancellationToken ct)
    {
        var tie = domain.Tie!;
        if (known.Feed is not { } feed
            || (!tie.AsksEachTime && feed.Age.TotalSeconds > options.Value.FeedNoOlderThanSeconds))
            return false;
        var open = new List<AskedOriginal>();
        foreach (var original in originals)
        {
            var answer = tie.AsksEachTime ? null : known.Answer(original.Lookup, tie, now);
            original.Withheld = answer == false;
            if (answer is null) open.Add(original);
        }

        if (open.Count == 0) return true;
        var answers = await AskAsync(
            domain, [.. open.Select(original => (original.Lookup, original.Text))], feed, ct);
        if (answers is null) return false;
        for (var i = 0; i < open.Count; i++) open[i].Withheld = !answers[i].Permitted;
        return true;
    }

    /// <summary>Asks, and keeps the answers; null where nobody can say.</summary>
    public async Task<IReadOnlyList<PermitAnswer>?> AskAsync(
        OpenDomain domain, IReadOnlyList<(Guid Lookup, string Text)> originals, FeedState feed, CancellationToken ct)
    {
        try
        {
            var answers = await link.AskAsync(domain.Tie!, [.. originals.Select(original => original.Text)], ct);
            if (answers.Keys != feed.Keys) return null; // the follower will notice and begin anew
            await using var batch = database.CreateBatch();
            foreach (var command in TieSql.Store(domain, domain.Tie!,
                [.. answers.Results.Select((answer, i) => (originals[i].Lookup, answer))], feed.Batch))
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(ct);
            return answers.Results;
        }
        catch (ConsentSilentException e)
        {
            LogMessages.ConsentSilent(log, e.Message);
            return null;
        }
    }

    /// <summary>
    /// The same for stored pairs. False where nobody can say; what can't be opened is left as it was.
    /// </summary>
    public async Task<bool> AskAsync(OpenDomain domain, IEnumerable<SealedPair> pairs, CancellationToken ct)
    {
        var originals = new List<(Guid, string)>();
        foreach (var pair in pairs.DistinctBy(pair => pair.Lookup))
        {
            try
            {
                originals.Add((pair.Lookup, domain.Open(pair.Original, pair.KeyVersion, pair.Pseudonym)));
            }
            catch (VaultException e)
            {
                LogMessages.PairUnreadable(log, pair.Id, e.GetType().Name);
            }
        }

        return await FeedAsync(ct) is { } feed
            && (originals.Count == 0 || await AskAsync(domain, originals, feed, ct) is not null);
    }

    /// <summary>How far the changes have been followed; null: never, or not closely enough.</summary>
    public async Task<FeedState?> FeedAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(TieSql.FeedSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await KnownTies.TakeFeedAsync(reader, ct);
    }

    public DateTimeOffset Now => clock.GetUtcNow();
}

/// <summary>A pair as it is stored, with its original.</summary>
public sealed record SealedPair(long Id, Guid Lookup, string Pseudonym, byte[] Original, short KeyVersion);
