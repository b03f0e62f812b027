namespace TrustCenter.Contracts.Identity;

/// <summary>Looks for people. One of <paramref name="MpiId"/>, <paramref name="Identifier"/>,
/// <paramref name="Identity"/> says by what. Whoever looks sees what identifies people, so it is audited.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="MpiId">Id of the index; that of a merged person finds the one it was merged into.</param>
/// <param name="Identifier">A local identifier.</param>
/// <param name="Identity">Fields that have to agree; a family name or a whole birth date is among them. Names may be
/// written any way and need only begin alike.</param>
/// <param name="Offset">People to pass over.</param>
/// <param name="Count">People to show, at most 100.</param>
public sealed record FindPersons(
    string Domain, string? MpiId = null, LocalIdentifier? Identifier = null, IdentityData? Identity = null,
    int Offset = 0, int Count = 20);

/// <summary>People found, in the order of their keys.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Persons">Those of the page asked for.</param>
public sealed record FoundPersons(int Total, IReadOnlyList<PersonView> Persons);

/// <summary>A person with everything that is known.</summary>
/// <param name="Person">Key.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="MpiId">Id of the index.</param>
/// <param name="Status"><c>active</c>, <c>deactivated</c>, <c>merged</c> or <c>deleted</c>.</param>
/// <param name="MergedInto">The person this one turned out to be.</param>
/// <param name="Reference">The identity that stands for the person.</param>
/// <param name="VitalStatus"><c>alive</c>, <c>deceased</c> or <c>unknown</c>.</param>
/// <param name="DateOfDeath">Day of death where it is known.</param>
/// <param name="Version">For If-Match.</param>
/// <param name="RecordedAt">Since when it is known.</param>
/// <param name="ChangedAt">Last change.</param>
/// <param name="Identities">Oldest first.</param>
public sealed record PersonView(
    Guid Person, string Domain, string MpiId, string Status, Guid? MergedInto, Guid Reference, string VitalStatus,
    string? DateOfDeath, long Version, DateTimeOffset RecordedAt, DateTimeOffset ChangedAt,
    IReadOnlyList<IdentityView> Identities);

/// <summary>An identity of a person.</summary>
/// <param name="Identity">Key.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Active">Whether it counts.</param>
/// <param name="RecordedAt">Since when it is known.</param>
/// <param name="Data">What is known, without contacts.</param>
/// <param name="Contacts">Newest first.</param>
public sealed record IdentityView(
    Guid Identity, string Source, bool Active, DateTimeOffset RecordedAt, IdentityData Data,
    IReadOnlyList<ContactView> Contacts);

/// <summary>A contact with its key.</summary>
public sealed record ContactView(Guid Contact, Contact Data);

/// <summary>What happened to a person, without anything that identifies it.</summary>
/// <param name="Version">Number of the event.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Other">The other person of a merge, split or move.</param>
/// <param name="Operation">Key of the merge, split or move, to undo it.</param>
/// <param name="Identities">Identities it is about.</param>
public sealed record PersonEventView(
    long Version, string Type, DateTimeOffset At, string Actor, Guid? Other, Guid? Operation,
    IReadOnlyList<Guid> Identities);

/// <summary>Turns keys into ids of the index and back, for services that follow the changes.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Persons">Keys, at most 1,000 with the ids.</param>
/// <param name="MpiIds">Ids.</param>
public sealed record ResolvePersons(
    string Domain, IReadOnlyList<Guid>? Persons = null, IReadOnlyList<string>? MpiIds = null);

/// <summary>A person's key and id; the person it is now where it was merged.</summary>
/// <param name="Person">Key.</param>
/// <param name="MpiId">Id; null once erased.</param>
/// <param name="Status">As in <see cref="PersonView"/>.</param>
/// <param name="Current">Key of the person it is now, itself unless merged.</param>
/// <param name="CurrentMpiId">Id of that one.</param>
public sealed record ResolvedPerson(Guid Person, string? MpiId, string Status, Guid Current, string? CurrentMpiId);
