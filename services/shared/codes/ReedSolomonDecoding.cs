namespace TrustCenter.Codes;

/// <summary>Decoding by Berlekamp and Welch (US patent 4,633,470, 1986): find Q and a monic E of degree e with
/// Q(x) = y · E(x) at all places; the message's polynomial is Q / E. Lengths are those of pseudonyms, so the linear
/// equations are solved by elimination.</summary>
static class ReedSolomonDecoding
{
    public static int Inverse(int value, int prime)
    {
        var (power, result) = (value % prime, 1);
        for (var exponent = prime - 2; exponent > 0; exponent >>= 1, power = power * power % prime)
        {
            if ((exponent & 1) == 1) result = result * power % prime;
        }

        return result;
    }

    /// <summary>The only word of the code within ⌊(n − k) / 2⌋ errors of the received one, or null. Word and message
    /// have n and k symbols at the places 0 … n − 1.</summary>
    public static byte[]? Decode(byte[] received, int messageLength, int prime)
    {
        for (var errors = 0; errors <= (received.Length - messageLength) / 2; errors++)
        {
            if (Solve(Equations(received, messageLength, errors, prime), prime) is not { } solution) continue;
            var degree = messageLength + errors;
            int[] locator = [.. solution[degree..], 1];
            if (Divide(solution[..degree], locator, prime) is not { } polynomial) continue;
            byte[] word = [.. Enumerable.Range(0, received.Length).Select(x => (byte)Value(polynomial, x, prime))];
            if (word.Zip(received).Count(pair => pair.First != pair.Second) <= errors) return word;
        }

        return null;
    }

    // Unknown are the k + e coefficients of Q and the e lower ones of E: Q(x) − y·(E(x) − x^e) = y·x^e.
    static int[][] Equations(byte[] received, int messageLength, int errors, int prime) =>
        [.. received.Select((y, x) =>
        {
            var row = new int[messageLength + (2 * errors) + 1];
            for (var (at, power) = (0, 1); at <= messageLength + errors; at++, power = power * x % prime)
            {
                if (at < messageLength + errors) row[at] = power;
                if (at < errors) row[messageLength + errors + at] = (prime - (y * power % prime)) % prime;
                if (at == errors) row[^1] = y * power % prime;
            }

            return row;
        })];

    /// <summary>Gauss and Jordan; free unknowns are 0. Null where the equations contradict each other.</summary>
    static int[]? Solve(int[][] rows, int prime)
    {
        var unknowns = rows[0].Length - 1;
        var pivots = new List<int>();
        for (var column = 0; column < unknowns && pivots.Count < rows.Length; column++)
        {
            var found = Array.FindIndex(rows, pivots.Count, row => row[column] != 0);
            if (found < 0) continue;
            (rows[found], rows[pivots.Count]) = (rows[pivots.Count], rows[found]);
            Eliminate(rows, pivots.Count, column, prime);
            pivots.Add(column);
        }

        if (rows.Skip(pivots.Count).Any(row => row[^1] != 0)) return null;
        var solution = new int[unknowns];
        for (var at = 0; at < pivots.Count; at++) solution[pivots[at]] = rows[at][^1];
        return solution;
    }

    static void Eliminate(int[][] rows, int pivot, int column, int prime)
    {
        var by = Inverse(rows[pivot][column], prime);
        for (var at = 0; at < rows[pivot].Length; at++) rows[pivot][at] = rows[pivot][at] * by % prime;
        for (var other = 0; other < rows.Length; other++)
        {
            var factor = rows[other][column];
            if (other == pivot || factor == 0) continue;
            for (var at = 0; at < rows[other].Length; at++)
                rows[other][at] = (rows[other][at] + ((prime - factor) * rows[pivot][at])) % prime;
        }
    }

    /// <summary>The quotient of polynomials (lowest coefficient first) by a monic one, or null with a rest.</summary>
    static int[]? Divide(int[] dividend, int[] monic, int prime)
    {
        var rest = (int[])dividend.Clone();
        var quotient = new int[Math.Max(1, dividend.Length - monic.Length + 1)];
        for (var at = dividend.Length - monic.Length; at >= 0; at--)
        {
            quotient[at] = rest[at + monic.Length - 1];
            for (var by = 0; by < monic.Length; by++)
                rest[at + by] = (rest[at + by] + ((prime - quotient[at]) * monic[by])) % prime;
        }

        return Array.TrueForAll(rest, value => value == 0) ? quotient : null;
    }

    static int Value(int[] polynomial, int x, int prime)
    {
        var value = 0;
        for (var at = polynomial.Length - 1; at >= 0; at--) value = ((value * x) + polynomial[at]) % prime;
        return value;
    }
}
