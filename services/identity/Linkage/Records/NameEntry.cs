namespace TrustCenter.Identities.Linkage;

/// <summary>A name that is kept once for all persons who bear it, with what comparing it needs.</summary>
sealed class NameEntry(PersonName name, int[] parts)
{
    int _given, _family, _part;

    public string Text { get; } = name.Text;

    public string Bare { get; } = name.Bare == name.Text ? name.Text : name.Bare;

    /// <summary>The parts as written, with blanks between them.</summary>
    public string Key { get; } = name.Parts.Length == 1 ? name.Text : name.ToString();

    /// <summary>Numbers of the parts in ascending order; empty for a name of one part.</summary>
    public int[] Parts { get; } = parts;

    /// <summary>Nothing but letters from A to Z, and no more than fit into a word.</summary>
    public bool Plain { get; } = name.Bare.Length <= 64 && name.Bare.All(char.IsAsciiLetterUpper);

    public string Sound { get; } = string.Intern(ColognePhonetics.Encode(name.Text));

    public void Count(NameRole role, int change) => Interlocked.Add(ref Of(role), change);

    public void Put(NameRole role, int count) => Volatile.Write(ref Of(role), count);

    public int CountOf(NameRole role) => Volatile.Read(ref Of(role));

    ref int Of(NameRole role)
    {
        if (role == NameRole.Given) return ref _given;
        return ref role == NameRole.Family ? ref _family : ref _part;
    }
}

/// <summary>Where a name stood: frequencies are kept apart.</summary>
enum NameRole
{
    Given,
    Family,
    Part,
}
