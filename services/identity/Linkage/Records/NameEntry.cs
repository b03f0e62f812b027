namespace TrustCenter.Identities.Linkage;

/// <summary>A name that is kept once for all persons who bear it, with what comparing it needs.</summary>
sealed class NameEntry(PersonName name, int[] parts)
{
    public string Text { get; } = name.Text;

    public string Bare { get; } = name.Bare == name.Text ? name.Text : name.Bare;

    /// <summary>The parts as written, with blanks between them.</summary>
    public string Key { get; } = name.Parts.Length == 1 ? name.Text : name.ToString();

    /// <summary>Numbers of the parts in ascending order; empty for a name of one part.</summary>
    public int[] Parts { get; } = parts;

    /// <summary>Nothing but letters from A to Z, and no more than fit into a word.</summary>
    public bool Plain { get; } = name.Bare.Length <= 64 && name.Bare.All(char.IsAsciiLetterUpper);

    public string Sound { get; } = string.Intern(ColognePhonetics.Encode(name.Text));
}

/// <summary>What is looked at of nearly every name that is compared, side by side in memory: its signature and how
/// often it occurs.</summary>
struct NameFacts
{
    public NameSignature Signature;
    public int Given;
    public int Family;
}

/// <summary>Where a name stood: frequencies are kept apart.</summary>
enum NameRole
{
    Given,
    Family,
}
