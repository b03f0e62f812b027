namespace TrustCenter.Identities;

// The life of one person, oldest first. Names and fields are stored for thirty years: add, never rename.
// Nothing here identifies anybody: what is known of a person lies in the vault under the keys named here.

/// <summary>Somebody nobody knew.</summary>
public sealed record PersonRegistered(Guid Person, string Domain, Guid Identity, string Source);

/// <param name="By">What made it this person's.</param>
/// <param name="AsReference">It became the reference.</param>
public sealed record IdentityAdded(Guid Person, Guid Identity, string Source, LinkGrounds By, bool AsReference);

/// <summary>Why two identities are taken for one person's.</summary>
/// <param name="Kind"><c>match</c>, <c>perfect-match</c>, <c>identifier</c> or <c>forced</c>.</param>
/// <param name="Score">Weight, where one was computed.</param>
/// <param name="Configuration">Version of the linkage configuration.</param>
public sealed record LinkGrounds(string Kind, double? Score, int Configuration);

public sealed record ContactsAdded(Guid Person, Guid Identity, IReadOnlyList<Guid> Contacts);

public sealed record ContactEnded(Guid Person, Guid Identity, Guid Contact);

/// <summary>Numbers of an identity turned out to be wrong and were taken off it.</summary>
public sealed record IdentifiersEnded(Guid Person, Guid Identity);

public sealed record ReferenceSet(Guid Person, Guid Identity);

/// <param name="Reference">The person's reference from now on.</param>
public sealed record IdentityDeactivated(Guid Person, Guid Identity, Guid Reference);

public sealed record IdentityReactivated(Guid Person, Guid Identity);

public sealed record PersonDeactivated(Guid Person);

public sealed record PersonReactivated(Guid Person);

/// <summary>Alive, dead or unknown; the day of death is in the vault.</summary>
public sealed record VitalStatusRecorded(Guid Person, VitalStatus Status);

/// <summary>This person took in the other one. <paramref name="Operation"/> is the same in both lives.</summary>
public sealed record PersonAbsorbed(
    Guid Person, Guid Other, Guid Operation, IReadOnlyList<IdentityKey> Identities, VitalStatus VitalStatus);

/// <summary>This person turned out to be the other one.</summary>
public sealed record PersonMerged(Guid Person, Guid Into, Guid Operation);

/// <summary>The other person left again with what it had brought.</summary>
public sealed record MergeUndone(
    Guid Person, Guid Other, Guid Operation, Guid Reference, VitalStatus VitalStatus);

/// <summary>This person is one of its own again.</summary>
public sealed record PersonRestored(
    Guid Person, Guid From, Guid Operation, IReadOnlyList<IdentityKey> Identities, Guid Reference,
    PersonStatus Status);

/// <summary>Some of this person's identities were another person's.</summary>
public sealed record PersonSplit(
    Guid Person, Guid Other, Guid Operation, IReadOnlyList<Guid> Identities, Guid Reference);

/// <summary>The other person of a split.</summary>
public sealed record PersonSplitOff(
    Guid Person, string Domain, Guid From, Guid Operation, IReadOnlyList<IdentityKey> Identities, Guid Reference);

public sealed record SplitUndone(
    Guid Person, Guid Other, Guid Operation, IReadOnlyList<IdentityKey> Identities, Guid Reference);

public sealed record SplitOffUndone(Guid Person, Guid Into, Guid Operation);

public sealed record IdentityMovedOut(Guid Person, Guid Other, Guid Operation, Guid Identity, Guid Reference);

public sealed record IdentityMovedIn(Guid Person, Guid Other, Guid Operation, IdentityKey Identity);

/// <summary>Everything known was erased; the events stay and say nothing about anybody.</summary>
public sealed record PersonDeleted(Guid Person);

public sealed record IdentityDeleted(Guid Person, Guid Identity, Guid Reference);

/// <summary>An identity on its way from one person to another.</summary>
public sealed record IdentityKey(Guid Id, string Source, bool Active);

public enum VitalStatus
{
    Unknown,
    Alive,
    Deceased,
}

static class PersonEvents
{
    /// <summary>Whose life an event of a merge, split or move belongs to.</summary>
    public static Guid PersonOf(object @event) => @event switch
    {
        PersonAbsorbed e => e.Person,
        PersonMerged e => e.Person,
        MergeUndone e => e.Person,
        PersonRestored e => e.Person,
        PersonSplit e => e.Person,
        PersonSplitOff e => e.Person,
        SplitUndone e => e.Person,
        SplitOffUndone e => e.Person,
        IdentityMovedOut e => e.Person,
        IdentityMovedIn e => e.Person,
        _ => throw new ArgumentOutOfRangeException(nameof(@event)),
    };
}
