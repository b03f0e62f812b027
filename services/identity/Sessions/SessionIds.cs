using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Ids of the types a server knows: of the index, of an authority, or pseudonyms.</summary>
static class SessionIds
{
    /// <summary>A person's ids; an authority's that the person does not have are left out.</summary>
    public static async Task<(IReadOnlyList<SessionId>?, Rejection?)> OfAsync(
        SessionServer server, IEnumerable<string> types, PersonView person, PseudonymLink pseudonyms,
        CancellationToken ct)
    {
        var ids = new List<SessionId>();
        foreach (var name in types)
        {
            var (id, refusal) = server.IdType(name) switch
            {
                { PseudonymDomain: { } domain } => await pseudonyms.OfAsync(domain, person.MpiId, ct),
                { Authority: { } authority } => (LocalOf(person, authority), null),
                _ => (person.MpiId, null),
            };
            if (refusal is not null) return (null, refusal);
            if (id is not null) ids.Add(new(name, id));
        }

        return (ids, null);
    }

    /// <summary>Those ids that are there already: nothing is made.</summary>
    public static async Task<IReadOnlyList<SessionId>> KnownAsync(
        SessionServer server, IEnumerable<string> types, PersonView person, PseudonymLink pseudonyms,
        CancellationToken ct)
    {
        var ids = new List<SessionId>();
        foreach (var name in types)
        {
            var id = server.IdType(name) switch
            {
                { PseudonymDomain: { } domain } => await pseudonyms.KnownAsync(domain, person.MpiId, ct),
                { Authority: { } authority } => LocalOf(person, authority),
                _ => person.MpiId,
            };
            if (id is not null) ids.Add(new(name, id));
        }

        return ids;
    }

    /// <summary>The person an id stands for, in the server's domain; null: nobody.</summary>
    public static async Task<(Guid?, Rejection?)> PersonAsync(
        SessionServer server, SessionId id, NpgsqlDataSource data, Vault vault, PseudonymLink pseudonyms,
        CancellationToken ct)
    {
        var type = server.IdType(id.IdType);
        if (type?.Authority is { } authority)
        {
            var known = await PersonSearch.ByIdentifierAsync(
                data, vault, server.Domain, new(authority, id.IdString), ct);
            return (known is [var one] ? one : null, null);
        }

        var (mpiId, refusal) = type?.PseudonymDomain is { } domain
            ? await pseudonyms.BehindAsync(domain, id.IdString, ct) : (id.IdString, null);
        if (mpiId is null) return (null, refusal);
        var found = await PersonSearch.ByMpiIdAsync(data, vault, server.Domain, mpiId, ct);
        return (found is [var person] ? person : null, null);
    }

    /// <summary>The reference's number first, then any other active identity's.</summary>
    static string? LocalOf(PersonView person, string authority) => person.Identities
        .Where(identity => identity.Active).OrderByDescending(identity => identity.Identity == person.Reference)
        .SelectMany(identity => identity.Data.Identifiers ?? [])
        .FirstOrDefault(own => own.Authority == authority)?.Value;
}
