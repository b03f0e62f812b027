namespace TrustCenter.Identities.Linkage;

/// <summary>Turns a square of 64 by 64 bits on its diagonal (Warren, Hacker's Delight, 7-3).</summary>
static class BitMatrix
{
    /// <summary>Afterwards bit j of row i is what bit i of row j was.</summary>
    public static void Transpose(Span<ulong> rows)
    {
        var mask = 0x0000_0000_FFFF_FFFFUL;
        for (var width = 32; width > 0; width >>= 1, mask ^= mask << width)
        {
            for (var i = 0; i < 64; i = (i + width + 1) & ~width)
            {
                var change = ((rows[i] >> width) ^ rows[i + width]) & mask;
                rows[i] ^= change << width;
                rows[i + width] ^= change;
            }
        }
    }
}
