using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Finds identities and whose they are, by keys.</summary>
sealed class EpixSearch(IDocumentSession session, Vault vault, OpenDomain domain)
{
    public async Task<(IReadOnlyCollection<(Guid Person, Guid Identity)>? Found, Rejection? Fault)> FindAsync(
        EpixQuery query, DateOnly today, CancellationToken ct)
    {
        IReadOnlyCollection<(Guid Person, Guid Identity)>? found = null;
        if (query.Value is not null)
        {
            var (hits, fault) = await ByIdentifierAsync(query.System!, query.Value, ct);
            if (fault is not null) return (null, fault);
            found = hits;
        }

        if (query.Wanted is not { } wanted) return (found, null);
        var free = domain.Settings with { RequiredFields = [] };
        if (IdentityFields.Fault(wanted, free, today) is { Code: not "nothing-to-compare" } wrong)
            return (null, wrong with { Path = query.Type });
        if (found is not null) return (await AgreeingAsync(found, wanted, ct), null);
        var fields = await PersonSearch.IdentitiesByFieldsAsync(
            session.DataSource, vault, domain, IdentityFields.Clean(wanted), ct);
        if (fields is null) return (null, TooWide with { Path = query.Type });
        return (wanted.Gender is "other" or "unknown" ? await OfGenderAsync(fields, wanted.Gender, ct) : fields, null);
    }

    /// <summary>By an id of the index, a local identifier or an identity's own key.</summary>
    public async Task<(IReadOnlyCollection<(Guid Person, Guid Identity)>? Found, Rejection? Fault)> ByIdentifierAsync(
        string system, string value, CancellationToken ct)
    {
        var data = session.DataSource;
        if (system == EpixNames.Mpi)
        {
            var persons = await PersonSearch.ByMpiIdAsync(data, vault, domain.Name, value, ct);
            return (await IdentityRows.OfPersonsAsync(data, persons, ct), null);
        }

        if (system == EpixNames.IdentityKey)
        {
            return Guid.TryParse(value, out var key)
                && await IdentityRows.PersonInAsync(data, key, domain.Name, ct) is { } person
                ? ([(person, key)], null) : ([], null);
        }

        return EpixNames.AuthorityOf(domain.Settings, system) is { } authority
            ? (await PersonSearch.IdentitiesByIdentifierAsync(
                data, vault, domain.Name, new(authority, value), ct), null)
            : (null, SystemUnknown);
    }

    static readonly Rejection TooWide = Rejection.Unprocessable("search-too-wide",
        "Give an identifier, a family name or a whole birth date.");

    static readonly Rejection SystemUnknown = Rejection.Unprocessable("authority-unknown",
        "The domain lists no authority of this system.", "identifier");

    /// <summary>Of those found by an identifier the ones whose fields agree as well.</summary>
    async Task<IReadOnlyCollection<(Guid, Guid)>> AgreeingAsync(
        IReadOnlyCollection<(Guid Person, Guid Identity)> found, IdentityData wanted, CancellationToken ct)
    {
        var like = PersonSearch.Like(domain, IdentityFields.Clean(wanted));
        var persons = await PersonReader.ReadAsync(
            session.DataSource, vault, [.. found.Select(hit => hit.Person).Distinct()], ct);
        return
        [
            .. persons.SelectMany(person => person.Identities, (person, identity) => (person.Person, identity))
                .Where(own => found.Contains((own.Person, own.identity.Identity))
                    && PersonSearch.Agrees(like, domain, own.identity) && IsOf(own.identity, wanted.Gender))
                .Select(own => (own.Person, own.identity.Identity)),
        ];
    }

    async Task<IReadOnlyCollection<(Guid, Guid)>> OfGenderAsync(
        IReadOnlyCollection<(Guid Person, Guid Identity)> found, string gender, CancellationToken ct)
    {
        var persons = await PersonReader.ReadAsync(
            session.DataSource, vault, [.. found.Select(hit => hit.Person).Distinct()], ct);
        var fitting = persons.SelectMany(person => person.Identities).Where(identity => IsOf(identity, gender))
            .Select(identity => identity.Identity).ToHashSet();
        return [.. found.Where(hit => fitting.Contains(hit.Identity))];
    }

    static bool IsOf(IdentityView identity, string? gender) => gender switch
    {
        "other" => identity.Data.Gender is "other" or "diverse",
        "unknown" => identity.Data.Gender is null or "unknown",
        _ => gender is null || gender == identity.Data.Gender,
    };
}
