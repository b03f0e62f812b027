namespace TrustCenter.Codes;

/// <summary>Damm's code of order ten (H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004; the table is the
/// quasigroup printed there). Read from left to right it detects every single error and every transposition of
/// neighbours. gPAS reads from right to left: every single error is still detected, but neither all transpositions
/// within the message nor those of the last symbol with the check digit.</summary>
sealed class DammCode(bool fromRight) : ICheckCode
{
    static ReadOnlySpan<byte> Table =>
    [
        0, 3, 1, 7, 5, 9, 8, 6, 4, 2,
        7, 0, 9, 2, 1, 5, 4, 8, 6, 3,
        4, 2, 0, 6, 8, 7, 1, 3, 5, 9,
        1, 7, 5, 0, 9, 8, 3, 4, 2, 6,
        6, 1, 2, 3, 0, 4, 5, 9, 7, 8,
        3, 6, 7, 4, 2, 0, 9, 5, 8, 1,
        5, 8, 6, 9, 7, 2, 0, 1, 3, 4,
        8, 9, 4, 5, 3, 6, 2, 0, 1, 7,
        9, 4, 3, 8, 6, 1, 7, 2, 0, 5,
        2, 5, 8, 1, 4, 3, 6, 7, 9, 0,
    ];

    public int CheckLength(int messageLength) => 1;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        var interim = 0;
        if (fromRight)
        {
            for (var at = message.Length - 1; at >= 0; at--) interim = Table[(interim * 10) + message[at]];
        }
        else
        {
            foreach (var value in message) interim = Table[(interim * 10) + value];
        }

        check[0] = (byte)interim;
    }
}
