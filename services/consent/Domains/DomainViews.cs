using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>How domains look from outside.</summary>
public static class DomainViews
{
    public static DomainView Of(DomainSettings settings, long version) => new(settings.Name, version, new(
        settings.SignerIdTypes, settings.Label, settings.OrganisationName, settings.SafeSignerIdType,
        settings.PolicySystem, settings.PolicyNameSystem, settings.RevokeIsPermanent,
        settings.Compatibility == Compatibility.Gics ? "gics" : "none", settings.ValidQuality, settings.InvalidQuality,
        settings.DefaultQuality, settings.ScansNotMandatory, settings.OmitDenies));

    /// <summary>Whether the caller has seen another version than this; no If-Match means: whatever it is.</summary>
    public static bool Stale(this HttpContext http, long version) =>
        ETags.IsConditional(http) && (!ETags.TryRead(http, out var seen) || seen != version);
}
