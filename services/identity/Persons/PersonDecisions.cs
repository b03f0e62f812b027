using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What may happen to one person.</summary>
static class PersonDecisions
{
    static readonly Rejection LastIdentity = Rejection.Conflict("last-identity",
        "The person would be left without an active identity; deactivate or delete the person instead.");

    public static Decision DecideReference(Guid id, Person person, Guid identity)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        if (!person.Identities.TryGetValue(identity, out var held)) return Faults.IdentityUnknown;
        if (!held.Active)
            return Rejection.Conflict("identity-not-active", "A deactivated identity stands for nobody.", "identity");
        return person.Reference == identity ? Decision.Nothing : Decision.Of(new ReferenceSet(id, identity));
    }

    public static Decision DecideActive(Guid id, Person person, bool active)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        return (person.Status == PersonStatus.Active) == active ? Decision.Nothing
            : Decision.Of(active ? new PersonReactivated(id) : new PersonDeactivated(id));
    }

    public static Decision DecideActive(Guid id, Person person, Guid identity, bool active)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        if (!person.Identities.TryGetValue(identity, out var held)) return Faults.IdentityUnknown;
        if (held.Active == active) return Decision.Nothing;
        if (active) return Decision.Of(new IdentityReactivated(id, identity));
        return HasOther(person, identity) && person.ReferenceWithout(identity) is { } left
            ? Decision.Of(new IdentityDeactivated(id, identity, left))
            : LastIdentity;
    }

    public static Decision DecideVitalStatus(Guid id, Person person, VitalStatus status, bool newDay) =>
        Faults.OfPerson(person) is { } fault ? fault
            : person.VitalStatus == status && !newDay ? Decision.Nothing
            : Decision.Of(new VitalStatusRecorded(id, status));

    public static Decision DecideDelete(Guid id, Person person, Guid identity)
    {
        if (Faults.OfPerson(person) is { } fault) return fault;
        if (!person.Identities.ContainsKey(identity)) return Faults.IdentityUnknown;
        return HasOther(person, identity) && person.ReferenceWithout(identity) is { } left
            ? Decision.Of(new IdentityDeleted(id, identity, left))
            : LastIdentity;
    }

    public static Decision DecideDelete(Guid id, Person person) => person.Status switch
    {
        PersonStatus.None => Faults.PersonUnknown,
        PersonStatus.Deleted => Decision.Nothing,
        PersonStatus.Merged => Faults.PersonMerged,
        _ => Decision.Of(new PersonDeleted(id)),
    };

    static bool HasOther(Person person, Guid identity) =>
        person.Identities.Any(held => held.Key != identity && held.Value.Active);
}
