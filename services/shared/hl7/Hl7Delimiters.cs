namespace TrustCenter.Hl7;

/// <summary>The characters that structure a message, as its first bytes say. A null character is one the message does
/// not have, so nothing is split by it.</summary>
/// <param name="Field">Between fields.</param>
/// <param name="Component">Between components.</param>
/// <param name="Repetition">Between repetitions.</param>
/// <param name="Escape">Around escape sequences.</param>
/// <param name="SubComponent">Between subcomponents.</param>
/// <param name="Truncation">Behind what was cut off (2.7 and later).</param>
public readonly record struct Hl7Delimiters(
    char Field, char Component, char Repetition = '\0', char Escape = '\0', char SubComponent = '\0',
    char Truncation = '\0')
{
    /// <summary>Those that nearly everybody uses.</summary>
    public static Hl7Delimiters Usual { get; } = new('|', '^', '~', '\\', '&');

    /// <summary>The second field of the header.</summary>
    public string EncodingCharacters =>
        string.Concat(new[] { Component, Repetition, Escape, SubComponent, Truncation }.TakeWhile(c => c != '\0'));

    /// <summary>Reads them from the beginning of a message.</summary>
    /// <exception cref="Hl7Exception">It begins with no header, or with one that contradicts itself.</exception>
    public static Hl7Delimiters Read(ReadOnlySpan<char> message)
    {
        if (!message.StartsWith("MSH") || message.Length < 5)
        {
            throw new Hl7Exception(Hl7Errors.SegmentSequence, Hl7Place.Message,
                "A message begins with MSH and its delimiters.");
        }

        var rest = message[4..];
        var end = rest.IndexOfAny(message[3], '\r', '\n');
        var encoding = end < 0 ? rest : rest[..end];
        if (encoding.Length is 0 or > 5) throw Wrong();
        var all = string.Concat(message.Slice(3, 1), encoding);
        foreach (var c in all)
        {
            if (c is <= ' ' or > '~' || char.IsAsciiLetterOrDigit(c)) throw Wrong();
        }

        if (all.Distinct().Count() != all.Length) throw Wrong();
        return new(all[0], all[1], At(2), At(3), At(4), At(5));

        char At(int i) => i < all.Length ? all[i] : '\0';
    }

    static Hl7Exception Wrong() => new(Hl7Errors.DataType, new("MSH", 1, 2),
        "The delimiters are one to five different characters that are neither letters nor digits.");
}
