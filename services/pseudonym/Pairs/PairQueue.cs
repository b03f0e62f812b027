using System.Threading.Channels;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Asks for one pseudonym that wait at the same moment are answered together: one read, one write, one commit. Each is
/// read after it arrived.
/// </summary>
public sealed class PairQueue(PairDesk desk, TimeProvider clock) : BackgroundService
{
    const int Most = 128;

    /// <summary>Who has waited that long is told so; a database that hangs answers nobody.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.Wait });

    sealed record Waiting(PairAsk Ask, TaskCompletionSource<PairReply> Reply);

    public async Task<PairReply> AskAsync(PairAsk ask, CancellationToken ct)
    {
        var reply = new TaskCompletionSource<PairReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new(ask, reply), ct);
        try
        {
            return await reply.Task.WaitAsync(Patience, clock, ct);
        }
        finally
        {
            reply.TrySetCanceled(CancellationToken.None); // where nobody waits any more, nobody is answered
        }
    }

    // one reader: while a batch is answered the next one gathers
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var taken = new List<Waiting>(Most);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                while (taken.Count < Most && _waiting.Reader.TryRead(out var next))
                    if (!next.Reply.Task.IsCompleted) taken.Add(next);
                if (taken.Count > 0) await AnswerAsync(taken, stoppingToken);
                taken.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Reply.TrySetCanceled(stoppingToken);
        }
        finally
        {
            while (_waiting.Reader.TryRead(out var left)) left.Reply.TrySetCanceled(stoppingToken);
        }
    }

    async Task AnswerAsync(List<Waiting> taken, CancellationToken ct)
    {
        try
        {
            var replies = await desk.AnswerAsync([.. taken.Select(waiting => waiting.Ask)], ct);
            for (var i = 0; i < taken.Count; i++) taken[i].Reply.TrySetResult(replies[i]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Reply.TrySetException(e);
        }
    }
}
