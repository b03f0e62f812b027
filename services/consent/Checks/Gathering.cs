using System.Threading.Channels;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>
/// Answers together what waits at the same moment. Each question is answered by a read that begins after it arrived, so
/// none can miss what was acknowledged before it was asked.
/// </summary>
/// <param name="readers">How many answer at the same time; the fewer, the more is answered at once.</param>
public sealed class Gathering<TQuestion, TAnswer>(
    int most, int readers, TimeProvider clock,
    Func<IReadOnlyList<TQuestion>, CancellationToken, Task<IReadOnlyList<TAnswer>>> answer)
{
    /// <summary>Who has waited that long is told so; a database that hangs answers nobody.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.Wait });

    sealed record Waiting(TQuestion Question, TaskCompletionSource<TAnswer> Result);

    public async Task<TAnswer> AskAsync(TQuestion question, CancellationToken ct)
    {
        var result = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new Waiting(question, result);
        if (!_waiting.Writer.TryWrite(waiting)) await _waiting.Writer.WriteAsync(waiting, ct);
        try
        {
            return await result.Task.WaitAsync(Patience, clock, ct);
        }
        finally
        {
            result.TrySetCanceled(CancellationToken.None); // where nobody waits any more, nobody is answered
        }
    }

    /// <summary>Answers until stopped.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, readers).Select(_ => AnswerWaitingAsync(stop)));

    async Task AnswerWaitingAsync(CancellationToken stop)
    {
        var taken = new List<Waiting>(most);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stop))
            {
                await Queued.Behind();
                while (taken.Count < most && _waiting.Reader.TryRead(out var next))
                    if (!next.Result.Task.IsCompleted) taken.Add(next);
                if (taken.Count > 0) await AnswerAsync(taken, stop);
                taken.Clear();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Result.TrySetCanceled(stop);
        }
        finally
        {
            while (_waiting.Reader.TryRead(out var left)) left.Result.TrySetCanceled(stop);
        }
    }

    async Task AnswerAsync(List<Waiting> taken, CancellationToken stop)
    {
        try
        {
            var answers = await answer([.. taken.Select(waiting => waiting.Question)], stop);
            for (var i = 0; i < taken.Count; i++) taken[i].Result.TrySetResult(answers[i]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            foreach (var waiting in taken) waiting.Result.TrySetException(e);
        }
    }
}
