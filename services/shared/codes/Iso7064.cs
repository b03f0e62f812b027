namespace TrustCenter.Codes;

/// <summary>A pure system of ISO/IEC 7064: the whole, read as a number of the radix, is 1 modulo the modulus. All
/// single errors and all transpositions of neighbours are detected.</summary>
sealed class Iso7064Pure(int modulus, int radix, int checkLength, string supplement = "") : ICheckCode
{
    public string Supplement => supplement;

    public int CheckLength(int messageLength) => checkLength;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var rest = 0;
        foreach (var value in message) rest = (rest + value) * radix % modulus;
        if (checkLength == 1)
        {
            check[0] = (byte)((modulus + 1 - rest) % modulus);
            return;
        }

        rest = (modulus + 1 - (rest * radix % modulus)) % modulus;
        (check[0], check[1]) = ((byte)(rest / radix), (byte)(rest % radix));
    }
}

/// <summary>A hybrid system of ISO/IEC 7064 (moduli M and M + 1): the check symbol is one of the alphabet. All single
/// errors are detected, and nearly all transpositions of neighbours.</summary>
sealed class Iso7064Hybrid(int modulus) : ICheckCode
{
    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var product = modulus;
        foreach (var value in message)
        {
            var sum = (product + value) % modulus;
            product = (sum == 0 ? modulus : sum) * 2 % (modulus + 1);
        }

        check[0] = (byte)((modulus + 1 - product) % modulus);
    }
}
