using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What came of one patient of a feed.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Identity">The identity it is about.</param>
/// <param name="Patient">What is known of it, where the caller may see that.</param>
/// <param name="Refusal">Why nothing was done.</param>
sealed record FedPatient(int Status, Guid? Identity = null, FhirResource? Patient = null, IResult? Refusal = null)
{
    public static implicit operator FedPatient(Rejection rejection) => new(0, Refusal: Problem.From(rejection));
}

/// <summary>
/// IHE PIXm, Patient Identity Feed FHIR (ITI-104): a source tells by an identifier of its own that somebody is new or
/// changed, turned out to be somebody else, or is gone. Identifiers lead, as in a feed of HL7 version 2.
/// </summary>
sealed class PatientFeed(
    IDocumentSession session, Registrar registrar, Vault vault, TimeProvider clock, Caller caller, OpenDomain domain)
{
    const int Attempts = 8;
    const string Place = "Patient";

    static readonly FedPatient Several = new(0, Refusal: Problem.Of(StatusCodes.Status412PreconditionFailed,
        "identity-ambiguous", "Several people have this identifier; look at them first.", "identifier"));

    static readonly Rejection NotIn = Rejection.Invalid("search-parameter-invalid",
        "The patient bears the identifier of the address.", "Patient.identifier");

    /// <summary>New, changed or, with a link, replaced.</summary>
    public async Task<FedPatient> PutAsync(Identifier by, FhirResource patient, CancellationToken ct)
    {
        if (Read(by, "identifier", out var identifier) is { } unknown) return unknown;
        if (!patient.All("identifier").Any(own => own.Text("value") == identifier.Value
            && EpixNames.AuthorityOf(domain.Settings, own.Text("system")) == identifier.Authority)) return NotIn;
        if (patient["link"] is not null) return await ReplaceAsync(identifier, patient, ct);
        if (patient.Text("active") == "false") return PatientReading.Unsupported($"{Place}.active");
        if (PatientReading.TryRead(patient, domain.Settings, Place, out var data) is { } fault) return fault;
        var holders = await FeedHolder.FindAsync(session.DataSource, vault, domain, [identifier], ct);
        if (holders.Count > 1) return Several;
        var source = patient.Text("meta.source") is { } named ? Uri.UnescapeDataString(named)
            : domain.Settings.Sources[0].Name;
        var holder = holders is [var one] ? one : null;
        var isNewest = holder is not null && Trust(source) >= Trust(holder.ReferenceSource);
        var (view, answer, refused) = await new EpixRegistration(session, registrar, vault, clock, caller)
            .RegisterAsync(new(domain.Name, source, data, null, isNewest),
                holder is null ? null : new(holder.Person, Force: false), ct);
        if (refused is not null)
        {
            return refused.Path == "source" ? refused with { Path = $"{Place}.meta.source" }
                : PatientPlaces.Of(refused, Place);
        }

        var status = holder is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var identity = view?.Identities.FirstOrDefault(known => known.Identity == answer!.Identity);
        return new(status, answer!.Identity, identity is null || !caller.May(Permissions.IdentityRead) ? null
            : PersonWriting.Patient(view!, identity, domain.Settings, withMpi: true));
    }

    /// <summary>Takes everything out of use that has the identifier; erasing is an act of its own.</summary>
    public async Task<FedPatient> DeleteAsync(Identifier by, CancellationToken ct)
    {
        if (!caller.May(Permissions.IdentityErase)) return new(0, Refusal: Problem.PermissionMissing);
        if (Read(by, "identifier", out var identifier) is { } unknown) return unknown;
        for (var attempt = 1; ; attempt++)
        {
            var found = await PersonSearch.IdentitiesByIdentifierAsync(
                session.DataSource, vault, domain.Name, identifier, ct);
            var persons = found.Select(hit => hit.Person).Distinct().ToArray();
            if (persons.Length > 1) return Several;
            if (persons is not [var person]) return new(StatusCodes.Status204NoContent);
            var stream = await session.Events.FetchForWriting<Person>(person, ct);
            var left = found.Select(hit => hit.Identity).ToHashSet();
            var decision = Without(person, stream.Aggregate, left);
            if (decision.Rejection is { } rejection) return rejection;
            stream.AppendMany([.. decision.Events]);
            session.Audit(new("identity-deactivated", $"person/{person}",
                decision.Events.Count == 0 ? "unchanged" : "done", Detail: new { identities = left.Order() }));
            if (await SavedAsync(attempt, ct)) return new(StatusCodes.Status204NoContent);
        }
    }

    /// <summary>Whoever has the identifier turned out to be the one the link names.</summary>
    async Task<FedPatient> ReplaceAsync(LocalIdentifier leaving, FhirResource patient, CancellationToken ct)
    {
        if (!caller.May(Permissions.IdentityLink)) return new(0, Refusal: Problem.PermissionMissing);
        var links = patient.All("link").ToList();
        if (links is not [var link] || link.Text("type") != "replaced-by" || patient.Text("active") != "false"
            || Other(link) is not { } other)
        {
            return Rejection.Unprocessable("element-not-supported", "A patient who is replaced is not active and has "
                + "one link of the type replaced-by, with an identifier of the other patient.", $"{Place}.link");
        }

        if (Read(other, $"{Place}.link.other", out var staying) is { } unknown) return unknown;
        for (var attempt = 1; ; attempt++)
        {
            var from = await FeedHolder.FindAsync(session.DataSource, vault, domain, [leaving], ct);
            var into = await FeedHolder.FindAsync(session.DataSource, vault, domain, [staying], ct);
            if (from.Count > 1 || into.Count > 1) return Several;
            if (from is not [var one]) return Faults.PersonUnknown with { Path = "identifier" };
            if (into is not [var stays])
                return Faults.PersonUnknown with { Kind = RejectionKind.Unprocessable, Path = $"{Place}.link.other" };
            if (one.Person == stays.Person)
                session.Audit(new("person-merged", $"person/{stays.Person}", "unchanged"));
            else if (await JoinAsync(one.Person, stays.Person, ct) is { } rejection) return rejection;
            if (await SavedAsync(attempt, ct)) return new(StatusCodes.Status200OK);
        }
    }

    async Task<Rejection?> JoinAsync(Guid fromId, Guid intoId, CancellationToken ct)
    {
        var from = await session.Events.FetchForWriting<Person>(fromId, ct);
        var into = await session.Events.FetchForWriting<Person>(intoId, ct);
        var operation = Guid.CreateVersion7(session.RecordedAt);
        var (rejection, _) = await JoiningPersons.QueueAsync(session, from, into, null, null, operation, ct);
        if (rejection is null)
            session.Audit(new("person-merged", $"person/{intoId}", "done", Detail: new { other = fromId, operation }));
        return rejection;
    }

    async Task<bool> SavedAsync(int attempt, CancellationToken ct)
    {
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (StreamMovedException) when (attempt < Attempts)
        {
            return false; // somebody changed one of them first: decided anew
        }
    }

    Rejection? Read(Identifier by, string place, out LocalIdentifier identifier)
    {
        identifier = new("", by.Value ?? "");
        if (EpixNames.AuthorityOf(domain.Settings, by.System) is not { } authority)
        {
            return Rejection.Unprocessable("authority-unknown", "The domain lists no authority of this system.", place);
        }

        identifier = identifier with { Authority = authority };
        return null;
    }

    int Trust(string source) => domain.Settings.FindSource(source)?.Trust ?? 0;

    static Decision Without(Guid id, Person person, IReadOnlySet<Guid> leaving)
    {
        var active = person.Identities.Where(held => held.Value.Active).Select(held => held.Key).ToArray();
        if (active.All(leaving.Contains)) return PersonDecisions.DecideActive(id, person, active: false);
        var events = new List<object>();
        foreach (var identity in active.Where(leaving.Contains))
        {
            var decision = PersonDecisions.DecideActive(id, person, identity, active: false);
            if (decision.Rejection is not null) return decision;
            events.AddRange(decision.Events);
            person = decision.Events.Aggregate(person, Person.Evolve);
        }

        return Decision.Of([.. events]);
    }

    static Identifier? Other(FhirElement link) =>
        link["other.identifier"] is { } named && named.Text("system") is { } system && named.Text("value") is { } value
            ? new(system, value)
            : link.Text("other.reference") is { } reference && reference.Split("?identifier=") is [Place, var token]
                ? FeedingPatients.Token(Uri.UnescapeDataString(token)) : null;
}
