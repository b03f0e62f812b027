using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>Cuts a value into q-grams, each a number of four UTF-16 units, the last one lowest; a positional q-gram has
/// its place, counted from 1, in the highest unit.</summary>
static class QGrams
{
    /// <summary>The distinct q-grams of all parts, in ascending order.</summary>
    public static ulong[] Of(ImmutableArray<string> parts, EncodedField field)
    {
        var (blanks, most) = (Blanks(field), 0);
        foreach (var part in parts) most += Math.Max(0, part.Length + 2 * blanks - field.Grams + 1);
        var found = new ulong[most];
        var count = 0;
        foreach (var part in parts) count += Cut(part, field, blanks, found.AsSpan(count));
        Array.Sort(found, 0, count);
        var distinct = 0;
        for (var i = 0; i < count; i++)
            if (i == 0 || found[i] != found[i - 1]) found[distinct++] = found[i];
        return distinct == found.Length ? found : found[..distinct];
    }

    static int Blanks(EncodedField field) =>
        field.Padding switch { GramPadding.None => 0, GramPadding.One => 1, _ => field.Grams - 1 };

    static int Cut(string text, EncodedField field, int blanks, Span<ulong> found)
    {
        var (n, gram, count) = (field.Grams, 0UL, 0);
        var mask = n == 4 ? ulong.MaxValue : (1UL << (16 * n)) - 1;
        for (var i = 0; i < text.Length + 2 * blanks; i++)
        {
            var letter = i < blanks || i >= blanks + text.Length ? ' ' : text[i - blanks];
            gram = (gram << 16 | letter) & mask;
            if (i < n - 1) continue;
            found[count++] = field.Positional ? gram | (ulong)(i - n + 2) << 48 : gram;
        }

        return count;
    }
}
