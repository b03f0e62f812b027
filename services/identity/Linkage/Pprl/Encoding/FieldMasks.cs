namespace TrustCenter.Identities.Linkage;

/// <summary>The bits that a field's values set. The same names, dates and places come up again and again, so what a
/// value sets is kept for a while; what is kept changes nothing but the time it takes.</summary>
sealed class FieldMasks
{
    static readonly ulong[] Nothing = [];

    readonly FieldSource _source;
    readonly FieldSource? _salt;
    readonly EncodedField _field;
    readonly GramPositions _positions;
    readonly ushort[][]? _places;
    readonly int _words;
    readonly Diffusion? _diffusion;
    readonly FamilyTexts _names;
    readonly Recent<string, ulong[]> _kept = new(StringComparer.Ordinal);
    readonly Recent<(string, string), ulong[]> _salted = new();

    /// <param name="field">The field.</param>
    /// <param name="positions">Its positions.</param>
    /// <param name="words">Words of the filter that it goes into.</param>
    /// <param name="places">For a weighted filter: where in the record's filter each bit of the field's goes.</param>
    /// <param name="diffusion">With which hardening begins, if it does.</param>
    /// <param name="names">Names that were read.</param>
    public FieldMasks(
        EncodedField field, GramPositions positions, int words, ushort[][]? places, Diffusion? diffusion,
        FamilyTexts names)
    {
        (_field, _positions, _words, _places) = (field, positions, words, places);
        (_diffusion, _names) = (diffusion, names);
        _source = FieldSource.Of(field.Source);
        _salt = field.Salt is null ? null : FieldSource.Of(field.Salt);
    }

    /// <summary>The bits of a person's value, behind them what diffusion makes of them; empty if there is none.
    /// </summary>
    public ulong[] Of(PersonData person)
    {
        var raw = _source.Raw(person, _names);
        if (raw.Length == 0) return Nothing;
        if (_salt is not null) return Salted(raw, _salt.Raw(person));
        return _kept.TryGet(raw, out var kept) ? kept : _kept.Keep(raw, Make(raw, ""));
    }

    ulong[] Salted(string raw, string salt)
    {
        return _salted.TryGet((raw, salt), out var kept) ? kept
            : _salted.Keep((raw, salt), Make(raw, string.Join(' ', _salt!.Parts(salt))));
    }

    ulong[] Make(string raw, string salt)
    {
        var parts = _source.Parts(raw);
        var grams = QGrams.Of(parts, _field);
        if (grams is []) return Nothing;
        var hashes = _field.Hashes > 0 ? _field.Hashes
            : Math.Max(1, (2 * _field.Bits + grams.Length) / (2 * grams.Length));
        var mask = new ulong[_diffusion is null ? _words : 2 * _words];
        foreach (var gram in grams)
        {
            foreach (var position in _positions.Of(gram, salt, hashes))
            {
                if (_places is null) mask[position >> 6] |= 1UL << position;
                else foreach (var place in _places[position]) mask[place >> 6] |= 1UL << place;
            }
        }

        _diffusion?.Add(mask.AsSpan(0, _words), mask.AsSpan(_words));
        return mask;
    }
}
