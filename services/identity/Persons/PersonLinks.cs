using System.Collections.Immutable;

namespace TrustCenter.Identities;

/// <summary>What merging, splitting, moving and undoing do to a person.</summary>
static class PersonLinks
{
    public static Person Evolve(Person person, object @event) => @event switch
    {
        PersonAbsorbed e => Absorbed(person, e),
        PersonMerged e => person with
        {
            Status = PersonStatus.Merged,
            StatusBefore = person.Status,
            MergedInto = e.Into,
            MergedBy = e.Operation,
        },
        MergeUndone e => Without(person, e.Operation) with
        {
            Identities = person.Identities.RemoveRange(Operation(person, e.Operation).Identities),
            Reference = e.Reference,
            VitalStatus = e.VitalStatus,
        },
        PersonRestored e => person with
        {
            Status = e.Status,
            StatusBefore = PersonStatus.None,
            MergedInto = null,
            MergedBy = null,
            Identities = Of(e.Identities),
            Reference = e.Reference,
        },
        PersonSplit e => Split(person, e),
        PersonSplitOff e => Person.Initial with
        {
            Status = PersonStatus.Active,
            Domain = e.Domain,
            Identities = Of(e.Identities),
            Reference = e.Reference,
        },
        SplitUndone e => Without(person, e.Operation) with
        {
            Identities = person.Identities.SetItems(Of(e.Identities)),
            Reference = e.Reference,
        },
        SplitOffUndone e => person with
        {
            Status = PersonStatus.Merged,
            StatusBefore = person.Status,
            MergedInto = e.Into,
            MergedBy = e.Operation,
            Identities = Person.Initial.Identities,
        },
        IdentityMovedOut e => person with
        {
            Identities = person.Identities.Remove(e.Identity),
            Reference = e.Reference,
        },
        IdentityMovedIn e => person with
        {
            Identities = person.Identities.SetItem(e.Identity.Id, new(e.Identity.Source, e.Identity.Active)),
        },
        _ => person,
    };

    static Person Absorbed(Person person, PersonAbsorbed e) => person with
    {
        Identities = person.Identities.SetItems(Of(e.Identities)),
        VitalStatus = e.VitalStatus,
        Operations = person.Operations.Add(new(e.Operation, false, e.Other,
            [.. e.Identities.Select(identity => identity.Id)], person.Reference, person.Reference, person.VitalStatus,
            e.VitalStatus)),
    };

    static Person Split(Person person, PersonSplit e) => person with
    {
        Identities = person.Identities.RemoveRange(e.Identities),
        Reference = e.Reference,
        Operations = person.Operations.Add(new(e.Operation, true, e.Other, [.. e.Identities], person.Reference,
            e.Reference, person.VitalStatus, person.VitalStatus)),
    };

    static Person Without(Person person, Guid operation) =>
        person with { Operations = person.Operations.Remove(Operation(person, operation)) };

    static PersonOperation Operation(Person person, Guid operation) =>
        person.Operations.Find(o => o.Id == operation)
        ?? throw new InvalidOperationException("The life of a person undoes what it does not hold.");

    static ImmutableSortedDictionary<Guid, HeldIdentity> Of(IEnumerable<IdentityKey> keys) =>
        keys.ToImmutableSortedDictionary(key => key.Id, key => new HeldIdentity(key.Source, key.Active));
}
