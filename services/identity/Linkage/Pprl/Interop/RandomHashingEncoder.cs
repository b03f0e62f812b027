namespace TrustCenter.Identities.Linkage;

/// <summary>Makes the filters of a <see cref="RandomHashingProfile"/>, bit for bit. Any number of threads may use one.
/// </summary>
public sealed class RandomHashingEncoder
{
    readonly RandomHashingProfile _profile;
    readonly Dictionary<string, Dictionary<string, int[]>> _positions = new(StringComparer.Ordinal);
    readonly int[] _swaps;

    /// <summary>Draws all positions, as both originals do at their start.</summary>
    /// <exception cref="FormatException">The profile cannot be used, or a seed is missing.</exception>
    public RandomHashingEncoder(RandomHashingProfile profile, RandomHashingSeeds seeds)
    {
        if (profile.Fault() is { } fault) throw new FormatException(fault);
        _profile = profile;
        foreach (var field in profile.Fields)
        {
            if (!seeds.Fields.TryGetValue(field, out var seed)) throw new FormatException($"'{field}' has no seed.");
            _positions[field] = Draw(profile, seed);
        }

        var length = profile.Balanced ? profile.FinishedLength : 0;
        var random = new JavaRandom(seeds.Balance);
        _swaps = [.. Enumerable.Range(0, length).Select(_ => random.Next(length))];
    }

    /// <summary>The record's filter, bit 0 lowest.</summary>
    /// <param name="fields">Values by field, already written as the network agreed; others are passed over.</param>
    public ulong[] Encode(IReadOnlyDictionary<string, string> fields)
    {
        var filter = new ulong[Words(_profile.Length)];
        foreach (var (field, positions) in _positions)
        {
            if (!fields.TryGetValue(field, out var value)) continue;
            // The federated client pads with one blank whatever the q-grams' length; the E-PIX with all but one.
            var blanks = new string(' ', _profile.Dialect == FilterDialect.Mainzelliste ? 1 : _profile.Grams - 1);
            var text = $"{blanks}{value}{blanks}";
            for (var i = 0; i + _profile.Grams <= text.Length; i++)
                if (positions.TryGetValue(text.Substring(i, _profile.Grams), out var drawn))
                    foreach (var position in drawn) Set(filter, position, true);
        }

        return Balance(Fold(filter));
    }

    /// <summary>The record's filter as both send it: Base64 of its bytes.</summary>
    public string EncodeText(IReadOnlyDictionary<string, string> fields) => Write(Encode(fields));

    /// <summary>A filter as text.</summary>
    public string Write(ReadOnlySpan<ulong> filter)
    {
        var bytes = FilterBits.Bytes(filter, _profile.FinishedLength);
        return Convert.ToBase64String(_profile.Dialect == FilterDialect.Epix ? bytes
            : bytes.AsSpan().TrimEnd((byte)0));
    }

    /// <summary>A filter from its text, in either dialect.</summary>
    /// <exception cref="FormatException">It is no Base64, or too long.</exception>
    public ulong[] Read(string text) =>
        FilterBits.Words(Convert.FromBase64String(text), Words(_profile.FinishedLength));

    /// <summary>Of a balanced filter the half that says everything, in its first order: half as much to keep, and the
    /// Dice coefficient of balanced filters is 1 − Hamming distance of the halves / their length.</summary>
    public ulong[] Half(ReadOnlySpan<ulong> balanced)
    {
        var whole = balanced.ToArray();
        for (var i = _swaps.Length - 1; i >= 0; i--) Swap(whole, i, _swaps[i]);
        var half = new ulong[Words(_profile.FinishedLength / 2)];
        for (var i = 0; i < _profile.FinishedLength / 2; i++) Set(half, i, Get(whole, i));
        return half;
    }

    static Dictionary<string, int[]> Draw(RandomHashingProfile profile, long seed)
    {
        var random = new JavaRandom(seed);
        var grams = new List<string> { "" };
        for (var n = 0; n < profile.Grams; n++)
            grams = [.. grams.SelectMany(gram => profile.Alphabet.Select(letter => gram + letter))];
        // In the order of the alphabet; one that comes again keeps its first place and draws only once.
        return grams.Distinct(StringComparer.Ordinal).ToDictionary(gram => gram,
            _ => Enumerable.Range(0, profile.Positions).Select(_ => random.Next(profile.Length)).ToArray(),
            StringComparer.Ordinal);
    }

    ulong[] Fold(ulong[] filter)
    {
        if (_profile.Folds == 0) return filter;
        var length = _profile.Length / (_profile.Folds + 1);
        var folded = new ulong[Words(length)];
        for (var i = 0; i < _profile.Length; i++) Set(folded, i % length, Get(folded, i % length) ^ Get(filter, i));
        return folded;
    }

    ulong[] Balance(ulong[] filter)
    {
        if (!_profile.Balanced) return filter;
        var half = _profile.FinishedLength / 2;
        var balanced = new ulong[Words(2 * half)];
        for (var i = 0; i < half; i++) Set(balanced, Get(filter, i) ? i : i + half, true);
        for (var i = 0; i < _swaps.Length; i++) Swap(balanced, i, _swaps[i]);
        return balanced;
    }

    static int Words(int bits) => (bits + 63) / 64;

    static bool Get(ReadOnlySpan<ulong> filter, int bit) => (filter[bit >> 6] >> bit & 1) == 1;

    static void Set(Span<ulong> filter, int bit, bool value)
    {
        var mask = 1UL << bit;
        filter[bit >> 6] = value ? filter[bit >> 6] | mask : filter[bit >> 6] & ~mask;
    }

    static void Swap(Span<ulong> filter, int a, int b)
    {
        var (first, second) = (Get(filter, a), Get(filter, b));
        Set(filter, a, second);
        Set(filter, b, first);
    }
}
