using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Follows a pseudonym through the domains: down freely, up only where the domain grants it.</summary>
sealed class PairNet(
    NpgsqlDataSource database, DomainCatalog catalog, ResolveRates rates, Caller caller, string? purpose)
{
    const int Most = 1_000;

    readonly List<NetNode> _nodes = [];
    readonly HashSet<(int From, int To)> _edges = [];
    readonly Dictionary<(string Domain, string Pseudonym), int> _known = [];
    readonly HashSet<OpenDomain> _seen = [];

    /// <summary>Ids of the pairs that were seen, for the audit trail.</summary>
    public List<long> Ids { get; } = [];

    public PseudonymNet Net => new(_nodes, [.. _edges.Order().Select(edge => new NetEdge(edge.From, edge.To))]);

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>False where a domain has changed meanwhile; it is forgotten and all has to be followed anew.</summary>
    public async Task<bool> FollowAsync(OpenDomain start, string pseudonym, CancellationToken ct)
    {
        var next = new Queue<Found>();
        Take(await FindAsync(start, "pseudonym = $2", pseudonym, ct), next, null);
        while (next.TryDequeue(out var node) && _nodes.Count < Most)
        {
            foreach (var child in await RelativesAsync(node.Domain, below: true, ct))
                foreach (var key in Enumerable.Range(0, child.Lookups))
                    Take(await FindAsync(child, "lookup = $2", child.Lookup(node.Pseudonym, key), ct), next, node);
            if (node.Original is null || !MayClimb(node.Domain)) continue;
            var original = node.Domain.Open(node.Original, node.KeyVersion, node.Pseudonym);
            foreach (var parent in await RelativesAsync(node.Domain, below: false, ct))
                Take(await FindAsync(parent, "pseudonym = $2", original, ct), next, node, upwards: true);
        }

        return await AreCurrentAsync(ct);
    }

    public PseudonymTree Tree()
    {
        var below = _edges.ToLookup(edge => edge.From, edge => edge.To);
        var top = 0;
        while (_edges.Any(edge => edge.To == top)) top = _edges.Where(edge => edge.To == top).Min(edge => edge.From);
        return Node(top);

        PseudonymTree Node(int at) => new(_nodes[at].Domain, _nodes[at].Pseudonym, _nodes[at].Number,
            [.. below[at].Order().Select(Node)]);
    }

    bool MayClimb(OpenDomain domain) => purpose is not null
        && domain.Settings.ResolvableBy!.FirstOrDefault(grant =>
            grant.Client == caller.Name && grant.Purpose == purpose) is { } granted
        && caller.May(Permissions.PseudonymResolve)
        && rates.Wait(caller.Name, domain.Row.Stream, 1, granted.ValuesPerHour) is null;

    void Take(List<Found> found, Queue<Found> next, Found? from, bool upwards = false)
    {
        foreach (var node in found)
        {
            if (!_known.TryGetValue((node.Domain.Name, node.Pseudonym), out var at))
            {
                at = _nodes.Count;
                _known[(node.Domain.Name, node.Pseudonym)] = at;
                _nodes.Add(new(node.Domain.Name, node.Pseudonym, node.Number));
                Ids.Add(node.Id);
                next.Enqueue(node);
            }

            if (from is null) continue;
            var other = _known[(from.Domain.Name, from.Pseudonym)];
            _edges.Add(upwards ? (at, other) : (other, at));
        }
    }

    async Task<List<OpenDomain>> RelativesAsync(OpenDomain of, bool below, CancellationToken ct)
    {
        await using var command = database.CreateCommand(below
            ? "select d.name from pseudonym.parents p join pseudonym.domains d on d.id = p.domain where p.parent = $1"
            : "select d.name from pseudonym.parents p join pseudonym.domains d on d.id = p.parent where p.domain = $1");
        command.Parameters.Add(new() { Value = of.Id });
        var names = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        }

        var relatives = new List<OpenDomain>();
        foreach (var name in names.Where(caller.MayUse))
            if (await catalog.FindAsync(name, ct) is { } relative) relatives.Add(relative);
        return relatives;
    }

    async Task<List<Found>> FindAsync(OpenDomain domain, string condition, object value, CancellationToken ct)
    {
        _seen.Add(domain);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command($"""
            select id, pseudonym, number, original, key_version from pseudonym.pairs
            where domain = $1 and {condition}{TieSql.Known(domain)} order by number limit {Most}
            """, domain.Id, value));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new List<Found>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new(domain, reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2),
                await reader.IsDBNullAsync(3, ct) ? null : reader.GetFieldValue<byte[]>(3), reader.GetInt16(4)));
        }

        return found;
    }

    async Task<bool> AreCurrentAsync(CancellationToken ct)
    {
        var domains = _seen.ToArray();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("select 1"));
        batch.BatchCommands.Add(PairSql.Versions(Array.ConvertAll(domains, domain => domain.Id)));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var known = await PairSql.TakeVersionsAsync(reader, domains, ct);
        foreach (var domain in domains.Except(known)) catalog.Forget(domain);
        return known.Count == domains.Length;
    }

    sealed record Found(
        OpenDomain Domain, long Id, string Pseudonym, int Number, byte[]? Original, short KeyVersion);
}
