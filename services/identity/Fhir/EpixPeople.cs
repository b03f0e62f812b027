using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Shows people as operations answer with them.</summary>
static class EpixPeople
{
    /// <summary>The one person with an id of the index, which may be the one it was merged into.</summary>
    public static async Task<Guid?> FindAsync(
        IDocumentSession session, Vault vault, OpenDomain domain, string mpiId, CancellationToken ct) =>
        await PersonSearch.ByMpiIdAsync(session.DataSource, vault, domain.Name, mpiId, ct) is [var person]
            ? person : null;

    public static Rejection Unknown(string parameter) => Faults.PersonUnknown with { Path = Places.Of(parameter) };

    public static Rejection PageUnknown { get; } = Rejection.NotFound("page-unknown",
        "This is no link to a page of yours, or it is too old; search again.", EpixPages.Parameter);

    /// <summary>Person and Patients. Who may only register gets the keys: what others told of somebody is not
    /// theirs to see.</summary>
    public static IEnumerable<(string Name, ParameterValue Value)> Parts(
        PersonView? person, DomainSettings domain, bool whole)
    {
        if (person is null) yield break;
        yield return ("mpiPerson", PersonWriting.Person(person));
        if (!whole) yield break;
        foreach (var identity in person.Identities)
            yield return ("identity", PersonWriting.Patient(person, identity, domain));
    }

    /// <summary>That these were shown; to be committed before they are read.</summary>
    public static void AuditLook(this IDocumentSession session, string action, params IEnumerable<Guid> persons)
    {
        foreach (var person in persons) session.Audit(new(action, $"person/{person}", "seen"));
    }
}
