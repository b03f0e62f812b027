namespace TrustCenter.Identities;

/// <summary>Lets nobody be registered while somebody with the same hash is: who comes second sees the first one stored.
/// All hashes are taken at once and in the order of coming, so nobody waits for each other in a circle. Other
/// processes are kept out by the claim in the database.</summary>
public sealed class TokenGate
{
    readonly Lock _gate = new();
    readonly HashSet<long> _held = [];
    readonly List<Turn> _waiting = [];

    public async Task<IDisposable> EnterAsync(long[] tokens, CancellationToken ct)
    {
        var turn = new Turn(this, tokens);
        lock (_gate)
        {
            // who would take what an earlier one waits for has to wait behind it
            if (!_held.Overlaps(tokens) && !_waiting.Exists(other => other.Overlaps(turn)))
            {
                _held.UnionWith(tokens);
                return turn;
            }

            _waiting.Add(turn);
        }

        await using var cancelled = ct.UnsafeRegister(
            static (state, token) => ((Turn)state!).GiveUp(token), turn);
        await turn.Admission;
        return turn;
    }

    void Leave(Turn turn)
    {
        List<Turn> admitted = [];
        lock (_gate)
        {
            _held.ExceptWith(turn.Tokens);
            var ahead = new HashSet<long>();
            for (var i = 0; i < _waiting.Count; i++)
            {
                var next = _waiting[i];
                if (!_held.Overlaps(next.Tokens) && !ahead.Overlaps(next.Tokens))
                {
                    _held.UnionWith(next.Tokens);
                    _waiting.RemoveAt(i--);
                    admitted.Add(next);
                }
                else
                {
                    ahead.UnionWith(next.Tokens);
                }
            }
        }

        admitted.ForEach(next => next.Admit());
    }

    sealed class Turn(TokenGate gate, long[] tokens) : IDisposable
    {
        readonly TaskCompletionSource _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly HashSet<long> _set = [.. tokens];
        int _left;

        public long[] Tokens => tokens;

        public Task Admission => _admission.Task;

        public bool Overlaps(Turn other) => _set.Overlaps(other.Tokens);

        public void Admit()
        {
            if (!_admission.TrySetResult()) Dispose(); // gave up just before
        }

        public void GiveUp(CancellationToken token)
        {
            lock (gate._gate)
                if (!gate._waiting.Remove(this)) return;
            _admission.TrySetCanceled(token);
            gate.Leave(new Turn(gate, []));
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) gate.Leave(this);
        }
    }
}
