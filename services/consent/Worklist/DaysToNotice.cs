namespace TrustCenter.Consents;

/// <summary>Days on which something about a document will have to be noticed.</summary>
/// <param name="Expiry">The day behind the last permission; null: none ends.</param>
/// <param name="Majority">When a child whose guardians consented comes of age.</param>
public readonly record struct DaysToNotice(DateOnly? Expiry, DateOnly? Majority)
{
    public static DaysToNotice Of(DocumentKind kind, string provisions, DateOnly? majority)
    {
        if (kind is not (DocumentKind.Consent or DocumentKind.OptOut)) return default;
        DateOnly? last = null;
        if (!ReadTexts.TryProvisions(provisions, out var read)) read = ProvisionText.Parse(provisions);
        foreach (var provision in read)
        {
            if (provision.Type == ProvisionType.Permit && !(provision.End <= last)) last = provision.End;
        }

        return new(last < LegalDays.OpenEnd ? last.Value.AddDays(1) : null, majority);
    }
}
