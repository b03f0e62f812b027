namespace TrustCenter.Consents;

/// <summary>A form as clients name it. What is null is left open.</summary>
public sealed record TemplateReference(string? Domain, string Name, string? Version)
{
    /// <summary>Canonical of a whole form: this, the domain, a slash, the form, a bar, its version.</summary>
    public const string Composed = "https://ths-greifswald.de/fhir/gics/QuestionnaireComposed/";

    public const string Frame = "https://ths-greifswald.de/fhir/gics/TemplateFrame/";

    public string? Key => Version is null ? null : $"{Name}|{Version}";

    /// <summary>
    /// Reads <c>name|version</c>, a name alone, the incumbent's key <c>domain;name;version</c>, and its canonicals
    /// <c>…/QuestionnaireComposed/domain/name|version</c> and <c>…/TemplateFrame/domain|name</c>.
    /// </summary>
    public static TemplateReference? TryParse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text.StartsWith(Composed, StringComparison.Ordinal)) return OfComposed(text[Composed.Length..]);
        if (text.StartsWith(Frame, StringComparison.Ordinal)) return OfFrame(text[Frame.Length..]);
        if (text.Split(';') is [var domain, var name, var version])
            return Of(domain, name, version);
        return text.Contains(';', StringComparison.Ordinal) ? null : OfKey(null, text);
    }

    static TemplateReference? OfComposed(string rest)
    {
        var decoded = Decode(rest);
        var slash = decoded.IndexOf('/', StringComparison.Ordinal);
        return slash <= 0 ? null : OfKey(decoded[..slash], decoded[(slash + 1)..]);
    }

    static TemplateReference? OfFrame(string rest) =>
        Decode(rest).Split('|') is [var domain, var name] ? Of(domain, name, null) : null;

    static TemplateReference? OfKey(string? domain, string key) => key.Split('|') switch
    {
        [var name] => Of(domain, name, null),
        [var name, var version] => Of(domain, name, version),
        _ => null,
    };

    static TemplateReference? Of(string? domain, string name, string? version) =>
        domain is "" || name.Length == 0 || version is "" ? null : new(domain, name.Normalize(), version);

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
