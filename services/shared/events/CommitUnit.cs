using Npgsql;

namespace TrustCenter.Events;

/// <summary>One session's work: all of it is committed, or none.</summary>
sealed class CommitUnit(
    IReadOnlyList<NpgsqlBatchCommand> commands, IReadOnlyList<(Guid Id, long Expected, long Version)> streams)
{
    const int Waiting = 0, Taken = 1, Withdrawn = 2;

    readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _state = Waiting;

    public IReadOnlyList<NpgsqlBatchCommand> Commands { get; private set; } = commands;

    public IReadOnlyList<(Guid Id, long Expected, long Version)> Streams => streams;

    /// <summary>
    /// The outcome. Cancelling works only while nobody has begun to write it. Whoever waits longer than two times
    /// <see cref="Sql.Patience"/> is told what is certain: that nothing was sent, or that nobody knows.
    /// </summary>
    public async Task OutcomeAsync(CancellationToken ct)
    {
        await using var registration = ct.UnsafeRegister(
            static (unit, token) => ((CommitUnit)unit!).Withdraw(token), this);
        try
        {
            await _outcome.Task.WaitAsync(TimeSpan.FromSeconds(2 * Sql.Patience), CancellationToken.None);
        }
        catch (TimeoutException late) when (!_outcome.Task.IsCompleted)
        {
            throw Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting
                ? new NpgsqlException("The database took nothing in time.", late)
                : new CommitOutcomeUnknownException(late);
        }
    }

    /// <summary>False where the caller has withdrawn it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>
    /// Commands of a failed batch remember how they were about to be prepared there, so they can't run again.
    /// </summary>
    public void RenewCommands() => Commands =
    [
        .. Commands.Select(old =>
        {
            var command = new NpgsqlBatchCommand(old.CommandText);
            foreach (NpgsqlParameter parameter in old.Parameters)
                command.Parameters.Add(parameter.Clone());

            return command;
        }),
    ];

    public void Complete() => _outcome.TrySetResult();

    public void Fail(Exception problem) => _outcome.TrySetException(problem);

    void Withdraw(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting)
            _outcome.TrySetCanceled(token);
    }
}
