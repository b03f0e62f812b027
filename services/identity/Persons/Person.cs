using System.Collections.Immutable;
using TrustCenter.Events;

namespace TrustCenter.Identities;

public enum PersonStatus
{
    None,
    Active,
    Deactivated,
    Merged,
    Deleted,
}

/// <summary>An identity as a person holds it.</summary>
public sealed record HeldIdentity(string Source, bool Active);

/// <summary>A merge or split that can be undone, with what was before.</summary>
public sealed record PersonOperation(
    Guid Id, bool IsSplit, Guid Other, ImmutableArray<Guid> Identities, Guid ReferenceBefore, Guid ReferenceAfter,
    VitalStatus VitalBefore, VitalStatus VitalAfter);

/// <summary>What the events of one person add up to.</summary>
public sealed record Person : IFold<Person>
{
    public static Person Initial { get; } = new();

    public PersonStatus Status { get; init; }

    /// <summary>What it was before it was merged or deactivated.</summary>
    public PersonStatus StatusBefore { get; init; }

    public string Domain { get; init; } = "";

    public ImmutableSortedDictionary<Guid, HeldIdentity> Identities { get; init; } =
        ImmutableSortedDictionary<Guid, HeldIdentity>.Empty;

    public Guid Reference { get; init; }

    public VitalStatus VitalStatus { get; init; }

    public Guid? MergedInto { get; init; }

    public Guid? MergedBy { get; init; }

    public ImmutableList<PersonOperation> Operations { get; init; } = [];

    public bool Exists => Status != PersonStatus.None;

    public bool IsLiving => Status is PersonStatus.Active or PersonStatus.Deactivated;

    public IReadOnlyList<IdentityKey> Keys => [.. Identities.Select(held => KeyOf(held.Key))];

    public IdentityKey KeyOf(Guid identity) => new(identity, Identities[identity].Source, Identities[identity].Active);

    /// <summary>Another active identity, the oldest, or none.</summary>
    public Guid? ReferenceWithout(params ReadOnlySpan<Guid> leaving)
    {
        if (!leaving.Contains(Reference)) return Reference;
        foreach (var (id, held) in Identities)
            if (held.Active && !leaving.Contains(id)) return id;
        return null;
    }

    public static Person Evolve(Person person, object @event) => @event switch
    {
        PersonRegistered e => new()
        {
            Status = PersonStatus.Active,
            Domain = e.Domain,
            Identities = Initial.Identities.Add(e.Identity, new(e.Source, true)),
            Reference = e.Identity,
        },
        IdentityAdded e => person with
        {
            Identities = person.Identities.SetItem(e.Identity, new(e.Source, true)),
            Reference = e.AsReference ? e.Identity : person.Reference,
        },
        ReferenceSet e => person with { Reference = e.Identity },
        IdentityDeactivated e => Held(person, e.Identity, active: false) with { Reference = e.Reference },
        IdentityReactivated e => Held(person, e.Identity, active: true),
        PersonDeactivated => person with { Status = PersonStatus.Deactivated },
        PersonReactivated => person with { Status = PersonStatus.Active },
        VitalStatusRecorded e => person with { VitalStatus = e.Status },
        IdentityDeleted e => person with
        {
            Identities = person.Identities.Remove(e.Identity),
            Reference = e.Reference,
        },
        PersonDeleted => Initial with { Status = PersonStatus.Deleted, Domain = person.Domain },
        _ => PersonLinks.Evolve(person, @event),
    };

    static Person Held(Person person, Guid identity, bool active) => person with
    {
        Identities = person.Identities.SetItem(identity, person.Identities[identity] with { Active = active }),
    };
}
