using Npgsql;

namespace TrustCenter.Identities;

/// <summary>Numbers of records, a thousand from the database at a time.</summary>
public sealed class RecordNumbers(NpgsqlDataSource data) : IDisposable
{
    const int Step = 1000;
    readonly SemaphoreSlim _gate = new(1);
    long _next;
    long _end;
    Task<long>? _coming;

    public void Dispose() => _gate.Dispose();

    public async ValueTask<long> NextAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_next == _end)
            {
                var coming = _coming ?? ReadAsync();
                _coming = null; // should it fail, the next one asks anew
                _next = await coming.WaitAsync(ct);
                _end = _next + Step;
            }

            // some time before they are needed, so that nobody waits for them
            if (_end - _next == Step / 2) _coming = ReadAsync();
            return _next++;
        }
        finally
        {
            _gate.Release();
        }
    }

    async Task<long> ReadAsync()
    {
        await using var command = data.CreateCommand("select nextval('identity.record_numbers')");
        return (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
    }
}
