using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>The word that <see cref="DoubleMetaphone"/> reads and the two codes that it writes.</summary>
sealed class MetaphoneWord(string letters)
{
    readonly StringBuilder _primary = new();
    readonly StringBuilder _alternate = new();

    public int Length => letters.Length;

    public int Last => letters.Length - 1;

    public bool Slavic { get; } = letters.AsSpan().IndexOfAny("WK") >= 0
        || letters.Contains("CZ", StringComparison.Ordinal) || letters.Contains("WITZ", StringComparison.Ordinal);

    public bool Germanic { get; } = letters.StartsWith("VAN ", StringComparison.Ordinal)
        || letters.StartsWith("VON ", StringComparison.Ordinal) || letters.StartsWith("SCH", StringComparison.Ordinal);

    public char this[int index] => index >= 0 && index < letters.Length ? letters[index] : '\0';

    public bool Vowel(int index) => this[index] is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y';

    /// <summary>Whether one of the texts stands at this place.</summary>
    public bool At(int start, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
            if (start >= 0 && start + text.Length <= letters.Length
                && letters.AsSpan(start, text.Length).SequenceEqual(text)) return true;
        return false;
    }

    /// <summary>Whether the character at this place is one of these.</summary>
    public bool Is(int index, string characters) => this[index] is var c && c != '\0' && characters.Contains(c);

    public void Add(string both) => Add(both, both);

    public void Add(string primary, string alternate)
    {
        _primary.Append(primary);
        _alternate.Append(alternate);
    }

    public (string Primary, string Alternate) Codes(int longest) => (Cut(_primary, longest), Cut(_alternate, longest));

    public bool Full(int longest) => _primary.Length >= longest && _alternate.Length >= longest;

    static string Cut(StringBuilder code, int longest) => code.ToString(0, Math.Min(longest, code.Length));
}
