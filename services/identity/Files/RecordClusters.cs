namespace TrustCenter.Identities;

/// <summary>Why two records were not joined although they match.</summary>
enum JoinRefusal
{
    None,
    NeverMatch,
    OnePerSource,
}

/// <summary>Records that are one person, by their numbers: union-find with four bytes a record, and eight more where no
/// source may have two records of one person.</summary>
sealed class RecordClusters
{
    public const int MostSources = 64;

    readonly int[] _parent;
    readonly ulong[]? _sources;
    readonly Dictionary<int, HashSet<int>> _never = [];

    /// <param name="records">How many records.</param>
    /// <param name="sourceOf">A record's source, from 0 to 63; null: sources may have several records of a person.
    /// </param>
    /// <param name="never">Pairs that are never one person.</param>
    public RecordClusters(int records, Func<int, int>? sourceOf, IEnumerable<(int, int)> never)
    {
        _parent = new int[records];
        Array.Fill(_parent, -1);
        if (sourceOf is not null)
        {
            _sources = new ulong[records];
            for (var i = 0; i < records; i++) _sources[i] = 1UL << sourceOf(i);
        }

        foreach (var (a, b) in never)
        {
            if (a == b) continue;
            Enemies(a).Add(b);
            Enemies(b).Add(a);
        }
    }

    /// <summary>The record that stands for a record's cluster.</summary>
    public int Find(int record)
    {
        while (_parent[record] >= 0)
        {
            var above = _parent[record];
            if (_parent[above] >= 0) _parent[record] = _parent[above];
            record = above;
        }

        return record;
    }

    public int SizeOf(int record) => -_parent[Find(record)];

    /// <summary>Makes one of two clusters, unless that brings together what must not be.</summary>
    public JoinRefusal Join(int a, int b)
    {
        var (one, other) = (Find(a), Find(b));
        if (one == other) return JoinRefusal.None;
        if (_never.TryGetValue(one, out var enemies) && enemies.Contains(other)) return JoinRefusal.NeverMatch;
        if (_sources is not null && (_sources[one] & _sources[other]) != 0) return JoinRefusal.OnePerSource;
        var (larger, smaller) = _parent[one] < _parent[other] || (_parent[one] == _parent[other] && one < other)
            ? (one, other) : (other, one);
        _parent[larger] += _parent[smaller];
        _parent[smaller] = larger;
        if (_sources is not null) _sources[larger] |= _sources[smaller];
        MoveEnemies(smaller, larger);
        return JoinRefusal.None;
    }

    /// <summary>Why two records that match are in different clusters.</summary>
    public JoinRefusal Refusal(int a, int b)
    {
        var (one, other) = (Find(a), Find(b));
        return one == other ? JoinRefusal.None
            : _never.TryGetValue(one, out var enemies) && enemies.Contains(other) ? JoinRefusal.NeverMatch
            : JoinRefusal.OnePerSource;
    }

    HashSet<int> Enemies(int record) => _never.TryGetValue(record, out var enemies) ? enemies : _never[record] = [];

    void MoveEnemies(int from, int to)
    {
        if (!_never.Remove(from, out var enemies)) return;
        foreach (var enemy in enemies)
        {
            _never[enemy].Remove(from);
            _never[enemy].Add(to);
            Enemies(to).Add(enemy);
        }
    }
}
