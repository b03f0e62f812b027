using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>A domain ready for use.</summary>
public sealed record OpenDomain(string Name, long Version, DomainSettings Settings, Linker Linker);

/// <summary>Indexes that were kept in a file, until their domains are opened.</summary>
public sealed class KeptIndexes
{
    readonly ConcurrentDictionary<string, PersonIndex> _indexes = new(StringComparer.Ordinal);
    readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is certain whether there are any.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Ends when all indexes hold everybody.</summary>
    public Task Complete => _complete.Task;

    public void Finish() => _complete.TrySetResult();

    public PersonIndex? Take(string domain) => _indexes.TryRemove(domain, out var index) ? index : null;

    public void Open(IEnumerable<(string Domain, PersonIndex Index)> indexes)
    {
        foreach (var (domain, index) in indexes) _indexes[domain] = index;
        _opened.TrySetResult();
    }
}

/// <summary>Domains as they are now. What matching needs of them is kept in memory until they change.</summary>
public sealed class DomainCatalog(Vault vault, NpgsqlDataSource data, KeptIndexes kept) : IDisposable
{
    const string Find = """
        select d.version, d.settings, d.configuration, c.configuration
        from identity.domains d join identity.configurations c
            on c.domain = d.name and c.version = d.configuration
        where d.name = $1
        """;

    readonly ConcurrentDictionary<string, OpenDomain> _open = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _opening = new(1);

    /// <summary>The domain as it was when this process last looked; whoever registers finds out
    /// whether it still is. Null: there is none.</summary>
    public async ValueTask<OpenDomain?> FindAsync(string? name, CancellationToken ct)
    {
        if (name is null) return null;
        return _open.TryGetValue(name, out var open) ? open : await LoadAsync(name, null, ct);
    }

    /// <summary>Domains in use.</summary>
    public IReadOnlyList<OpenDomain> Open => [.. _open.Values];

    /// <summary>The domain in another version than the one known to be old.</summary>
    public Task<OpenDomain?> RenewAsync(OpenDomain old, CancellationToken ct) => LoadAsync(old.Name, old, ct);

    public void Dispose() => _opening.Dispose();

    async Task<OpenDomain?> LoadAsync(string name, OpenDomain? old, CancellationToken ct)
    {
        await _opening.WaitAsync(ct);
        try
        {
            if (_open.TryGetValue(name, out var known) && known.Version != old?.Version) return known;
            if (known is null) await kept.Opened.WaitAsync(ct);
            await using var command = data.CreateCommand(Find);
            command.Parameters.Add(new() { Value = name });
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct)) return null;
            var settings = JsonSerializer.Deserialize<DomainSettings>(reader.GetString(1), StoredJson.Options)!;
            var configuration = LinkageConfiguration.Read(reader.GetString(3));
            var version = reader.GetInt32(2);
            var linker = known is null
                ? new Linker(name, version, configuration, vault, kept.Take(name)) { Complete = kept.Complete }
                : known.Linker.Version == version ? known.Linker : known.Linker.With(version, configuration);
            return _open[name] = new(name, reader.GetInt64(0), settings, linker);
        }
        finally
        {
            _opening.Release();
        }
    }
}
