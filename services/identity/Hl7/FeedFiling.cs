using System.Text;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Applies one message: all of it in one transaction with its note, or nothing and the reason.</summary>
sealed class FeedFiling(
    IDocumentStore store, NpgsqlDataSource data, OpenDomain domain, Registrar registrar, Vault vault,
    TimeProvider clock, FeedWork work)
{
    readonly IDocumentSession _session = store.LightweightSession(new(work.Actor, work.Trace));

    public async Task<Hl7Complaint?> ApplyAsync(FeedMessage message, CancellationToken ct)
    {
        switch (message.Kind)
        {
            case FeedKind.Nothing:
                Note(new AuditEntry("message-passed-over", $"message/{Guid.Parse(work.Trace)}", "done"));
                await _session.SaveChangesAsync(ct);
                return null;
            case FeedKind.Merge or FeedKind.Link:
                return await MergeAsync(message, ct);
            case FeedKind.Unlink:
                return await UnlinkAsync(message.Patients[0], message.Patients[1], ct);
            case FeedKind.Renumber:
                return await RenumberAsync(message.Patients[0], ct);
            default:
                return await RegisterAsync(message.Patients[0], message.Kind == FeedKind.Update, ct);
        }
    }

    async Task<Hl7Complaint?> RegisterAsync(FeedPatient patient, bool isUpdate, CancellationToken ct)
    {
        var holders = await FeedHolder.FindAsync(data, vault, domain, patient.Data.Identifiers!, ct);
        // where identifiers lead to several people, matching says so and refuses
        return await RegisterAsync(patient, holders is [var one] ? one : null, isUpdate, ct);
    }

    async Task<Hl7Complaint?> RegisterAsync(
        FeedPatient patient, FeedHolder? holder, bool isUpdate, CancellationToken ct,
        IReadOnlyCollection<LocalIdentifier>? wrong = null)
    {
        var trust = domain.Settings.FindSource(work.Sender.Source)?.Trust ?? 0;
        var isNewest = holder is not null && !work.IsReplay
            && trust >= (domain.Settings.FindSource(holder.ReferenceSource)?.Trust ?? 0);
        var force = work.Force || (isUpdate && work.Sender.TrustUpdates);
        var known = holder is not null && (isUpdate || work.Force)
            ? new Registrar.KnownPerson(holder.Person, force) : null;
        var command = new RegisterIdentity(
            domain.Name, work.Sender.Source, patient.Data, null, ForceReference: isNewest);
        var (_, refusal) = await registrar.RegisterAsync(domain.Name,
            open => RegisteringIdentities.Read(command, open, vault, clock.GetUtcNow()), _session,
            async outcome =>
            {
                var version = await SettleAsync(patient, outcome, isNewest, ct);
                if (wrong is { Count: > 0 } && holder is not null && outcome.Answer.Person == holder.Person)
                    await FeedNumbers.QueueAsync(_session, vault, domain, holder.Person, version, wrong, ct);
                Note(outcome.Entry);
                await _session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, true);
            }, ct, known);
        return refusal is null ? null : FeedPlaces.Of(refusal, patient.Sequence);
    }

    /// <summary>The reference where the newest data were known already, and death. Gives the person's version with
    /// all that.</summary>
    async Task<long> SettleAsync(FeedPatient patient, Registrar.Outcome outcome, bool isNewest, CancellationToken ct)
    {
        if (outcome.Answer is not { Person: { } person, Version: { } version }) return 0;
        var before = outcome.NewKey is null
            ? await _session.Events.FetchForWriting<Person>(person, ct) : null;
        if (isNewest && before?.StartingVersion == version && outcome.Answer.Identity is { } said
            && before.Aggregate.Reference != said
            && PersonDecisions.DecideReference(person, before.Aggregate, said) is { Events: { Count: > 0 } chosen })
        {
            _session.Events.Append<Person>(person, version, [.. chosen]);
            version += chosen.Count;
        }

        var status = before?.Aggregate.VitalStatus ?? VitalStatus.Unknown;
        var now = patient.IsDead == true ? VitalStatus.Deceased
            : patient.IsDead == false && status == VitalStatus.Deceased && isNewest ? VitalStatus.Alive : status;
        var death = now == VitalStatus.Deceased ? patient.Data.DateOfDeath : null;
        var item = death is null || before is null ? null
            : await VaultRows.FindItemAsync(data, person, PersonReader.DeathField, ct);
        var isSaid = item is { } said2 && Encoding.UTF8.GetString(
            vault.Open(person, said2.Key, PersonReader.DeathField, said2.Content)) == death;
        if (now == status && (death is null || isSaid)) return version;
        _session.Events.Append<Person>(person, version, new VitalStatusRecorded(person, now));
        if (death is null || isSaid) return version + 1;
        var key = outcome.NewKey ?? item?.Key ?? (await VaultRows.FindKeyAsync(data, person, ct))!;
        _session.QueueSqlCommand(VaultRows.StoreItem(person, PersonReader.DeathField, (item?.Version ?? 0) + 1,
            vault.Seal(person, key, PersonReader.DeathField, Encoding.UTF8.GetBytes(death))));
        return version + 1;
    }

    async Task<Hl7Complaint?> MergeAsync(FeedMessage message, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var merging = new FeedMerging(_session, data, vault, domain);
            var (entries, changed, complaint) = await merging.QueueAsync(message, ct);
            if (complaint is not null) return complaint;
            if (changed is { } other)
            {
                return message.Patients.Count == 1 || message.Kind == FeedKind.Link
                    ? await RegisterAsync(
                        await WithNameAsync(other, ct), other.Holder, other.Holder is not null, ct)
                    : Hl7Complaint.Of(Hl7Errors.UnknownKey, "person-unknown", new("PID", other.Patient.Sequence, 3),
                        "Nobody has this identifier. Send what is not a merge in a message of its own.");
            }

            Note([.. entries]);
            try
            {
                await _session.SaveChangesAsync(ct);
                return null;
            }
            catch (StreamMovedException) when (attempt < 8)
            {
                // somebody changed one of them first: decided anew
            }
        }
    }

    async Task<Hl7Complaint?> UnlinkAsync(FeedPatient patient, FeedPatient parted, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (entry, complaint) = await new FeedParting(_session, data, vault, domain)
                .QueueAsync(patient, parted, ct);
            if (complaint is not null) return complaint;
            if (await NotedAsync(entry!, attempt, ct)) return null;
        }
    }

    /// <summary>A number that was wrong. Where nobody has the new one, it comes with what is told, in the same
    /// transaction.</summary>
    async Task<Hl7Complaint?> RenumberAsync(FeedPatient patient, CancellationToken ct)
    {
        var wrong = patient.Prior.Except(patient.Data.Identifiers!).ToArray();
        for (var attempt = 1; ; attempt++)
        {
            var (staying, leaving) = await FeedHolder.SidesAsync(
                data, vault, domain, patient.Data.Identifiers!, patient.Prior, ct);
            if (staying.Count > 1 || leaving.Count > 1)
                return FeedMerging.Several(new("MRG", patient.Sequence, 1));
            switch (staying, leaving)
            {
                case ([], _):
                    var known = leaving is [var holder] ? holder : null;
                    return await RegisterAsync(
                        await WithNameAsync(new(patient, known), ct), known, known is not null, ct, wrong);
                case ([var stays], [var leaves]) when stays.Person != leaves.Person:
                    return Hl7Complaint.Of(Hl7Errors.DuplicateKey, "identifiers-of-several-people",
                        new("PID", patient.Sequence, 3), "The new number is somebody else's. If they are the same "
                        + "person, merge them.");
            }

            var person = await _session.Events.FetchForWriting<Person>(staying[0].Person, ct);
            var changed = await FeedNumbers.QueueAsync(
                _session, vault, domain, person.Id, person.StartingVersion, wrong, ct);
            if (await NotedAsync(new("identifiers-ended", $"person/{person.Id}", changed > 0 ? "done" : "unchanged"),
                attempt, ct)) return null;
        }
    }

    /// <summary>Saved; false where somebody changed one of them first, so that it has to be decided anew.</summary>
    async Task<bool> NotedAsync(AuditEntry entry, int attempt, CancellationToken ct)
    {
        Note(entry);
        try
        {
            await _session.SaveChangesAsync(ct);
            return true;
        }
        catch (StreamMovedException) when (attempt < 8)
        {
            return false;
        }
    }

    /// <summary>A merge need not say who it is: the number is new, the rest is as it was.</summary>
    async Task<FeedPatient> WithNameAsync(FeedMerging.Renumbered renumbered, CancellationToken ct)
    {
        var (patient, holder) = renumbered;
        if (holder is null || patient.Data.FamilyName is not null) return patient;
        var persons = await PersonReader.ReadAsync(data, vault, [holder.Person], ct);
        var known = persons is [var person]
            ? person.Identities.FirstOrDefault(identity => identity.Identity == person.Reference) : null;
        return known is null ? patient : patient with
        {
            Data = known.Data with
            {
                Identifiers = patient.Data.Identifiers,
                Contacts = [.. known.Contacts.Select(contact => contact.Data)],
            },
        };
    }

    void Note(params AuditEntry[] entries)
    {
        var now = clock.GetUtcNow();
        _session.AuditAll([.. entries.Select(entry => new AuditRecord(entry, work.Actor, "", work.Trace, now))]);
        work.Note(_session, now);
    }
}
