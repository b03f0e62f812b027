namespace TrustCenter.Identities.Linkage;

/// <summary>A name that is kept once for all persons who bear it, with what comparing it needs.</summary>
sealed class NameEntry(PersonName name, int[] parts)
{
    readonly int[] _counts = new int[3];

    public string Text { get; } = name.Text;

    public string Bare { get; } = name.Bare;

    /// <summary>Numbers of the parts in ascending order; empty for a name of one part.</summary>
    public int[] Parts { get; } = parts;

    /// <summary>Nothing but letters from A to Z, and no more than fit into a word.</summary>
    public bool Plain { get; } = name.Bare.Length <= 64 && name.Bare.All(char.IsAsciiLetterUpper);

    public string Sound { get; } = ColognePhonetics.Encode(name.Text);

    public void Count(NameRole role, int change) => Interlocked.Add(ref _counts[(int)role], change);

    public int CountOf(NameRole role) => Volatile.Read(ref _counts[(int)role]);
}

/// <summary>Where a name stood: frequencies are kept apart.</summary>
enum NameRole
{
    Given,
    Family,
    Part,
}
