namespace TrustCenter.Pseudonyms;

/// <summary>Gumm's form of Verhoeff's code (H. P. Gumm, Encoding of numbers to detect typing errors, Int. J. Appl.
/// Engineering Ed. 2, 1986), as gPAS uses it: place k from the right (the last symbol of the message is 1) goes through
/// the permutation k modulo 10, is multiplied from the left, and the inverse is the check digit.</summary>
sealed class GummCode : ICheckCode
{
    static ReadOnlySpan<byte> Permutations =>
    [
        1, 0, 3, 2, 4, 5, 6, 7, 8, 9,
        0, 4, 3, 2, 1, 8, 9, 5, 6, 7,
        0, 1, 2, 3, 4, 6, 7, 8, 9, 5,
        0, 4, 3, 2, 1, 9, 5, 6, 7, 8,
        0, 1, 2, 3, 4, 7, 8, 9, 5, 6,
        0, 4, 3, 2, 1, 5, 6, 7, 8, 9,
        1, 0, 3, 2, 4, 8, 9, 5, 6, 7,
        4, 0, 2, 3, 1, 6, 7, 8, 9, 5,
        1, 0, 3, 2, 4, 9, 5, 6, 7, 8,
        4, 0, 2, 3, 1, 7, 8, 9, 5, 6,
    ];

    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var interim = 0;
        for (var place = 1; place <= message.Length; place++)
            interim = Dihedral.Times(Permutations[(place % 10 * 10) + message[^place]], interim);
        check[0] = (byte)Dihedral.Inverse(interim);
    }
}
