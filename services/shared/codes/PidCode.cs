namespace TrustCenter.Codes;

/// <summary>The code of the Mainzelliste's PID (A. Faldum, K. Pommerening, An optimal code for patient identifiers,
/// Computer Methods and Programs in Biomedicine 79, 2005): six elements of GF(32) and two weighted sums of them, with
/// t^(i+1) and t^(2i+2) for place i = 0 … 5. Any two wrong symbols are detected; one wrong symbol, and one
/// transposition of neighbours, can be told apart and corrected.</summary>
sealed class PidCode : ICheckCode
{
    public const int MessageLength = 6;

    static readonly byte[] First = Weights(place => place + 1);
    static readonly byte[] Second = Weights(place => (2 * place) + 2);

    public int CorrectedErrors => 1;

    public bool TellsTranspositions => true;

    public int CheckLength(int messageLength) => 2;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var (first, second) = (0, 0);
        for (var place = 0; place < message.Length; place++)
        {
            first ^= First[(place * 32) + message[place]];
            second ^= Second[(place * 32) + message[place]];
        }

        (check[0], check[1]) = ((byte)first, (byte)second);
    }

    static byte[] Weights(Func<int, int> exponent) =>
        [.. Enumerable.Range(0, MessageLength * 32).Select(at => TimesPower(at % 32, exponent(at / 32)))];

    /// <summary>In GF(32) as polynomials over t with t^5 = t^2 + 1.</summary>
    static byte TimesPower(int element, int exponent)
    {
        for (; exponent > 0; exponent--) element = element < 16 ? element << 1 : (element << 1) ^ 0b10_0101;
        return (byte)element;
    }
}
