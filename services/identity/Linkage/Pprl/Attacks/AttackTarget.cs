using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace TrustCenter.Identities.Linkage;

/// <summary>What one attack came to.</summary>
/// <param name="Name">Which attack.</param>
/// <param name="Records">Records attacked.</param>
/// <param name="Guessed">Records about which the attacker made one guess.</param>
/// <param name="Right">Records about which it was right.</param>
/// <param name="Found">Q-grams or values to which a place in the filters was assigned.</param>
public sealed record AttackResult(string Name, int Records, int Guessed, int Right, int Found)
{
    /// <summary>Share of all records that were re-identified.</summary>
    public double Rate => Records == 0 ? 0 : (double)Right / Records;
}

/// <summary>Filters under attack, and what the attacker knows: the profile, and the people themselves, as from a stolen
/// copy of the same register, but not which filter is whose, nor the secret. No attacker can know more; rates are what
/// happens at worst.</summary>
public sealed class AttackTarget
{
    /// <summary>Prepares an attack.</summary>
    /// <param name="profile">The profile under which the filters were made.</param>
    /// <param name="secret">The secret, for making them; nothing of it reaches the attacks.</param>
    /// <param name="people">The people.</param>
    public AttackTarget(EncodingProfile profile, ProjectSecret secret, IReadOnlyList<PersonData> people)
    {
        Profile = profile;
        var encoder = new FilterEncoder(profile, secret);
        var filters = people.Select(encoder.Encode).ToArray();
        Slots = [.. encoder.Slots.Select(slot => new AttackedSlot(slot, profile, filters, people))];
    }

    /// <summary>The profile.</summary>
    public EncodingProfile Profile { get; }

    /// <summary>The filters: one kind, or one for each field.</summary>
    internal ImmutableArray<AttackedSlot> Slots { get; }
}

/// <summary>The filters of one slot and what goes into them, q-gram by q-gram.</summary>
sealed class AttackedSlot
{
    public AttackedSlot(
        FilterSlot slot, EncodingProfile profile, ulong[][] filters, IReadOnlyList<PersonData> people)
    {
        Name = slot.Name;
        var bits = new ulong[filters.Length * slot.Words];
        for (var i = 0; i < filters.Length; i++)
            filters[i].AsSpan(slot.Start, slot.Words).CopyTo(bits.AsSpan(i * slot.Words));
        Filters = new(slot.Length, bits);
        var fields = profile.Fields
            .Where(field => profile.Kind != FilterKind.Fields || field.Source == slot.Name).ToArray();
        var sources = fields.Select(field => (field, FieldSource.Of(field.Source))).ToArray();
        Tokens = [.. people.Select(person => sources.SelectMany(one => Of(one.field, one.Item2, person)).ToArray())];
        Values = [.. people.Select(person =>
            string.Join('|', sources.Select(one => string.Join(' ', one.Item2.Parts(one.Item2.Raw(person))))))];
    }

    public string Name { get; }

    public FilterTable Filters { get; }

    /// <summary>For each person the q-grams that an encoder would hash, with their keys' names and salts.</summary>
    public ImmutableArray<(string Key, ulong Gram, string Salt)[]> Tokens { get; }

    /// <summary>For each person the whole value.</summary>
    public ImmutableArray<string> Values { get; }

    /// <summary>Q-grams by how many people have them, the most frequent first.</summary>
    public List<((string Key, ulong Gram, string Salt) Token, int Count)> Frequencies()
    {
        var counts = new Dictionary<(string, ulong, string), int>();
        foreach (var token in Tokens.SelectMany(tokens => tokens.Distinct()))
            CollectionsMarshal.GetValueRefOrAddDefault(counts, token, out _)++;
        return [.. counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key)
            .Select(one => (one.Key, one.Value))];
    }

    /// <summary>For each bit the records that have it set.</summary>
    public ulong[][] Columns()
    {
        var columns = Enumerable.Range(0, Filters.Length).Select(_ => new ulong[(Filters.Count + 63) / 64]).ToArray();
        for (var row = 0; row < Filters.Count; row++)
        {
            var filter = Filters[row];
            for (var bit = 0; bit < Filters.Length; bit++)
                if ((filter[bit >> 6] >> bit & 1) == 1) columns[bit][row >> 6] |= 1UL << row;
        }

        return columns;
    }

    static IEnumerable<(string, ulong, string)> Of(EncodedField field, FieldSource source, PersonData person)
    {
        var salt = "";
        if (field.Salt is { } named && FieldSource.Of(named) is var salting)
            salt = string.Join(' ', salting.Parts(salting.Raw(person)));
        return QGrams.Of(source.Parts(source.Raw(person)), field)
            .Select(gram => (field.KeyName ?? field.Source, gram, salt));
    }
}
