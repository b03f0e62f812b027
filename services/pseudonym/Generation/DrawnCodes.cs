namespace TrustCenter.Pseudonyms;

/// <summary>Pseudonyms drawn by chance; the constraint says whether one was used before.</summary>
static class DrawnCodes
{
    /// <summary>What a round needs, in as few draws as there are domains.</summary>
    public static List<NewPair> For(PairRound round)
    {
        var made = new List<NewPair>();
        foreach (var group in round.Originals.Where(original => original.Wanted > 0)
            .GroupBy(original => original.Domain))
        {
            var codes = Distinct(group.Key.Format, group.Sum(original => original.Wanted));
            var next = 0;
            foreach (var original in group)
            {
                for (var i = 1; i <= original.Wanted; i++)
                    original.New.Add(new(original, original.LastNumber + i, codes[next++], original.ValidUntil));
                made.AddRange(original.New);
            }
        }

        return made;
    }

    /// <summary>The domain has far more of them than are wanted.</summary>
    public static string[] Distinct(PseudonymFormat format, int count)
    {
        var codes = new string[count];
        format.Random(codes);
        if (count == 1) return codes;
        var known = new HashSet<string>(codes, StringComparer.Ordinal);
        while (known.Count < count) known.Add(format.Random());
        return [.. known];
    }
}
