using System.Collections.Concurrent;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Ids of the index that are drawn and known to be free, so that a registration need not ask. Should another
/// instance have given one away since, the commit refuses it and another one is taken.</summary>
public sealed class MpiStock(NpgsqlDataSource data, Vault vault) : IDisposable
{
    const int Drawn = 512;
    const int Low = 256;
    const int MostDraws = 8;
    readonly ConcurrentDictionary<(string Domain, long Version), ConcurrentQueue<string>> _stocks = new();
    readonly SemaphoreSlim _drawing = new(1);

    public void Dispose() => _drawing.Dispose();

    public async ValueTask<string> TakeAsync(OpenDomain domain, CancellationToken ct)
    {
        var stock = _stocks.GetOrAdd((domain.Name, domain.Version), _ => new());
        for (var draws = 0; draws < MostDraws; draws++)
        {
            if (stock.TryDequeue(out var id))
            {
                // before it is empty, so that hardly anybody has to wait for it
                if (stock.Count < Low && _drawing.CurrentCount > 0) _ = RefillAsync(domain, stock);
                return id;
            }

            await _drawing.WaitAsync(ct);
            try
            {
                if (stock.IsEmpty) await DrawAsync(domain, stock, ct);
            }
            finally
            {
                _drawing.Release();
            }
        }

        return MpiIds.Draw(domain.Settings.MpiFormat); // hardly any is free: the commit tells
    }

    async Task RefillAsync(OpenDomain domain, ConcurrentQueue<string> stock)
    {
        try
        {
            if (!await _drawing.WaitAsync(0)) return;
            try
            {
                if (stock.Count < Low) await DrawAsync(domain, stock, CancellationToken.None);
            }
            finally
            {
                _drawing.Release();
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ObjectDisposedException)
        {
            // whoever finds the stock empty draws by itself and hears of it
        }
    }

    async Task DrawAsync(OpenDomain domain, ConcurrentQueue<string> stock, CancellationToken ct)
    {
        var drawn = Enumerable.Range(0, Drawn).Select(_ => MpiIds.Draw(domain.Settings.MpiFormat)).Distinct()
            .Except(stock)
            .ToDictionary(id => Convert.ToHexString(MpiContent.LookupOf(vault, domain.Name, id)));
        await using var command = data.CreateCommand("select lookup from identity.mpi_ids where lookup = any($1)");
        command.Parameters.Add(new() { Value = drawn.Keys.Select(Convert.FromHexString).ToArray() });
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) drawn.Remove(Convert.ToHexString(reader.GetFieldValue<byte[]>(0)));
        }

        foreach (var id in drawn.Values) stock.Enqueue(id);
    }
}
