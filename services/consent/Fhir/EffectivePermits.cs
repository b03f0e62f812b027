namespace TrustCenter.Consents;

/// <summary>
/// What of a document is effective now. A widespread client counts every provision of a list as a consent, whatever its
/// type and the Consent's status, so such lists hold nothing else. Pure.
/// </summary>
public static class EffectivePermits
{
    /// <summary>Permits of the document that decide their policy at that moment.</summary>
    public static List<Provision> Of(GatewayDocument document, FoundPerson? person, DateTimeOffset at)
    {
        var permits = new List<Provision>();
        if (person is null || person.IsDamaged || document.Status != "active") return permits;
        var options = document.Domain.Options();
        foreach (var provision in document.Provisions)
        {
            if (provision.Type != ProvisionType.Permit) continue;
            var answer = ConsentEvaluation.Policy(person.Documents, provision.Policy, at, options);
            if (answer.Permitted && answer.Documents.Contains(document.Id)) permits.Add(provision);
        }

        return permits;
    }
}
