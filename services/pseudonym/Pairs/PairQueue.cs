using System.Threading.Channels;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Asks for one pseudonym that wait at the same moment are answered together: one read, one write, one commit. Each is
/// read after it arrived. Domains that require consent have a lane of their own: whoever waits for the consent service
/// keeps nobody else waiting.
/// </summary>
public sealed class PairQueue(PairDesk desk, TimeProvider clock) : BackgroundService
{
    const int Most = 128;

    /// <summary>Who has waited that long is told so; a database that hangs answers nobody.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    readonly Channel<Waiting> _free = NewLane();
    readonly Channel<Waiting> _tied = NewLane();

    sealed record Waiting(PairAsk Ask, TaskCompletionSource<PairReply> Reply);

    public async Task<PairReply> AskAsync(PairAsk ask, CancellationToken ct)
    {
        var reply = new TaskCompletionSource<PairReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lane = await desk.IsTiedAsync(ask.Domain, ct) ? _tied : _free;
        await lane.Writer.WriteAsync(new(ask, reply), ct);
        try
        {
            return await reply.Task.WaitAsync(Patience, clock, ct);
        }
        finally
        {
            reply.TrySetCanceled(CancellationToken.None); // where nobody waits any more, nobody is answered
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAsync(_free.Reader, stoppingToken), RunAsync(_tied.Reader, stoppingToken));

    static Channel<Waiting> NewLane() => Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.Wait });

    // one reader a lane: while a batch is answered the next one gathers
    async Task RunAsync(ChannelReader<Waiting> lane, CancellationToken stoppingToken)
    {
        var taken = new List<Waiting>(Most);
        try
        {
            while (await lane.WaitToReadAsync(stoppingToken))
            {
                while (taken.Count < Most && lane.TryRead(out var next))
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
            while (lane.TryRead(out var left)) left.Reply.TrySetCanceled(stoppingToken);
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
