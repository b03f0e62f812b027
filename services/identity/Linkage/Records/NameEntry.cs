using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>A name that is kept once for all persons who bear it, with what comparing it needs.</summary>
sealed class NameEntry(PersonName name, int[] parts)
{
    readonly int[] _counts = new int[3];

    public string Text { get; } = name.Text;

    public string Bare { get; } = name.Bare;

    /// <summary>Numbers of the parts in ascending order; empty for a name of one part.</summary>
    public int[] Parts { get; } = parts;

    public string Sound { get; } = ColognePhonetics.Encode(name.Text);

    /// <summary>Bit for each letter that occurs: distance is at least half the bits that differ.</summary>
    public uint Letters { get; } = LettersOf(name.Bare);

    public void Count(NameRole role, int change) => Interlocked.Add(ref _counts[(int)role], change);

    public int CountOf(NameRole role) => Volatile.Read(ref _counts[(int)role]);

    /// <summary>Fewest edits that can lead from one name to the other.</summary>
    public static int FewestEdits(NameEntry a, NameEntry b)
    {
        var onlyA = BitOperations.PopCount(a.Letters & ~b.Letters);
        var onlyB = BitOperations.PopCount(b.Letters & ~a.Letters);
        return Math.Max(Math.Max(onlyA, onlyB), Math.Abs(a.Bare.Length - b.Bare.Length));
    }

    static uint LettersOf(string text)
    {
        var letters = 0u;
        foreach (var letter in text) letters |= 1u << (letter & 31);
        return letters;
    }
}

/// <summary>Where a name stood: frequencies are kept apart.</summary>
enum NameRole
{
    Given,
    Family,
    Part,
}
