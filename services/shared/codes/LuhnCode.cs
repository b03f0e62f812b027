namespace TrustCenter.Codes;

/// <summary>Luhn mod N (US patent 2,950,048 for ten digits; generalised by adding the two base-N digits of the doubled
/// value). Every single error is detected because doubling is a permutation for even N; of the transpositions of
/// different neighbours only those of the first and the last symbol of the alphabet pass, 2 in N(N − 1).</summary>
sealed class LuhnCode(int size) : ICheckCode
{
    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var (sum, doubled) = (0, true);
        for (var at = message.Length - 1; at >= 0; at--, doubled = !doubled)
        {
            var value = doubled ? message[at] * 2 : message[at];
            sum += value >= size ? value - size + 1 : value;
        }

        check[0] = (byte)((size - (sum % size)) % size);
    }
}

/// <summary>The check digit of GS1's EAN-13: weights 3 and 1 from the right. Every single error is detected;
/// transpositions of neighbours that differ by five pass, 10 of 90.</summary>
sealed class Ean13Code : ICheckCode
{
    public const int MessageLength = 12;

    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var sum = 0;
        for (var place = 1; place <= message.Length; place++) sum += message[^place] * (place % 2 == 1 ? 3 : 1);
        check[0] = (byte)((10 - (sum % 10)) % 10);
    }
}
