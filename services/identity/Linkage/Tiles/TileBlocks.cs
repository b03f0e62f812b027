namespace TrustCenter.Identities.Linkage;

/// <summary>Who shares a block with whom: for each person on the left, places in a list of the blocks that somebody on
/// the right has as well, and for each of those the persons on the right.</summary>
sealed class TileBlocks
{
    readonly int[] _leftStarts;
    readonly int[] _leftBlocks;
    readonly int[] _starts;
    readonly int[] _members;

    TileBlocks(int[] leftStarts, int[] leftBlocks, int[] starts, int[] members) =>
        (_leftStarts, _leftBlocks, _starts, _members) = (leftStarts, leftBlocks, starts, members);

    public static TileBlocks Read(IndexReader left, int leftCount, IndexReader right)
    {
        var (blocks, starts, members) = Inverted(right);
        var (persons, places) = (new List<int>(), new List<int>());
        var at = 0;
        foreach (var (block, person) in Entries(left))
        {
            while (at < blocks.Count && blocks[at] < block) at++;
            if (at == blocks.Count) break;
            if (blocks[at] != block) continue;
            persons.Add(person);
            places.Add(at);
        }

        return new(Starts(persons, leftCount), Grouped(persons, places, leftCount), starts, members);
    }

    /// <summary>Which blocks a person on the left has.</summary>
    public ReadOnlySpan<int> Of(int left) => _leftBlocks.AsSpan(_leftStarts[left].._leftStarts[left + 1]);

    /// <summary>Who on the right is in a block, in ascending order.</summary>
    public ReadOnlySpan<int> Members(int block) => _members.AsSpan(_starts[block].._starts[block + 1]);

    static (List<uint> Blocks, int[] Starts, int[] Members) Inverted(IndexReader right)
    {
        var (blocks, starts, members) = (new List<uint>(), new List<int>(), new List<int>());
        foreach (var (block, person) in Entries(right))
        {
            if (blocks.Count == 0 || blocks[^1] != block)
            {
                blocks.Add(block);
                starts.Add(members.Count);
            }

            members.Add(person);
        }

        starts.Add(members.Count);
        return (blocks, [.. starts], [.. members]);
    }

    static IEnumerable<(uint Block, int Person)> Entries(IndexReader from)
    {
        while (from.Array<uint>() is { Length: > 0 } portion)
            for (var i = 0; i < portion.Length; i += 2) yield return (portion[i], (int)portion[i + 1]);
    }

    static int[] Starts(List<int> persons, int count)
    {
        var starts = new int[count + 1];
        foreach (var person in persons) starts[person + 1]++;
        for (var i = 0; i < count; i++) starts[i + 1] += starts[i];
        return starts;
    }

    static int[] Grouped(List<int> persons, List<int> places, int count)
    {
        var (next, grouped) = (Starts(persons, count), new int[places.Count]);
        for (var i = 0; i < persons.Count; i++) grouped[next[persons[i]]++] = places[i];
        return grouped;
    }
}
