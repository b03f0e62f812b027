using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>Puts what is frequent among filters beside what is frequent among people. Whole values: filters that are
/// the same (Kuzu and others 2011). Double hashing: of all ways in which two numbers can set k bits, those that are set
/// together in so many filters as people have a q-gram (Niedermeyer and others 2014, Kroll and Steinmetzer 2015).
/// </summary>
public static class FrequencyAlignment
{
    const int MostGrams = 60;
    const double Tolerance = 0.02;

    /// <summary>The most that either way gets out of any slot.</summary>
    public static AttackResult Run(AttackTarget target)
    {
        var results = target.Slots.Select(Values).ToList();
        if (target.Profile.Hashing == HashingMethod.Double)
            results.AddRange(target.Slots.Select(slot => Atoms(target, slot)));
        return results.MaxBy(result => result.Rate)!;
    }

    /// <summary>The filter that is the n-th most frequent is taken for the n-th most frequent value, as far as no two
    /// are equally frequent.</summary>
    static AttackResult Values(AttackedSlot slot)
    {
        const string name = "frequency alignment, whole values";
        var filters = Counts(Enumerable.Range(0, slot.Filters.Count)
            .Where(row => slot.Filters.Ones(row) > 0)
            .Select(row => Convert.ToHexString(FilterBits.Bytes(slot.Filters[row], slot.Filters.Length))));
        var values = Counts(slot.Values.Where(value => value.Trim('|').Length > 0));
        var guesses = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(filters.Count, values.Count); i++)
        {
            if (Alone(filters, i) && Alone(values, i)) guesses[filters[i].Value] = values[i].Value;
        }

        var (guessed, right) = (0, 0);
        for (var row = 0; row < slot.Filters.Count; row++)
        {
            var filter = Convert.ToHexString(FilterBits.Bytes(slot.Filters[row], slot.Filters.Length));
            if (!guesses.TryGetValue(filter, out var guess)) continue;
            guessed++;
            if (guess == slot.Values[row]) right++;
        }

        return new(name, slot.Filters.Count, guessed, right, guesses.Count);
    }

    static AttackResult Atoms(AttackTarget target, AttackedSlot slot)
    {
        const string name = "frequency alignment, atoms of double hashing";
        var (columns, found) = (slot.Columns(), new List<((string, ulong, string), ulong[])>());
        var frequent = slot.Frequencies().Take(MostGrams).ToList();
        var hashes = target.Profile.Fields.Select(field => field.Hashes)
            .Where(count => count > 0).DefaultIfEmpty(8).Min();
        var least = frequent.Count == 0 ? 1 : (int)(frequent[^1].Count * (1 - Tolerance));
        // Both ends of an atom are first: one direction is enough.
        var atoms = new List<(ulong[] Records, int Count)>();
        for (var first = 0; first < columns.Length; first++)
            for (var step = 1; step <= columns.Length / 2; step++)
                if (Together(columns, first, step, hashes, Math.Max(least, 2)) is { } records)
                    atoms.Add((records, FilterBits.Count(records)));
        foreach (var (token, count) in frequent)
        {
            var near = atoms.Where(atom => Math.Abs(atom.Count - count) <= Math.Max(2, Tolerance * count))
                .OrderBy(atom => Math.Abs(atom.Count - count)).Take(1).ToList();
            if (near is [var atom]) found.Add((token, atom.Records));
            if (near is [var taken]) atoms.RemoveAll(other => other.Records.AsSpan().SequenceEqual(taken.Records));
        }

        return Reidentification.Run(name, slot, found);
    }

    static ulong[]? Together(ulong[][] columns, int first, int step, int hashes, int least)
    {
        var records = columns[first];
        for (var i = 1; i < hashes; i++)
        {
            var column = columns[(first + i * step) % columns.Length];
            if (FilterBits.Shared(records, column) < least) return null;
            records = [.. records];
            for (var word = 0; word < records.Length; word++) records[word] &= column[word];
        }

        return records;
    }

    static List<(string Value, int Count)> Counts(IEnumerable<string> values)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var value in values) CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        return [.. counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (one.Key, one.Value))];
    }

    static bool Alone(List<(string Value, int Count)> counts, int i) =>
        (i == 0 || counts[i - 1].Count != counts[i].Count)
        && (i + 1 == counts.Count || counts[i + 1].Count != counts[i].Count);
}
