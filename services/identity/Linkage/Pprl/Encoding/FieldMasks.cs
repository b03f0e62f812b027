using System.Numerics;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>The bits that a field's values set. The same names, dates and places come up again and again, so what a
/// value sets is kept for a while; what is kept changes nothing but the time it takes.</summary>
sealed class FieldMasks
{
    const int MostKept = 1 << 15;
    static readonly ulong[] Nothing = [];

    readonly FieldSource _source;
    readonly FieldSource? _salt;
    readonly EncodedField _field;
    readonly GramPositions _positions;
    readonly ushort[][]? _places;
    readonly int _words;
    readonly Dictionary<string, ulong[]> _kept = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), ulong[]> _salted = [];

    /// <param name="field">The field.</param>
    /// <param name="positions">Its positions.</param>
    /// <param name="words">Words of the filter that it goes into.</param>
    /// <param name="places">For a weighted filter: where in the record's filter each bit of the field's goes.</param>
    public FieldMasks(EncodedField field, GramPositions positions, int words, ushort[][]? places)
    {
        (_field, _positions, _words, _places) = (field, positions, words, places);
        _source = FieldSource.Of(field.Source);
        _salt = field.Salt is null ? null : FieldSource.Of(field.Salt);
    }

    /// <summary>The bits of a person's value; empty if there is none.</summary>
    public ulong[] Of(PersonData person)
    {
        var raw = _source.Raw(person);
        if (raw.Length == 0) return Nothing;
        if (_salt is not null) return Salted(raw, _salt.Raw(person));
        if (_kept.TryGetValue(raw, out var kept)) return kept;
        if (_kept.Count == MostKept) _kept.Clear();
        return _kept[raw] = Make(raw, "");
    }

    ulong[] Salted(string raw, string salt)
    {
        if (_salted.TryGetValue((raw, salt), out var kept)) return kept;
        if (_salted.Count == MostKept) _salted.Clear();
        return _salted[(raw, salt)] = Make(raw, string.Join(' ', _salt!.Parts(salt)));
    }

    ulong[] Make(string raw, string salt)
    {
        var parts = _source.Parts(raw);
        var grams = QGrams.Of(parts, _field);
        if (grams is []) return Nothing;
        var hashes = _field.Hashes > 0 ? _field.Hashes
            : Math.Max(1, (2 * _field.Bits + grams.Length) / (2 * grams.Length));
        var mask = new ulong[_words];
        foreach (var gram in grams)
        {
            foreach (var position in _positions.Of(gram, salt, hashes))
            {
                if (_places is null) mask[position >> 6] |= 1UL << position;
                else foreach (var place in _places[position]) mask[place >> 6] |= 1UL << place;
            }
        }

        return mask;
    }

    /// <summary>Sets the bits of a mask.</summary>
    public static void Set(ulong[] mask, Span<ulong> filter)
    {
        if (mask.Length == 0) return;
        var from = MemoryMarshal.Cast<ulong, Vector<ulong>>(mask.AsSpan());
        var to = MemoryMarshal.Cast<ulong, Vector<ulong>>(filter[..mask.Length]);
        for (var i = 0; i < to.Length; i++) to[i] |= from[i];
        for (var i = to.Length * Vector<ulong>.Count; i < mask.Length; i++) filter[i] |= mask[i];
    }
}
