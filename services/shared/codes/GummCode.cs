namespace TrustCenter.Codes;

/// <summary>Gumm's code over D5 (H. P. Gumm, Encoding of numbers to detect typing errors, Int. J. Appl. Engineering
/// Ed. 2, 1986): in place k from the right (the last symbol of the message is 1) reflections are turned by 3k and
/// rotations inverted where k is odd; the products, multiplied from the left, and the check digit's inverse make e. All
/// single errors and transpositions of neighbours are detected. gPAS's older <c>VerhoeffGumm</c> permutes the rotations
/// otherwise from place 6 on, so that it lets some transpositions pass; its newer <c>Gumm</c> is the published code.
/// </summary>
sealed class GummCode(bool asGpas) : ICheckCode
{
    static ReadOnlySpan<byte> OddRotations => [4, 0, 2, 3, 1];

    static ReadOnlySpan<byte> EvenRotations => [1, 0, 3, 2, 4];

    // [place modulo 10][value]
    readonly byte[] permuted =
        [.. Enumerable.Range(0, 100).Select(at => (byte)Permute(at / 10, at % 10, asGpas && (at / 10 is 0 or > 5)))];

    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var interim = 0;
        for (var place = 1; place <= message.Length; place++)
            interim = Dihedral.Times(permuted[(place % 10 * 10) + message[^place]], interim);
        check[0] = (byte)Dihedral.Inverse(interim);
    }

    static int Permute(int place, int value, bool faulty) => (value < 5, place % 2 == 1) switch
    {
        (false, _) => 5 + ((value + (3 * place)) % 5),
        (true, true) => faulty ? OddRotations[value] : Dihedral.Inverse(value),
        (true, false) => faulty ? EvenRotations[value] : value,
    };
}
