using System.Numerics;

namespace TrustCenter.Identities.Linkage;

/// <summary>What can be said about a name in eight bytes: enough to see, for most pairs, that two names have nothing in
/// common, without looking at them.</summary>
readonly record struct NameSignature(ulong Bits)
{
    const int LengthAt = 32;
    const int SoundAt = 38;
    const int CompoundAt = 54;
    const int FirstAt = 55;

    uint Letters => (uint)Bits;

    int Length => (int)(Bits >> LengthAt) & 63;

    /// <summary>Signature of a name.</summary>
    /// <param name="bare">Its letters without umlauts.</param>
    /// <param name="sound">Its sound.</param>
    /// <param name="compound">Whether it has parts.</param>
    public static NameSignature Of(string bare, string sound, bool compound)
    {
        var letters = 0u;
        foreach (var letter in bare) letters |= 1u << (letter & 31);
        var digits = 0u;
        foreach (var digit in sound) digits = unchecked(digits * 31 + digit);
        return new(letters
            | (ulong)Math.Min(63, bare.Length) << LengthAt
            | (ulong)((digits ^ digits >> 16) & 0xFFFF) << SoundAt
            | (compound ? 1UL << CompoundAt : 0)
            | (ulong)(bare.Length > 0 ? bare[0] & 31 : 0) << FirstAt);
    }

    /// <summary>Signature of a text that is no name: its first two characters stand where a name's sound does.
    /// </summary>
    public static NameSignature OfText(string text)
    {
        var begin = text.Length < 2 ? 0u : (uint)(byte)text[0] << 8 | (byte)text[1];
        var bits = Of(text, "", false).Bits & ~(0xFFFFUL << SoundAt);
        return new(bits | (ulong)begin << SoundAt);
    }

    /// <summary>Whether the first two characters of two texts are the same.</summary>
    public static bool BeginAlike(NameSignature a, NameSignature b) =>
        (a.Bits >> SoundAt & 0xFFFF) is not 0 and var begin && begin == (b.Bits >> SoundAt & 0xFFFF);

    /// <summary>Whether two names are certainly different: too many letters that only one has, another length, another
    /// sound, neither with parts, neither the beginning of the other.</summary>
    public static bool Differ(NameSignature a, NameSignature b)
    {
        if (((a.Bits | b.Bits) >> CompoundAt & 1) == 1) return false;
        var difference = a.Bits ^ b.Bits;
        if ((difference >> SoundAt & 0xFFFF) == 0) return false;
        var (onlyA, onlyB) = (a.Letters & ~b.Letters, b.Letters & ~a.Letters);
        if ((onlyA == 0 || onlyB == 0) && (difference >> FirstAt & 31) == 0) return false;
        return FewestEdits(a, b) > Allowed(Math.Max(a.Length, b.Length));
    }

    /// <summary>Whether two texts certainly need more edits than the longer one's length allows.</summary>
    public static bool TooFar(NameSignature a, NameSignature b) =>
        FewestEdits(a, b) > AllowedInTexts(Math.Max(a.Length, b.Length));

    /// <summary>Whether two texts certainly differ in more than a third of the longer one.</summary>
    public static bool FarOff(NameSignature a, NameSignature b) =>
        Math.Max(a.Length, b.Length) is < 63 and var longest && FewestEdits(a, b) > Math.Max(1, longest / 3);

    /// <summary>How many edits a text of this length bears that is no name.</summary>
    public static int AllowedInTexts(int length) => length < 4 ? 0 : length < 8 ? 1 : 2;

    /// <summary>Edits that lead from one text to the other at the very least.</summary>
    public static int FewestEdits(NameSignature a, NameSignature b)
    {
        var onlyA = BitOperations.PopCount(a.Letters & ~b.Letters);
        var onlyB = BitOperations.PopCount(b.Letters & ~a.Letters);
        return Math.Max(Math.Max(onlyA, onlyB), Math.Abs(a.Length - b.Length));
    }

    /// <summary>How many edits a name of this length bears before it is another.</summary>
    public static int Allowed(int length) => length < 6 ? 1 : length < 9 ? 2 : 3;
}
