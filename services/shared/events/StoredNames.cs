using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Events;

/// <summary>When and under which fold version snapshots are taken.</summary>
sealed record SnapshotRule(int Every, int FoldVersion);

/// <summary>The registry between CLR types, which may be renamed, and stored names, which may not.</summary>
sealed class StoredNames
{
    readonly Dictionary<Type, (string Name, int Version)> _byType = [];
    readonly Dictionary<string, (Type Type, int Version)> _byName = [];
    readonly Dictionary<(string Name, int FromVersion), Func<JsonNode, JsonNode>> _upcasts = [];
    readonly Dictionary<Type, string> _streams = [];
    readonly Dictionary<Type, SnapshotRule> _snapshots = [];

    public void AddEvent(Type type, string name, int version)
    {
        _byType.Add(type, (name, version));
        _byName.Add(name, (type, version));
    }

    public void AddUpcast(string name, int fromVersion, Func<JsonNode, JsonNode> upcast) =>
        _upcasts.Add((name, fromVersion), upcast);

    public void AddStream(Type type, string name)
    {
        if (_streams.ContainsValue(name))
            throw new ArgumentException($"Two kinds of stream are called '{name}'.", nameof(name));

        _streams.Add(type, name);
    }

    public void AddSnapshot(Type type, SnapshotRule rule) => _snapshots.Add(type, rule);

    public (string Name, int Version) OfEvent(Type type) =>
        _byType.TryGetValue(type, out var found)
            ? found
            : throw new InvalidOperationException($"{type} has no stored name: register it by Event<{type.Name}>(…).");

    public string OfStream(Type type) =>
        _streams.TryGetValue(type, out var found)
            ? found
            : throw new InvalidOperationException($"{type} has no stored name: register it by Stream<{type.Name}>(…).");

    public SnapshotRule? SnapshotsOf(Type type) => _snapshots.GetValueOrDefault(type);

    /// <summary>Reads a stored event of whatever version as what it is called today.</summary>
    public object Read(string name, int version, string json, JsonSerializerOptions options)
    {
        if (!_byName.TryGetValue(name, out var known) || version > known.Version)
            throw new InvalidOperationException($"The log holds '{name}' version {version}, unknown to this program.");

        if (version == known.Version)
            return JsonSerializer.Deserialize(json, known.Type, options)!;

        var node = JsonNode.Parse(json)!;
        for (; version < known.Version; version++)
        {
            node = _upcasts.TryGetValue((name, version), out var upcast)
                ? upcast(node)
                : throw new InvalidOperationException($"Nothing upcasts '{name}' from version {version}.");
        }

        return node.Deserialize(known.Type, options)!;
    }

    /// <summary>
    /// Every old version of every event can be brought to the present; else the program should not start.
    /// </summary>
    public void DemandUpcasts()
    {
        foreach (var (name, (_, version)) in _byName)
        {
            for (var from = 1; from < version; from++)
            {
                if (!_upcasts.ContainsKey((name, from)))
                    throw new InvalidOperationException($"Nothing upcasts '{name}' from version {from}.");
            }
        }
    }
}
