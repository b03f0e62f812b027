using Npgsql;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Which open pairs of a domain are asked for.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Person">Whose; null: everybody's.</param>
/// <param name="Offset">How many to pass over.</param>
/// <param name="Count">How many to show.</param>
sealed record PossibleMatchQuery(string Domain, Guid? Person, int Offset, int Count);

/// <summary>An open pair, by keys.</summary>
sealed record OpenPair(Guid Pair, Guid IdentityA, Guid PersonA, Guid IdentityB, Guid PersonB, double Score);

/// <summary>Reads open pairs and shows them as the gateway does.</summary>
static class PossibleMatchPages
{
    // but for those drawn for a look without a hint: this gateway can't help showing what gives them away
    const string Open = """
        where p.domain = $1 and not p.joined and (p.status in ('same', 'disputed')
            or p.status in ('open', 'postponed', 'second-opinion') and p.sample is null)
        order by p.score desc, p.pair offset $2 limit $3
        """;

    const string List = $"""
        select p.pair, p.identity_a, a.person, p.identity_b, b.person, p.score
        from identity.pairs p
        join identity.identities a on a.identity = p.identity_a
        join identity.identities b on b.identity = p.identity_b
        {Open}
        """;

    const string ListOfPerson = $"""
        select p.pair, p.identity_a, a.person, p.identity_b, b.person, p.score
        from (
            select q.* from identity.identities i join identity.pairs q on q.identity_a = i.identity
            where i.person = $4
            union
            select q.* from identity.identities i join identity.pairs q on q.identity_b = i.identity
            where i.person = $4) p
        join identity.identities a on a.identity = p.identity_a
        join identity.identities b on b.identity = p.identity_b
        {Open}
        """;

    /// <summary>The pairs of the page, and one more where there is a next one.</summary>
    public static async Task<List<OpenPair>> ReadAsync(
        NpgsqlDataSource data, PossibleMatchQuery query, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(query.Person is { } person
            ? Sql.Command(ListOfPerson, query.Domain, query.Offset, query.Count + 1, person)
            : Sql.Command(List, query.Domain, query.Offset, query.Count + 1));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var pairs = new List<OpenPair>();
        while (await reader.ReadAsync(ct))
        {
            pairs.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetGuid(4),
                reader.GetDouble(5)));
        }

        return pairs;
    }

    /// <summary>Both identities of each pair as Patients. That they were looked at is committed with whatever else is
    /// in the session, before they are read.</summary>
    public static async Task<List<(OpenPair Pair, FhirResource A, FhirResource B, int Link)>> ShowAsync(
        IReadOnlyList<OpenPair> pairs, OpenDomain domain, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var persons = pairs.SelectMany(pair => new[] { pair.PersonA, pair.PersonB }).Distinct().ToArray();
        var numbers = await LinkNumbers.OfAsync(session.DataSource, [.. pairs.Select(pair => pair.Pair)], ct);
        session.AuditLook("identity-viewed", persons);
        await session.SaveChangesAsync(ct);
        var patients = (await PersonReader.ReadAsync(session.DataSource, vault, persons, ct))
            .SelectMany(person => person.Identities, (person, identity) => (person, identity))
            .ToDictionary(own => own.identity.Identity,
                own => PersonWriting.Patient(own.person, own.identity, domain.Settings));
        return
        [
            .. pairs.Where(pair => patients.ContainsKey(pair.IdentityA) && patients.ContainsKey(pair.IdentityB))
                .Select(pair => (pair, patients[pair.IdentityA], patients[pair.IdentityB], numbers[pair.Pair])),
        ];
    }

    /// <summary>The weight of a pair in its weighting's unit, and between 0 and 1: of Fellegi and Sunter's bits the
    /// probability that both are one person, of an E-PIX's ratio its share, a Mainzelliste's weight as it is.</summary>
    public static (decimal Score, decimal Result) Weights(double score, LinkageConfiguration configuration)
    {
        var finite = double.IsNaN(score) ? 0 : Math.Clamp(score, -1_000, 1_000);
        var result = configuration switch
        {
            { FellegiSunter: not null } => 1 / (1 + Math.Pow(2, -finite)),
            { Epix: not null } => Math.Max(0, finite) / (1 + Math.Max(0, finite)),
            _ => Math.Clamp(finite, 0, 1),
        };
        return (Math.Round((decimal)finite, 3), Math.Round((decimal)result, 6));
    }
}
