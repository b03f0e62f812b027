using System.Buffers;
using System.Collections.Frozen;

namespace TrustCenter.Identities.Linkage;

/// <summary>A field's value after a Mainzelliste's transformers: one text, or three components of a name.</summary>
sealed record MainzellisteValue(string[] Components, bool Compound)
{
    const int Components3 = 3;
    static readonly char[] Delimiters = [' ', '.', ':', ',', ';', '-', '\''];
    static readonly SearchValues<char> Ends = SearchValues.Create(Delimiters);

    static readonly FrozenSet<string> Particles = """
        AL AM AN AUF D DA DE DEL DELA DEM DEN DER DI DOS DR DU EL EN ET FREIFRAU FREIHERR GRAEFIN GRAF LA LE MC MED O PD
        PROF SR UND V VAN VO VOM VON Y ZU ZUM ZUR
        """.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public bool IsEmpty { get; } = Components.All(component => component.Length == 0);

    public static MainzellisteValue Of(MainzellisteField field, string? text)
    {
        var value = new MainzellisteValue([text ?? ""], false);
        if (field.Number) value = new([value.Components[0].Trim().TrimStart('0')], false);
        foreach (var transformer in field.Transformers)
        {
            value = transformer switch
            {
                "StringNormalizer" => new([Normalise(value.Components[0])], false),
                "StringTrimmer" => new([value.Components[0].Trim()], false),
                "FirstNameDecomposer" => new(First(value.Components[0]), true),
                _ => new(Last(value.Components[0]), true),
            };
        }

        return value;
    }

    static string Normalise(string text)
    {
        var trimmed = text.Trim(Delimiters);
        return trimmed.Replace("ä", "ae", StringComparison.Ordinal).Replace("Ä", "AE", StringComparison.Ordinal)
            .Replace("ö", "oe", StringComparison.Ordinal).Replace("Ö", "OE", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("Ü", "UE", StringComparison.Ordinal)
            .Replace("ß", "ss", StringComparison.Ordinal).ToUpperInvariant();
    }

    /// <summary>The first two parts and the rest as it is.</summary>
    static string[] First(string text)
    {
        var components = new List<string>();
        while (components.Count < Components3 - 1)
        {
            var end = text.AsSpan().IndexOfAny(Ends);
            if (end < 0) break;
            components.Add(text[..end]);
            text = text[end..].TrimStart(Delimiters);
        }

        components.Add(text);
        return Filled(components);
    }

    /// <summary>The first two parts that are no particle; all others and then the particles.</summary>
    static string[] Last(string text)
    {
        var parts = text.Split(Delimiters, StringSplitOptions.RemoveEmptyEntries);
        var names = parts.Where(part => !Particles.Contains(part.ToUpperInvariant())).ToList();
        var others = string.Concat(names.Skip(Components3 - 1).Select(name => " " + name));
        var particles = string.Join(' ', parts.Where(part => Particles.Contains(part.ToUpperInvariant())));
        var components = Filled(names.Take(Components3 - 1).ToList());
        components[Components3 - 1] = others.Length > 0 ? $"{others} {particles}" : particles;
        return components;
    }

    static string[] Filled(List<string> components)
    {
        while (components.Count < Components3) components.Add("");
        return [.. components];
    }
}
