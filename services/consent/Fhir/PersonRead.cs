using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A question about the documents of people, read and ready to be asked.</summary>
public sealed record PersonRead(GatewayDomain Domain, CheckedPerson Person, GatewayConfig Config)
{
    FoundPerson? _found;

    /// <summary>What the audit calls whom this is about.</summary>
    public string Audited => Persons.Name(Person, _found!);

    public static async Task<(PersonRead?, Rejection?)> TryReadAsync(
        Parameters parameters, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog,
        CancellationToken ct)
    {
        var (domain, fault) = await GatewayQuestion.DomainAsync(parameters, caller, session, catalog, ct);
        if (domain is null) return (null, fault);
        if (GatewayQuestion.TryReadIdentifiers(parameters, domain.Settings, out var identifiers) is { } identifierFault)
            return (null, identifierFault);
        if (GatewayConfig.TryRead(parameters, out var config) is { } configFault) return (null, configFault);
        return (new(domain, Persons.Of(vault, domain.Settings.Name, identifiers, config.Matching), config), null);
    }

    /// <summary>What is known of the person, in all states.</summary>
    public async Task<FoundPerson> FindAsync(GatewayLook look, CancellationToken ct) =>
        _found = (await look.PeopleAsync([Person], ct)).People[0];

    /// <summary>Documents that the identifiers select.</summary>
    public static Guid[] Ids(FoundPerson person)
    {
        var documents = new HashSet<Guid>();
        foreach (var facts in person.Documents) documents.Add(facts.ConsentId);
        return [.. documents];
    }
}
