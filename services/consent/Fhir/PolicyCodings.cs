using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>A policy as codings: under the national code and under the name pipelines know.</summary>
public static class PolicyCodings
{
    /// <summary>National code first: one client reads only the first coding of a document's provision.</summary>
    public static CodeableConcept InDocument(GatewayDocument document, PolicyCode policy) =>
        Named(document, policy) is { } name ? new([Code(document, policy), name]) : new(Code(document, policy));

    /// <summary>
    /// National code last, as the incumbent orders them in a policy state: one client reads only the first, another
    /// only the last.
    /// </summary>
    public static CodeableConcept InState(GatewayDocument document, PolicyCode policy) =>
        Named(document, policy) is { } name ? new([name, Code(document, policy)]) : new(Code(document, policy));

    static Coding Code(GatewayDocument document, PolicyCode policy) =>
        new(policy.System, policy.Code, Find(document, policy).Name ?? policy.Code);

    /// <summary>The name under the domain's own code system; null where the code is that already.</summary>
    public static Coding? Named(GatewayDocument document, PolicyCode policy)
    {
        if (policy.System == document.Domain.PolicyNameSystem) return null;
        var (name, display) = Find(document, policy);
        return name is null ? null : new(document.Domain.PolicyNameSystem, name, display);
    }

    static (string? Name, string? Display) Find(GatewayDocument document, PolicyCode policy)
    {
        foreach (var module in document.Template.Modules)
        {
            foreach (var known in module.Policies)
                if (known.Code == policy) return (known.Name, known.Display);
        }

        return MiiPolicyList.Find(policy) is { } shipped ? (shipped.Name, shipped.Display) : (null, null);
    }
}
