using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>The last step of every attack on q-grams: who has just those q-grams that a filter seems to have.</summary>
static class Reidentification
{
    /// <summary>Guesses for each record the one person whose q-grams differ least from those seen in its filter.
    /// </summary>
    /// <param name="name">Which attack.</param>
    /// <param name="slot">Whose filters.</param>
    /// <param name="found">Q-grams that were found, and the records whose filters seem to have them.</param>
    public static AttackResult Run(
        string name, AttackedSlot slot,
        IReadOnlyList<((string Key, ulong Gram, string Salt) Token, ulong[] Records)> found)
    {
        var count = slot.Filters.Count;
        if (found.Count == 0) return new(name, count, 0, 0, 0);
        var words = (found.Count + 63) / 64;
        var (seen, known) = (new ulong[count * words], new ulong[count * words]);
        var numbers = found.Index().GroupBy(one => one.Item.Token)
            .ToDictionary(one => one.Key, one => one.First().Index);
        for (var i = 0; i < count; i++)
        {
            for (var number = 0; number < found.Count; number++)
                if ((found[number].Records[i >> 6] >> i & 1) == 1) seen[i * words + (number >> 6)] |= 1UL << number;
            foreach (var token in slot.Tokens[i])
                if (numbers.TryGetValue(token, out var number)) known[i * words + (number >> 6)] |= 1UL << number;
        }

        var (guessed, right) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var guess = Nearest(seen.AsSpan(i * words, words), known, count, slot);
            if (guess < 0) continue;
            guessed++;
            if (slot.Values[guess] == slot.Values[i]) right++;
        }

        return new(name, count, guessed, right, found.Count);
    }

    /// <summary>The one nearest person; none if people of several values are as near.</summary>
    static int Nearest(ReadOnlySpan<ulong> seen, ReadOnlySpan<ulong> known, int count, AttackedSlot slot)
    {
        var (least, guess, several) = (int.MaxValue, -1, false);
        for (var i = 0; i < count; i++)
        {
            var distance = 0;
            for (var word = 0; word < seen.Length; word++)
                distance += BitOperations.PopCount(seen[word] ^ known[i * seen.Length + word]);
            if (distance > least) continue;
            several = distance == least && (several || slot.Values[i] != slot.Values[guess]);
            (least, guess) = (distance, i);
        }

        return several ? -1 : guess;
    }
}
