using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Where one filter lies in what an encoder writes.</summary>
/// <param name="Name">The field's source; "record" for a record's one filter.</param>
/// <param name="Start">First word.</param>
/// <param name="Length">Bits.</param>
public sealed record FilterSlot(string Name, int Start, int Length)
{
    /// <summary>Words of 64 bits.</summary>
    public int Words => Length / 64;
}

/// <summary>Turns persons into filters. It keeps what values become, so there is one for each thread; all of a profile
/// and secret give the same bits.</summary>
public sealed class FilterEncoder
{
    readonly FieldMasks[] _fields;
    readonly Hardener[] _hardeners;
    readonly bool _separate;
    readonly MaskSum _record;

    /// <summary>Derives the keys of a profile.</summary>
    /// <exception cref="FormatException">The profile cannot be used, or was made for another secret.</exception>
    public FilterEncoder(EncodingProfile profile, ProjectSecret secret)
    {
        if (profile.Fault() is { } fault) throw new FormatException(fault);
        if (profile.SecretCheck is { } check && check != secret.Check(profile.Project))
            throw new FormatException("This is not the secret that the sites of the project agreed on.");
        Profile = profile;
        _separate = profile.Kind == FilterKind.Fields;
        var names = _separate ? profile.Fields.Select(field => (field.Source, field.Length))
            : [("record", profile.Length)];
        _hardeners = [.. names.Select(name => new Hardener(profile, name.Length, secret, name.Item1))];
        var diffusion = _separate ? null : _hardeners[0].Diffusion;
        _record = new(profile.Fields.Length, _separate ? 0 : profile.Length / 64, diffusion);
        _fields = [.. Masks(profile, secret, diffusion)];
        Slots = profile.Slots();
        Words = profile.Bits() / 64;
    }

    /// <summary>The profile.</summary>
    public EncodingProfile Profile { get; }

    /// <summary>The filters of a record: one, or one for each field.</summary>
    public ImmutableArray<FilterSlot> Slots { get; }

    /// <summary>Words of 64 bits that a record takes.</summary>
    public int Words { get; }

    /// <summary>Encodes a person. A field that is not known leaves its filter empty, hardened or not, so that it can be
    /// told from one that differs.</summary>
    /// <param name="person">As written.</param>
    /// <param name="filter">Gets <see cref="Words"/> words, bit 0 lowest.</param>
    public void Encode(PersonData person, Span<ulong> filter)
    {
        filter[..Words].Clear();
        if (_separate)
        {
            for (var i = 0; i < _fields.Length; i++)
                if (_fields[i].Of(person) is { Length: > 0 } mask)
                    _hardeners[i].Harden(mask, filter.Slice(Slots[i].Start, Slots[i].Words));
            return;
        }

        _record.Clear();
        foreach (var field in _fields) _record.Add(field.Of(person));
        _hardeners[0].HardenDiffused(_record.Finish(), filter[..Words]);
    }

    /// <summary>Encodes a person.</summary>
    public ulong[] Encode(PersonData person)
    {
        var filter = new ulong[Words];
        Encode(person, filter);
        return filter;
    }

    static IEnumerable<FieldMasks> Masks(EncodingProfile profile, ProjectSecret secret, Diffusion? diffusion)
    {
        var names = new FamilyTexts();
        var order = profile.Kind == FilterKind.Weighted
            ? new KeyedDraws(secret.Derive(profile.Project, "weighted/order"), []).Order(profile.Length) : [];
        var start = 0;
        foreach (var field in profile.Fields)
        {
            var length = profile.Kind == FilterKind.Record ? profile.Length : field.Length;
            var key = secret.Derive(profile.Project, $"field/{field.KeyName ?? field.Source}");
            ushort[][]? places = null;
            if (profile.Kind == FilterKind.Weighted)
            {
                var draws = new KeyedDraws(secret.Derive(profile.Project, $"weighted/{field.Source}"), []);
                places = Places(draws, length, order.AsSpan(start, field.Share));
                start += field.Share;
            }

            var words = (profile.Kind == FilterKind.Fields ? length : profile.Length) / 64;
            yield return new(field, new(key, profile.Hashing, length), words, places, diffusion, names);
        }
    }

    /// <summary>For each bit of a field's filter its places in the record's. Bits are taken in a drawn order, each once
    /// before any is taken again.</summary>
    static ushort[][] Places(KeyedDraws draws, int length, ReadOnlySpan<int> places)
    {
        var taken = draws.Order(length);
        var found = new List<ushort>[length];
        for (var i = 0; i < length; i++) found[i] = [];
        for (var i = 0; i < places.Length; i++) found[taken[i % length]].Add((ushort)places[i]);
        return [.. found.Select(list => list.ToArray())];
    }
}
