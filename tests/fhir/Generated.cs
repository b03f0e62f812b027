using System.Globalization;
using System.Text;

namespace TrustCenter.Fhir.Tests;

/// <summary>Random resources that R4's table allows, the same for the same seed.</summary>
static class Generated
{
    static readonly string[] Texts =
    [
        "a", "Müller", "Mu\u0308ller", "ß", "Łódź", "Ελένη", "Мария", "محمد", "😀", "a b",
        " spaces at both ends ", "x\ny\tz\r\n",
        "\"quoted\" & <tagged>", "]]>", "\\u0041", "null", "\u00A0x", "a\u2028b", "'", "&amp;", "\u0085y", "0",
    ];

    static readonly string[] Dates = ["0001", "1900-02", "2024-02-29", "9999-12-31", "1987"];

    static readonly string[] Times =
    [
        "2024-02-29T00:00:00Z", "2024-12-31T23:59:59.999999999+14:00", "1999-01-01T10:10:10-03:30",
        "2015-06-30T23:59:60Z",
    ];

    static readonly string[] Decimals = ["0", "-0.0", "1.10", "100", "1.5e10", "1E-7", "0.000000000000000000001", "-5"];

    static readonly FhirType[] Resources =
        [.. R4.Types.Where(t => t.Kind == FhirKind.Resource).OrderBy(t => t.Name, StringComparer.Ordinal)];

    public static FhirResource Resource(int seed)
    {
        var dice = new Dice(unchecked((uint)seed * 2654435761u + 1));
        return (FhirResource)Element(dice, Resources[dice.Next(Resources.Length)], 0);
    }

    static FhirElement Element(Dice dice, FhirType type, int depth)
    {
        var element = type.Kind == FhirKind.Resource ? new FhirResource(type) : new FhirElement(type);
        if (type.IsPrimitive)
        {
            element.Value = Literal(dice, type.Syntax);
            if (depth < 6 && type.Syntax != FhirSyntax.Xhtml && dice.Next(12) == 0) Extend(dice, element, depth);
            return element;
        }

        foreach (var choices in type.Slots.GroupBy(s => s.Order))
        {
            var options = choices.ToArray();
            var slot = options[dice.Next(options.Length)];
            if (depth >= 4)
                slot = options.FirstOrDefault(s => s.Type.IsPrimitive) ?? slot;
            if (!slot.Required && (depth >= 4 || dice.Next(depth + 3) != 0)) continue;
            if (!slot.Required && slot.Type.Kind == FhirKind.AnyResource && depth > 1) continue;
            for (var count = slot.Many ? 1 + dice.Next(3) : 1; count > 0; count--)
                element.Append(slot, Child(dice, slot, depth));
        }

        if (!element.IsEmpty || element is FhirResource) return element;
        var first = type.Slots.Last(s => s.Type.IsPrimitive && s.Name != "id" || s.Name == "extension");
        element.Append(first, Child(dice, first, depth));
        return element;
    }

    static FhirElement Child(Dice dice, FhirSlot slot, int depth)
    {
        if (slot.Type.Kind == FhirKind.AnyResource)
            return Element(dice, R4.Get(dice.Next(2) == 0 ? "Patient" : "Basic"), depth + 1);
        var child = Element(dice, slot.Type, depth + 1);
        if (slot.Codes is { } codes)
            child.Value = codes.Order(StringComparer.Ordinal).ElementAt(dice.Next(codes.Count));
        if (slot.Targets.Count > 0 && child.Text("reference") is not null) child.Set("reference", "#x");
        if (slot.Name == "id") return new(slot.Type, "id-1"); // ids have no extensions
        if (slot.Attribute) return new(slot.Type, "https://example.org/e");
        return child;
    }

    static void Extend(Dice dice, FhirElement element, int depth)
    {
        element.Append(element.Type.Find("extension")!, Element(dice, R4.Get("Extension"), depth + 3));
        if (dice.Next(3) == 0) element.Value = null;
    }

    static string Literal(Dice dice, FhirSyntax syntax) => syntax switch
    {
        FhirSyntax.Text => Texts[dice.Next(Texts.Length)],
        FhirSyntax.Boolean => dice.Next(2) == 0 ? "true" : "false",
        FhirSyntax.Integer => (dice.Next(9) - 4).ToString(CultureInfo.InvariantCulture),
        FhirSyntax.PositiveInt => (dice.Next(int.MaxValue) + 1).ToString(CultureInfo.InvariantCulture),
        FhirSyntax.UnsignedInt => dice.Next(int.MaxValue).ToString(CultureInfo.InvariantCulture),
        FhirSyntax.Decimal => Decimals[dice.Next(Decimals.Length)],
        FhirSyntax.Code => dice.Next(2) == 0 ? "code" : "two words",
        FhirSyntax.Id => "id-1.A",
        FhirSyntax.Uri => dice.Next(2) == 0 ? "urn:oid:1.2.3" : "https://example.org/ä?x=1&y=2",
        FhirSyntax.Oid => "urn:oid:2.16.840.1",
        FhirSyntax.Uuid => "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        FhirSyntax.Date => Dates[dice.Next(Dates.Length)],
        FhirSyntax.DateTime => dice.Next(2) == 0 ? Dates[dice.Next(Dates.Length)] : Times[dice.Next(Times.Length)],
        FhirSyntax.Instant => Times[dice.Next(Times.Length)],
        FhirSyntax.Time => "23:59:59.5",
        FhirSyntax.Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Texts[dice.Next(Texts.Length)])),
        _ => "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class='x'>a &amp; b<br/></p></div>",
    };
}

/// <summary>A small generator (xorshift), so that a seed means the same everywhere.</summary>
sealed class Dice(uint seed)
{
    uint state = seed == 0 ? 1 : seed;

    public int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)below);
    }
}
