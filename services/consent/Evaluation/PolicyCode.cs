namespace TrustCenter.Consents;

/// <summary>A policy as every consumer names it: code system and code. Compared exactly.</summary>
public readonly record struct PolicyCode(string System, string Code)
{
    /// <summary>Code system of the MII Broad Consent's policies.</summary>
    public const string MiiSystem = "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3";

    /// <summary>What all MII policy codes begin with; the last arc follows.</summary>
    public const string MiiPrefix = "2.16.840.1.113883.3.1937.777.24.5.3.";

    static readonly PolicyCode[] Known =
        [.. Enumerable.Range(0, 128).Select(static arc => new PolicyCode(MiiSystem, MiiPrefix + Text(arc)))];

    static string Text(int arc) => arc.ToString(global::System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An MII policy by the last arc of its code, for example 8 for "use MDAT for research".</summary>
    // One string per code, so that comparing usually ends at the reference.
    public static PolicyCode Mii(int arc) =>
        arc > 0 && arc < Known.Length ? Known[arc] : new(MiiSystem, MiiPrefix + Text(arc));

    public override string ToString() => $"{System}|{Code}";

    /// <summary>Reads <c>system|code</c>; a code alone that begins like an MII code gets the MII system.</summary>
    public static bool TryParse(string? text, out PolicyCode code)
    {
        code = default;
        if (string.IsNullOrWhiteSpace(text)) return false;
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0 && bar < text.Length - 1)
        {
            code = new(text[..bar], text[(bar + 1)..]);
            return true;
        }

        if (bar >= 0 || !text.StartsWith(MiiPrefix, StringComparison.Ordinal)) return false;
        code = new(MiiSystem, text);
        return true;
    }
}
