using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A person who has one of a patient's identifiers.</summary>
sealed record FeedHolder(Guid Person, string ReferenceSource)
{
    const string Read = """
        select distinct i.person, coalesce(r.source, '') from identity.identifiers l
        join identity.identities i on i.identity = l.identity and i.active
        join identity.persons p on p.person = i.person
        left join identity.identities r on r.identity = p.reference
        where l.lookup = any($1)
        """;

    /// <summary>Whoever has one of them; identifiers that mean nothing lead to nobody.</summary>
    public static async Task<IReadOnlyList<FeedHolder>> FindAsync(
        NpgsqlDataSource data, Vault vault, OpenDomain domain, IReadOnlyList<LocalIdentifier> identifiers,
        CancellationToken ct)
    {
        var lookups = identifiers.Where(own => domain.Settings.FindAuthority(own.Authority)?.Rule != "none")
            .Select(own => IncomingIdentifier.LookupOf(vault, domain.Name, own)).ToArray();
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Read, (object)lookups));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var holders = new List<FeedHolder>();
        while (await reader.ReadAsync(ct)) holders.Add(new(reader.GetGuid(0), reader.GetString(1)));
        return holders;
    }

    /// <summary>Whoever has one of the identifiers of either side; an insurance number, say, may stand on
    /// both.</summary>
    public static async Task<(IReadOnlyList<FeedHolder> Ones, IReadOnlyList<FeedHolder> Others)> SidesAsync(
        NpgsqlDataSource data, Vault vault, OpenDomain domain, IReadOnlyList<LocalIdentifier> one,
        IReadOnlyList<LocalIdentifier> other, CancellationToken ct)
    {
        var ones = await FindAsync(data, vault, domain, one, ct);
        var others = await FindAsync(data, vault, domain, other, ct);
        if (ones.Count > 1) ones = [.. ones.Except(others)];
        if (others.Count > 1) others = [.. others.Except(ones)];
        return (ones, others);
    }
}

/// <summary>
/// Merges of one message. A number nobody has was never told of: where it is the one that goes, nothing is to be done;
/// where it is the one that stays, its data come to whoever has the other one, or are new.
/// </summary>
sealed class FeedMerging(IDocumentSession session, NpgsqlDataSource data, Vault vault, OpenDomain domain)
{
    readonly Dictionary<Guid, (IEventStream<Person> Stream, Person Now)> _lives = [];
    readonly List<AuditEntry> _entries = [];

    /// <summary>A patient whose number is new.</summary>
    public sealed record Renumbered(FeedPatient Patient, FeedHolder? Holder);

    public async Task<(IReadOnlyList<AuditEntry> Entries, Renumbered? Renumbered, Hl7Complaint? Complaint)> QueueAsync(
        FeedMessage message, CancellationToken ct)
    {
        if (message is { Kind: FeedKind.Link, Patients: [var one, var linked] })
            return await LinkAsync(one, linked, ct);
        foreach (var patient in message.Patients)
        {
            var (staying, leaving) = await FeedHolder.SidesAsync(
                data, vault, domain, patient.Data.Identifiers!, patient.Prior, ct);
            if (staying.Count > 1) return (_entries, null, Several(new("PID", patient.Sequence, 3)));
            if (leaving.Count > 1) return (_entries, null, Several(new("MRG", patient.Sequence, 1)));
            if (staying is not [var into])
                return (_entries, new(patient, leaving is [var holder] ? holder : null), null);
            if (leaving is not [var other] || await NowOfAsync(other.Person, ct) == await NowOfAsync(into.Person, ct))
            {
                _entries.Add(new("person-merged", $"person/{into.Person}", "unchanged"));
                continue;
            }

            if (await MergeAsync(other.Person, into.Person, ct) is { } refusal)
                return (_entries, null, FeedPlaces.Of(refusal, patient.Sequence));
        }

        return (_entries, null, null);
    }

    /// <summary>Whoever is known takes the other number as well.</summary>
    async Task<(IReadOnlyList<AuditEntry> Entries, Renumbered? Renumbered, Hl7Complaint? Complaint)> LinkAsync(
        FeedPatient patient, FeedPatient linked, CancellationToken ct)
    {
        var (ones, others) = await FeedHolder.SidesAsync(
            data, vault, domain, patient.Data.Identifiers!, linked.Data.Identifiers!, ct);
        if (ones.Count > 1) return (_entries, null, Several(new("PID", patient.Sequence, 3)));
        if (others.Count > 1) return (_entries, null, Several(new("PID", linked.Sequence, 3)));
        switch (ones, others)
        {
            case ([], []):
                return (_entries, null, Hl7Complaint.Of(Hl7Errors.UnknownKey, "person-unknown",
                    new("PID", patient.Sequence, 3), "Nobody has one of these identifiers; send who it is first."));
            case ([], [var known]):
                return (_entries, new(patient, known), null);
            case ([var known], []):
                return (_entries, new(linked, known), null);
            case ([var into], [var other]) when into.Person != other.Person:
                var refusal = await MergeAsync(other.Person, into.Person, ct);
                return (_entries, null, refusal is null ? null : FeedPlaces.Of(refusal, linked.Sequence));
            default:
                _entries.Add(new("person-merged", $"person/{ones[0].Person}", "unchanged"));
                return (_entries, null, null);
        }
    }

    async Task<Rejection?> MergeAsync(Guid otherId, Guid intoId, CancellationToken ct)
    {
        var into = await NowOfAsync(intoId, ct);
        var other = await NowOfAsync(otherId, ct);
        if ((await PairRows.SettledAsync(data, other, [into], ct, "distinct")).Count > 0)
        {
            return Rejection.Conflict("persons-distinct",
                "It was decided that these are two people; take that back first.");
        }

        var operation = Guid.CreateVersion7(session.RecordedAt);
        var lives = PersonLinking.DecideMerge(into, _lives[into].Now, other, _lives[other].Now, operation);
        if (lives.Rejection is { } refusal) return refusal;
        Append(into, lives.One);
        Append(other, lives.Other);
        _entries.Add(new("person-merged", $"person/{into}", "done", Detail: new { other, operation }));
        return null;
    }

    /// <summary>Whom a person has become by earlier merges of the message.</summary>
    async Task<Guid> NowOfAsync(Guid id, CancellationToken ct)
    {
        if (!_lives.TryGetValue(id, out var life))
        {
            var stream = await session.Events.FetchForWriting<Person>(id, ct);
            _lives[id] = life = (stream, stream.Aggregate);
        }

        return life.Now.MergedInto is { } into ? await NowOfAsync(into, ct) : id;
    }

    void Append(Guid id, Decision decision)
    {
        var (stream, now) = _lives[id];
        stream.AppendMany([.. decision.Events]);
        _lives[id] = (stream, decision.Events.Aggregate(now, Person.Evolve));
    }

    public static Hl7Complaint Several(Hl7Place place) => Hl7Complaint.Of(Hl7Errors.DuplicateKey,
        "identifiers-of-several-people", place,
        "These identifiers belong to different people; look at them before anything is merged.");
}
