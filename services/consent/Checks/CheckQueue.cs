using System.Threading.Channels;
using Npgsql;

namespace TrustCenter.Consents;

/// <summary>
/// Checks that wait at the same moment are answered together: one read, one audit write, one commit. Each is read after
/// it arrived, so none can miss a withdrawal that was acknowledged before it was asked.
/// </summary>
public sealed class CheckQueue(NpgsqlDataSource dataSource, TimeProvider clock) : BackgroundService
{
    const int Most = 128;

    /// <summary>Who has waited that long is told so; a database that hangs answers nobody.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.Wait });

    sealed record Waiting(Check Check, TaskCompletionSource<CheckResult> Result);

    public async Task<CheckResult> AskAsync(Check check, CancellationToken ct)
    {
        var result = new TaskCompletionSource<CheckResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new(check, result), ct);
        try
        {
            return await result.Task.WaitAsync(Patience, clock, ct);
        }
        finally
        {
            result.TrySetCanceled(CancellationToken.None); // where nobody waits any more, nobody is answered
        }
    }

    // one reader: while a batch is answered the next one gathers, and fuller batches cost less than two half-full ones
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    async Task RunAsync(CancellationToken ct)
    {
        var taken = new List<Waiting>(Most);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(ct))
            {
                while (taken.Count < Most && _waiting.Reader.TryRead(out var next))
                    if (!next.Result.Task.IsCompleted) taken.Add(next);
                if (taken.Count > 0) await AnswerAsync(taken, ct);
                taken.Clear();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Result.TrySetCanceled(ct);
        }
        finally
        {
            while (_waiting.Reader.TryRead(out var left)) left.Result.TrySetCanceled(ct);
        }
    }

    async Task AnswerAsync(List<Waiting> taken, CancellationToken ct)
    {
        try
        {
            var results = await Checker.AnswerAsync(
                dataSource, [.. taken.Select(waiting => waiting.Check)], clock.GetUtcNow(), ct);
            for (var i = 0; i < taken.Count; i++) taken[i].Result.TrySetResult(results[i]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Result.TrySetException(e);
        }
    }
}
