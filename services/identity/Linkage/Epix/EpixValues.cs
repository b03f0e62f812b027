using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>A field's value as an E-PIX compares it: the text, or all selections and orders of its several values,
/// those that leave some out first and the text as written last.</summary>
/// <param name="Texts">At least one.</param>
/// <param name="Incomplete">How many of them count as leaving values out.</param>
sealed record EpixValues(string[] Texts, int Incomplete)
{
    const int MostValues = 6;

    public bool Several => Texts.Length > 1;

    /// <summary>Reads a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="first">Whether it is the first of all fields: there one more selection counts as incomplete.
    /// </param>
    /// <param name="text">After preprocessing.</param>
    /// <exception cref="FormatException">More than six values, which an E-PIX refuses.</exception>
    public static EpixValues Of(EpixField field, bool first, string text)
    {
        if (field.Values is null) return new([text], 0);
        var values = text.Split(field.Values.Separator, StringSplitOptions.RemoveEmptyEntries);
        if (values.Length > MostValues) throw new FormatException($"More than six values in '{field.Name}'.");
        if (values.Length < 2) return new([values is [var single] ? single : text], 0);
        var texts = new List<string>();
        var complete = 0;
        for (var selection = 1; selection < 1 << values.Length; selection++)
        {
            // The first value is the highest bit, so that everything is the last selection.
            var selected = values.Where((_, i) => (selection >> (values.Length - 1 - i) & 1) == 1).ToArray();
            complete = texts.Count;
            texts.AddRange(Orders(selected));
        }

        return new([.. texts], first ? complete : complete - 1);
    }

    /// <summary>Applies a domain's preprocessing.</summary>
    public static string Preprocess(EpixPreprocessing? steps, string text)
    {
        if (steps is null) return text;
        foreach (var (from, to) in steps.Replacements) text = text.Replace(from, to, StringComparison.Ordinal);
        foreach (var transformation in steps.Transformations)
        {
            text = transformation switch
            {
                "ToUpperCase" => text.Replace("ß", "SS", StringComparison.Ordinal).ToUpperInvariant(),
                "Trim" => text.Trim(),
                "CharNormalization" => Ascii(text),
                _ => Umlauts(text),
            };
        }

        return text;
    }

    /// <summary>All orders, the given one last.</summary>
    static IEnumerable<string> Orders(string[] values) => Permute(values, 0);

    static IEnumerable<string> Permute(string[] values, int from)
    {
        if (from == values.Length)
        {
            yield return string.Concat(values);
            yield break;
        }

        for (var i = values.Length - 1; i >= from; i--)
        {
            (values[from], values[i]) = (values[i], values[from]);
            foreach (var order in Permute(values, from + 1)) yield return order;
            (values[from], values[i]) = (values[i], values[from]);
        }
    }

    static string Ascii(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsAscii));

    static string Umlauts(string text) => text
        .Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
        .Replace("ü", "ue", StringComparison.Ordinal).Replace("Ä", "AE", StringComparison.Ordinal)
        .Replace("Ö", "OE", StringComparison.Ordinal).Replace("Ü", "UE", StringComparison.Ordinal)
        .Replace("ẞ", "SS", StringComparison.Ordinal);
}
