using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Cuts a value into q-grams, each a number of four UTF-16 units, the last one lowest; a positional q-gram has
/// its place, counted from 1, in the highest unit.</summary>
static class QGrams
{
    /// <summary>The distinct q-grams of all parts, in ascending order.</summary>
    public static ulong[] Of(ImmutableArray<string> parts, EncodedField field)
    {
        var found = new SortedSet<ulong>();
        foreach (var part in parts) Cut(part, field, found);
        return [.. found];
    }

    static void Cut(string text, EncodedField field, SortedSet<ulong> found)
    {
        var (n, gram) = (field.Grams, 0UL);
        var blanks = field.Padding switch { GramPadding.None => 0, GramPadding.One => 1, _ => n - 1 };
        var mask = n == 4 ? ulong.MaxValue : (1UL << (16 * n)) - 1;
        for (var i = 0; i < text.Length + 2 * blanks; i++)
        {
            var letter = i < blanks || i >= blanks + text.Length ? ' ' : text[i - blanks];
            gram = (gram << 16 | letter) & mask;
            if (i < n - 1) continue;
            found.Add(field.Positional ? gram | (ulong)(i - n + 2) << 48 : gram);
        }
    }
}
