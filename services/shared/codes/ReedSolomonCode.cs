namespace TrustCenter.Codes;

/// <summary>gPAS's Reed-Solomon code by Lagrange: over the integers modulo a prime q, the values of a block of at most
/// q − t symbols are those of a polynomial at 0, 1, 2 …; the t check symbols are its values at the next t places. The
/// check symbols of all blocks stand behind the whole message. Within a block up to t wrong symbols are detected and
/// ⌊t / 2⌋ corrected. With t = 1 a full block (q − 1 symbols) is a plain sum and lets transpositions pass; shorter
/// ones detect them.</summary>
sealed class ReedSolomonCode : ICheckCode
{
    readonly int prime;
    readonly int checks;
    readonly int[][] weights; // per length of a block: [check][place]

    public ReedSolomonCode(int prime, int checks)
    {
        (this.prime, this.checks) = (prime, checks);
        weights = [.. Enumerable.Range(0, BlockLength + 1).Select(Weights)];
    }

    public int BlockLength => prime - checks;

    public int CorrectedErrors => checks / 2;

    public static bool IsPrime(int number) =>
        number > 1 && !Enumerable.Range(2, number - 2).TakeWhile(by => by * by <= number).Any(by => number % by == 0);

    public int CheckLength(int messageLength) => (messageLength + BlockLength - 1) / BlockLength * checks;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> check)
    {
        for (var block = 0; block * BlockLength < message.Length; block++)
        {
            var symbols = message[(block * BlockLength)..];
            symbols = symbols[..Math.Min(BlockLength, symbols.Length)];
            var all = weights[symbols.Length];
            for (var at = 0; at < checks; at++)
            {
                var sum = 0;
                for (var place = 0; place < symbols.Length; place++)
                    sum += symbols[place] * all[(at * symbols.Length) + place];
                check[(block * checks) + at] = (byte)(sum % prime);
            }
        }
    }

    /// <summary>Corrects up to ⌊t / 2⌋ wrong symbols of every block in place; false where a block is further than that
    /// from every word of the code.</summary>
    public bool TryCorrect(Span<byte> message, Span<byte> check)
    {
        for (var block = 0; block * BlockLength < message.Length; block++)
        {
            var symbols = message[(block * BlockLength)..];
            symbols = symbols[..Math.Min(BlockLength, symbols.Length)];
            var own = check.Slice(block * checks, checks);
            if (ReedSolomonDecoding.Decode([.. symbols, .. own], symbols.Length, prime) is not { } word) return false;
            word.AsSpan(0, symbols.Length).CopyTo(symbols);
            word.AsSpan(symbols.Length).CopyTo(own);
        }

        return true;
    }

    /// <summary>Lagrange's basis polynomials of the places 0 … length − 1, at the check places.</summary>
    int[] Weights(int length)
    {
        var all = new int[checks * length];
        for (var at = 0; at < checks; at++)
        {
            for (var place = 0; place < length; place++)
            {
                var (numerator, denominator) = (1, 1);
                for (var other = 0; other < length; other++)
                {
                    if (other == place) continue;
                    numerator = numerator * (length + at - other) % prime;
                    denominator = denominator * (place - other + prime) % prime;
                }

                all[(at * length) + place] = numerator * ReedSolomonDecoding.Inverse(denominator, prime) % prime;
            }
        }

        return all;
    }
}
