using System.Runtime.InteropServices;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Documents of the people asked about, read in one snapshot, with the log position it shows.</summary>
public sealed record Snapshot(
    string Position, IReadOnlyDictionary<string, DomainSettings> Domains, IReadOnlyList<FoundPerson> People);

/// <summary>One person's documents. <see cref="Subject"/> is null where nobody has the identifiers.</summary>
public sealed class FoundPerson
{
    readonly List<DocumentFacts> _facts = [];

    public Guid? Subject { get; private set; }

    /// <summary>A stored row could not be read: all that follows is "not permitted".</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Keys of the signer ids that were asked for and exist.</summary>
    public List<Guid> Asked { get; } = new(1);

    public ReadOnlySpan<DocumentFacts> Documents => CollectionsMarshal.AsSpan(_facts);

    internal void Add(Guid subject, Guid signer, DocumentFacts? facts, bool repeated)
    {
        Subject ??= subject;
        if (!Asked.Contains(signer)) Asked.Add(signer);
        if (facts is not null && !(repeated && _facts.Exists(known =>
            known.ConsentId == facts.ConsentId && known.State == facts.State))) _facts.Add(facts);
    }

    internal void Damage() => IsDamaged = true;

    internal void Keep(Predicate<DocumentFacts> wanted) => _facts.RemoveAll(facts => !wanted(facts));
}

/// <summary>Reads what evaluation needs, for many people in one statement.</summary>
public static class PersonDocuments
{
    const string Domains = """
        select pg_current_snapshot()::text, d.name, d.settings
        from (values (1)) as one left join consent.domains d on d.name = any($1)
        """;

    // A lookup is a keyed hash over the domain too, so it alone says who is meant; the index takes all at one go.
    // Whom the index of identities takes for the same person counts as one: their lookups lead to both, see
    // consent.relink.
    const string Documents = """
        select s.lookup, s.subject, s.id, d.consent_id, d.state, d.kind, d.signed_at, d.known_from, d.quality,
            d.annulled, d.provisions, d.uses, d.signers
        from consent.signer_ids s left join consent.document_states d on d.subject = s.subject
        where s.lookup = any($1)
        """;

    const string SubjectDocuments = """
        select 0, p.asked, p.asked, d.consent_id, d.state, d.kind, d.signed_at, d.known_from, d.quality,
            d.annulled, d.provisions, d.uses, d.signers
        from (select asked, asked as subject from unnest($1) as asked union all
            select l.subject, l.other from consent.links l where l.subject = any($1)) p
        join consent.document_states d on d.subject = p.subject
        """;

    // whose a document is stands where a key of what was asked for stands elsewhere
    const string CountingDocuments = """
        select 0, d.subject, d.subject, d.consent_id, d.state, d.kind, d.signed_at, d.known_from, d.quality,
            d.annulled, d.provisions, d.uses, d.signers
        from (select $1 as subject union all select l.other from consent.links l where l.subject = $1) p
        join consent.document_states d on d.subject = p.subject
        """;

    /// <summary>Runs inside a repeatable-read transaction, so that both statements see the same snapshot.</summary>
    public static async Task<Snapshot> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<CheckedPerson> people,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Sql.Command(Domains, (object)Names(people)));
        var asked = new AskedLookups(people);
        batch.BatchCommands.Add(Sql.Command(Documents, (object)asked.Distinct));
        await using var reader = await batch.ExecuteReaderAsync(ct);

        var position = "";
        var domains = new Dictionary<string, DomainSettings>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            position = reader.GetString(0);
            if (!reader.IsDBNull(1)) domains[reader.GetString(1)] = ReadTexts.Settings(reader.GetString(2));
        }

        await reader.NextResultAsync(ct);
        var found = new FoundPerson[people.Count];
        for (var i = 0; i < found.Length; i++) found[i] = new();
        while (await reader.ReadAsync(ct))
        {
            for (var asker = asked.Of(reader.GetFieldValue<byte[]>(0)); asker >= 0; asker = asked.Next(asker))
            {
                var index = asked.Person(asker);
                if (!domains.TryGetValue(people[index].Domain, out var domain)) continue;
                var facts = reader.IsDBNull(3) ? null : Facts(reader, domain, found[index]);
                found[index].Add(reader.GetGuid(1), reader.GetGuid(2), facts, people[index].Lookups.Length > 1);
            }
        }

        for (var i = 0; i < found.Length; i++) Select(people[i], found[i]);
        return new(position, domains, found);
    }

    /// <summary>The documents of people known by their keys, in the caller's transaction.</summary>
    public static async Task<Dictionary<Guid, FoundPerson>> OfSubjectsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DomainSettings domain, Guid[] subjects,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { Sql.Command(SubjectDocuments, subjects) },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new Dictionary<Guid, FoundPerson>();
        while (await reader.ReadAsync(ct))
        {
            var subject = reader.GetGuid(1);
            if (!found.TryGetValue(subject, out var person)) found.Add(subject, person = new());
            person.Add(subject, subject, Facts(reader, domain, person), false);
        }

        return found;
    }

    /// <summary>All that counts for somebody in a check, and which of it was signed by whom the index of identities
    /// takes for the same person.</summary>
    public static async Task<(FoundPerson Person, HashSet<Guid> Others)> CountingAsync(
        NpgsqlDataSource database, DomainSettings domain, Guid subject, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(CountingDocuments, subject));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (person, others) = (new FoundPerson(), new HashSet<Guid>());
        while (await reader.ReadAsync(ct))
        {
            var facts = Facts(reader, domain, person);
            if (reader.GetGuid(1) != subject) others.Add(facts.ConsentId);
            person.Add(subject, subject, facts, false);
        }

        return (person, others);
    }

    static string[] Names(IReadOnlyList<CheckedPerson> people)
    {
        List<string> names = [];
        for (var i = 0; i < people.Count; i++)
        {
            if (!names.Contains(people[i].Domain)) names.Add(people[i].Domain);
        }

        return [.. names];
    }

    static DocumentFacts Facts(NpgsqlDataReader row, DomainSettings domain, FoundPerson person)
    {
        var quality = row.GetString(8);
        if (!ReadTexts.TryProvisions(row.GetString(10), out var provisions)) person.Damage();
        return new(row.GetGuid(3), row.GetInt32(4), (DocumentKind)row.GetInt16(5),
            row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7),
            Counts: !row.GetBoolean(9) && !domain.InvalidQuality.Contains(quality),
            provisions, PolicyUses.Read(row.GetString(11)),
            ImmutableCollectionsMarshal.AsImmutableArray(row.GetFieldValue<Guid[]>(12)));
    }

    /// <summary>
    /// At least all, or exactly: only consents signed under the identifiers that were asked for. What the person took
    /// back counts under whichever identifier it was said.
    /// </summary>
    static void Select(CheckedPerson asked, FoundPerson person)
    {
        if (asked.Matching == IdMatch.AtLeastOne) return;
        var all = person.Asked.Count == asked.Lookups.Length;
        person.Keep(facts => facts.Kind.Withholds() || all && person.Asked.All(id => facts.Signers.Contains(id))
            && (asked.Matching != IdMatch.Exact || facts.Signers.Length == person.Asked.Count));
    }
}
