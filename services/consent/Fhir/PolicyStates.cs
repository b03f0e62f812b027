using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>Policies as states, one Consent each. Pure.</summary>
public static class PolicyStates
{
    /// <summary>What a document says about a policy.</summary>
    public readonly record struct State(GatewayDocument Document, Provision Provision)
    {
        public bool Permits => Provision.Type == ProvisionType.Permit;

        public FhirResource ToConsent() => ConsentMapping.OfPolicy(Document, Provision);
    }

    /// <summary>The state of every policy that the documents speak of, at a moment. What is unknown is left out, or
    /// denied where the client wants it so.</summary>
    public static IEnumerable<State> Current(
        IReadOnlyList<GatewayDocument> documents, FoundPerson person, GatewayConfig config, DateTimeOffset at)
    {
        if (documents.Count == 0) yield break;
        var options = documents[0].Domain.Options() with { UnknownIsDecline = config.UnknownIsDecline };
        foreach (var policy in PoliciesOf(documents))
        {
            var answer = person.IsDamaged
                ? new(Permission.Deny, ReasonCodes.ProvisionMalformed, [])
                : ConsentEvaluation.Policy(person.Documents, policy, at, options);
            if (answer.Permission == Permission.Unknown || Deciding(documents, answer, policy, at) is not { } document)
                continue;
            var type = answer.Permitted ? ProvisionType.Permit : ProvisionType.Deny;
            var provision = document.Provisions.FirstOrDefault(said => said.Policy == policy && said.Type == type);
            yield return new(document, provision
                ?? new(ProvisionType.Deny, policy, LegalDays.Of(document.SignedAt), LegalDays.OpenEnd));
        }
    }

    /// <summary>Every policy a document was signed with: permitted, or for whatever reason not.</summary>
    public static IEnumerable<State> Signed(GatewayDocument document, DateOnly today)
    {
        var said = new Dictionary<PolicyCode, Provision>();
        foreach (var provision in document.Provisions)
        {
            if (!said.TryGetValue(provision.Policy, out var other) || other.Type == ProvisionType.Permit)
                said[provision.Policy] = provision;
        }

        foreach (var provision in Unanswered(document)) said.TryAdd(provision.Policy, provision);
        foreach (var provision in said.Values)
        {
            var permits = provision.Type == ProvisionType.Permit && provision.End >= today
                && document.Status == "active";
            yield return new(document, provision with { Type = permits ? ProvisionType.Permit : ProvisionType.Deny });
        }
    }

    /// <summary>Boxes of a consent left open deny; those of a withdrawal and of silent modules say nothing.</summary>
    static IEnumerable<Provision> Unanswered(GatewayDocument document)
    {
        if (document.Kind is not (DocumentKind.Consent or DocumentKind.OptOut)) yield break;
        var start = LegalDays.Of(document.SignedAt);
        foreach (var module in document.Template.Modules)
        {
            if (!module.Decision || module.SilentWhenDeclined
                || !document.Answers.TryGetValue(module.Name, out var answer)
                || answer is not (ModuleAnswer.Unknown or ModuleAnswer.NotAsked or ModuleAnswer.NotChosen)) continue;
            foreach (var policy in module.Policies)
            {
                var end = document.Template.Validity is { } validity && LegalDays.TryEnd(start, validity, out var last)
                    ? last : LegalDays.OpenEnd;
                yield return new(ProvisionType.Deny, policy.Code, start, end, policy.Version);
            }
        }
    }

    static IEnumerable<PolicyCode> PoliciesOf(IReadOnlyList<GatewayDocument> documents) =>
        documents.SelectMany(document => document.Provisions).Select(provision => provision.Policy).Distinct()
            .OrderBy(policy => policy.System, StringComparer.Ordinal).ThenBy(policy => policy.Code.Length)
            .ThenBy(policy => policy.Code, StringComparer.Ordinal);

    static GatewayDocument? Deciding(
        IReadOnlyList<GatewayDocument> documents, PolicyAnswer answer, PolicyCode policy, DateTimeOffset at) =>
        answer.Documents.IsEmpty
            ? documents.Where(document => LegalDays.Of(document.SignedAt) <= LegalDays.Of(at)
                && document.Provisions.Any(said => said.Policy == policy)).MaxBy(document => document.SignedAt)
            : documents.FirstOrDefault(document => document.Id == answer.Documents[^1]);
}
