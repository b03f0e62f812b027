using System.Text;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>What an original may be: any text a database or a register can hold.</summary>
public static class Originals
{
    public const int Longest = 1000;
    public const int MostInBatch = 10_000;

    public static Rejection? Fault(IReadOnlyList<string>? texts, string path, int most = MostInBatch)
    {
        if (texts is not { Count: > 0 }) return Faults.Missing(path);
        if (texts.Count > most) return Faults.TooMany(path, most);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!IsUsable(texts[i]))
            {
                return Rejection.Invalid("value-invalid",
                    $"A value has 1 to {Longest} characters, is not only white space and is well-formed Unicode.",
                    $"{path}[{i}]");
            }
        }

        return null;
    }

    public static bool IsUsable(string? text) =>
        text is { Length: > 0 and <= Longest } && !string.IsNullOrWhiteSpace(text) && IsWellFormed(text);

    /// <summary>No half surrogate pairs and no U+0000, which no database keeps.</summary>
    public static bool IsWellFormed(string text)
    {
        if (Ascii.IsValid(text)) return !text.Contains('\0');
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
