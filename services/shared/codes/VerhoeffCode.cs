namespace TrustCenter.Codes;

/// <summary>The dihedral group D5 in Verhoeff's numbering: 0–4 are rotations, 5–9 reflections.</summary>
static class Dihedral
{
    static readonly byte[] Products = [.. Enumerable.Range(0, 100).Select(at => (byte)Product(at / 10, at % 10))];

    public static int Times(int a, int b) => Products[(a * 10) + b];

    static int Product(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b + 5) % 5),
        _ => (a - b + 5) % 5,
    };

    public static int Inverse(int a) => a < 5 ? (5 - a) % 5 : a;
}

/// <summary>Verhoeff's code (J. Verhoeff, Error Detecting Decimal Codes, Amsterdam 1969): position i from the right,
/// the check digit being position 0, is permuted i times before it is multiplied in D5. All single errors and
/// transpositions of neighbours are detected. gPAS gives the last symbol of the message position 0 and appends the
/// product instead of its inverse: single errors are all detected, transpositions of the last symbol with the check
/// digit not.</summary>
sealed class VerhoeffCode(bool asGpas) : ICheckCode
{
    static ReadOnlySpan<byte> Permutation => [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    // [position modulo 8][value]
    static readonly byte[] Permuted = PermutedValues();

    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var (interim, position) = (0, asGpas ? 0 : 1);
        for (var at = message.Length - 1; at >= 0; at--, position++)
            interim = Dihedral.Times(interim, Permuted[(position % 8 * 10) + message[at]]);
        check[0] = (byte)(asGpas ? interim : Dihedral.Inverse(interim));
    }

    static byte[] PermutedValues()
    {
        var values = new byte[80];
        for (byte value = 0; value < 10; value++)
        {
            var now = value;
            for (var position = 0; position < 8; position++, now = Permutation[now])
                values[(position * 10) + value] = now;
        }

        return values;
    }
}
