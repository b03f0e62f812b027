namespace TrustCenter.Identities.Linkage;

/// <summary>Family names as they are compared, kept for a while.</summary>
sealed class FamilyTexts
{
    readonly Recent<string, string> _known = new(StringComparer.Ordinal);

    public string Of(string? name) => name is null ? ""
        : _known.TryGet(name, out var known) ? known : _known.Keep(name, PersonName.Family(name).Text);
}
