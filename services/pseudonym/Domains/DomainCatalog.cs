using System.Collections.Concurrent;
using Npgsql;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Domains this process has opened. An entry may be old; whoever works with it finds out in the same transaction
/// (another version in the row), forgets it and begins again.
/// </summary>
public sealed class DomainCatalog(NpgsqlDataSource database, Vault vault)
{
    const string One = """
        select d.id, d.stream, d.name, d.settings, d.closed, d.version, k.use, k.version, k.kek, k.wrapped
        from pseudonym.domains d left join pseudonym.keys k on k.domain = d.id
        where d.name = $1 order by k.version desc
        """;

    readonly ConcurrentDictionary<string, OpenDomain> _open = new(StringComparer.Ordinal);

    /// <summary>
    /// The domain as this process knows it; null where there is none. Domains of case numbers are none here: whoever
    /// got both numbers of an original in the usual ways could link what must not be linked.
    /// </summary>
    public ValueTask<OpenDomain?> FindAsync(string name, CancellationToken ct) =>
        _open.TryGetValue(name, out var known)
            ? ValueTask.FromResult(known.IsOfCases ? null : known) : new(FindUsualAsync(name, ct));

    /// <summary>The same, domains of case numbers too: for cases, guarded requests, erasure and keys.</summary>
    public ValueTask<OpenDomain?> FindAnyAsync(string name, CancellationToken ct) =>
        _open.TryGetValue(name, out var known) ? ValueTask.FromResult<OpenDomain?>(known) : new(ReadAsync(name, ct));

    public void Forget(OpenDomain domain) => _open.TryRemove(new(domain.Name, domain));

    async Task<OpenDomain?> FindUsualAsync(string name, CancellationToken ct) =>
        await ReadAsync(name, ct) is { IsOfCases: false } domain ? domain : null;

    async Task<OpenDomain?> ReadAsync(string name, CancellationToken ct)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(ct);
        DomainRow? row = null;
        var keys = new List<(string Use, DomainKey Key)>();
        while (await reader.ReadAsync(ct))
        {
            row ??= Row(reader);
            if (await reader.IsDBNullAsync(6, ct)) continue;
            var wrapped = new WrappedKey(reader.GetString(8), reader.GetFieldValue<byte[]>(9));
            var version = reader.GetInt16(7);
            var use = reader.GetString(6);
            keys.Add((use, new(version, vault.OpenKey(DomainKeys.Subject(row.Stream, use, version), wrapped))));
        }

        if (row is null || Formats.Read(row.Settings.Format!, out var format) is not null) return null;
        var opened = new OpenDomain(
            row, format, Of(DomainKeys.Data), Of(DomainKeys.Lookup), Of(DomainKeys.Permute)[0].Key);
        return _open.GetOrAdd(name, opened);

        DomainKey[] Of(string use) => [.. keys.Where(key => key.Use == use).Select(key => key.Key)];
    }

    /// <summary>Reads columns id, stream, name, settings, closed and version.</summary>
    public static DomainRow Row(NpgsqlDataReader reader) => new(
        reader.GetInt32(0), reader.GetGuid(1), reader.GetString(2), DomainsProjection.Parse(reader.GetString(3)),
        reader.GetBoolean(4), reader.GetInt64(5));
}
