using Npgsql;

namespace TrustCenter.Identities;

/// <summary>Numbers of records, a thousand from the database at a time.</summary>
public sealed class RecordNumbers(NpgsqlDataSource data) : IDisposable
{
    const int Step = 1000;
    readonly SemaphoreSlim _gate = new(1);
    long _next;
    long _end;

    public void Dispose() => _gate.Dispose();

    public async ValueTask<long> NextAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_next == _end)
            {
                await using var command = data.CreateCommand("select nextval('identity.record_numbers')");
                _next = (long)(await command.ExecuteScalarAsync(ct))!;
                _end = _next + Step;
            }

            return _next++;
        }
        finally
        {
            _gate.Release();
        }
    }
}
