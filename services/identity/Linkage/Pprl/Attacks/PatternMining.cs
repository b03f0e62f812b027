namespace TrustCenter.Identities.Linkage;

/// <summary>Looks for bits that are set together in as many filters as people have a frequent q-gram: they are its
/// bits, whatever hashing set them (Christen, Vidanage, Ranbaduge and Schnell 2018). Knows nothing of keys, hashing or
/// hardening.</summary>
public static class PatternMining
{
    const string Name = "pattern mining";
    const int MostGrams = 128;
    const int FewestBits = 3;
    const int MostBits = 40;
    const int MostCompanions = 64;
    const double Tolerance = 0.02;

    /// <summary>The most that it gets out of any slot.</summary>
    /// <param name="target">What is attacked.</param>
    /// <param name="threads">How many threads may work on it.</param>
    public static AttackResult Run(AttackTarget target, int threads = 1) =>
        target.Slots.Select(slot => Run(slot, threads)).MaxBy(result => result.Rate)!;

    static AttackResult Run(AttackedSlot slot, int threads)
    {
        var columns = slot.Columns();
        var companions = Enumerable.Range(0, columns.Length).Select(bit => Companions(columns, bit)).ToArray();
        var grams = slot.Frequencies().Where(gram => gram.Count < slot.Filters.Count * 0.9).Take(MostGrams).ToArray();
        // The most frequent first: its bits are then explained, and no pattern of two q-grams is taken for a third.
        var (explained, found) = (new HashSet<int>(), new List<((string, ulong, string), ulong[])>());
        foreach (var (token, count) in grams)
        {
            if (Mine(columns, companions, explained, count, threads) is not { } pattern) continue;
            explained.UnionWith(pattern.Places);
            found.Add((token, pattern.Records));
        }

        return Reidentification.Run(Name, slot, found);
    }

    sealed record Pattern(List<int> Places, int Support, ulong[] Records)
    {
        public int Bits => Places.Count;
    }

    /// <summary>The bits that go along with a bit most beyond chance.</summary>
    static int[] Companions(ulong[][] columns, int bit)
    {
        var (own, count) = ((double)FilterBits.Count(columns[bit]), columns[bit].Length * 64.0);
        return
        [
            .. Enumerable.Range(0, columns.Length).Where(other => other != bit)
                .OrderByDescending(other =>
                    FilterBits.Shared(columns[bit], columns[other]) - own * FilterBits.Count(columns[other]) / count)
                .Take(MostCompanions),
        ];
    }

    /// <summary>The longest pattern that as many filters have as people have the q-gram.</summary>
    static Pattern? Mine(
        ulong[][] columns, int[][] companions, HashSet<int> explained, int wanted, int threads)
    {
        var (least, most) = ((int)(wanted * (1 - Tolerance)), (int)(wanted * (1 + Tolerance)) + 2);
        Pattern? best = null;
        var patterns = new Pattern[columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, seed =>
            patterns[seed] = Grow(columns, companions[seed].Where(bit => !explained.Contains(bit)), seed, least));
        foreach (var pattern in patterns)
        {
            if (explained.Contains(pattern.Places[0])) continue;
            if (pattern.Bits < FewestBits || pattern.Support > most || pattern.Support < least) continue;
            if (best is null || pattern.Bits > best.Bits
                || (pattern.Bits == best.Bits && Math.Abs(pattern.Support - wanted) < Math.Abs(best.Support - wanted)))
                best = pattern;
        }

        return best;
    }

    /// <summary>Adds, one after another, the bit that most of the filters have that are left, as long as enough are
    /// left. </summary>
    static Pattern Grow(ulong[][] columns, IEnumerable<int> companions, int seed, int least)
    {
        var records = (ulong[])columns[seed].Clone();
        var (places, support, open) = (new List<int> { seed }, FilterBits.Count(records), companions.ToList());
        while (places.Count < MostBits && support >= least)
        {
            var (next, shared) = (-1, least - 1);
            for (var i = open.Count - 1; i >= 0; i--)
            {
                var both = FilterBits.Shared(records, columns[open[i]]);
                if (both < least) open.RemoveAt(i);
                else if (both > shared) (next, shared) = (open[i], both);
            }

            if (next < 0) break;
            open.Remove(next);
            for (var word = 0; word < records.Length; word++) records[word] &= columns[next][word];
            places.Add(next);
            support = shared;
        }

        return new(places, support, records);
    }
}
