namespace TrustCenter.Identities.Linkage;

/// <summary>The linear congruential generator that Java's class library defines for java.util.Random: 48 bits, easily
/// computed backwards. For compatible filters only, never for new ones.</summary>
sealed class JavaRandom(long seed)
{
    const long Factor = 0x5DEECE66D;
    const long Mask = (1L << 48) - 1;
    long _state = (seed ^ Factor) & Mask;

    /// <summary>nextInt(bound), its rejection rule included.</summary>
    public int Next(int below)
    {
        if ((below & -below) == below) return (int)(below * (long)Bits31() >> 31);
        while (true)
        {
            var bits = Bits31();
            var number = bits % below;
            if (bits - number + (below - 1) >= 0) return number;
        }
    }

    int Bits31()
    {
        _state = unchecked(_state * Factor + 0xB) & Mask;
        return (int)(_state >> 17);
    }
}
