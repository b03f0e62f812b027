namespace TrustCenter.Identities.Linkage;

/// <summary>One column of the edit distance table of a pattern of at most 64 characters, kept as differences in bits
/// (Myers 1999; transpositions by Hyyrö 2003).</summary>
struct BitColumn(int patternLength, bool transpositions)
{
    readonly ulong _last = 1UL << (patternLength - 1);
    readonly ulong _swaps = transpositions ? ulong.MaxValue : 0;
    ulong _verticalUp = ulong.MaxValue;
    ulong _verticalDown;
    ulong _diagonal;
    ulong _previous;

    public int Distance { get; private set; } = patternLength;

    /// <param name="positions">Where the pattern has the text's next character.</param>
    public void Add(ulong positions)
    {
        unchecked
        {
            var swapped = ((~_diagonal & positions) << 1) & _previous & _swaps;
            _diagonal = (((positions & _verticalUp) + _verticalUp) ^ _verticalUp) | positions | _verticalDown | swapped;
            var up = _verticalDown | ~(_diagonal | _verticalUp);
            var down = _diagonal & _verticalUp;
            if ((up & _last) != 0) Distance++;
            else if ((down & _last) != 0) Distance--;
            up = (up << 1) | 1;
            down <<= 1;
            _verticalUp = down | ~(_diagonal | up);
            _verticalDown = up & _diagonal;
            _previous = positions;
        }
    }
}
