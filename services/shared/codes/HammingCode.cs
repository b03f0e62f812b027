namespace TrustCenter.Codes;

/// <summary>The cyclic code that gPAS calls Hamming code: symbols are integers modulo 32, and the whole, read as a
/// polynomial with the first symbol highest, is divisible by a generator polynomial of degree 2–7, which the length of
/// the message decides. The polynomials are primitive modulo 2, so within their lengths (3, 7, 15, 31, 63, 127) all
/// single errors and all transpositions of neighbours are detected and every single error can be corrected.</summary>
sealed class HammingCode : ICheckCode
{
    public const int Size = 32;
    public const int LongestMessage = 120;

    // Longest message, degree, and the exponent of the middle term of x^degree + x^middle + 1.
    static readonly (int Longest, int Degree, int Middle)[] Generators =
        [(1, 2, 1), (4, 3, 1), (11, 4, 1), (26, 5, 2), (57, 6, 1), (LongestMessage, 7, 3)];

    public int CorrectedErrors => 1;

    public int CheckLength(int messageLength) => For(messageLength).Degree;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var (_, degree, middle) = For(message.Length);
        Span<int> rest = stackalloc int[degree]; // coefficients, highest first
        rest.Clear();
        foreach (var value in message)
        {
            var carried = (rest[0] + value) & (Size - 1);
            rest[1..].CopyTo(rest);
            rest[degree - 1] = -carried;
            rest[degree - 1 - middle] -= carried;
        }

        for (var at = 0; at < degree; at++) check[at] = (byte)(-rest[at] & (Size - 1));
    }

    static (int Longest, int Degree, int Middle) For(int messageLength)
    {
        foreach (var generator in Generators)
        {
            if (messageLength <= generator.Longest) return generator;
        }

        throw new ArgumentOutOfRangeException(nameof(messageLength));
    }
}
