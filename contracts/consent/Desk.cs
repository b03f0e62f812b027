namespace TrustCenter.Contracts.Consent;

/// <summary>Something about a document that a day to come brings.</summary>
/// <param name="Kind"><c>expires</c>: its last permission ends; <c>turns-adult</c>: the child whose guardians consented
/// comes of age.</param>
/// <param name="Document">Document it is about.</param>
/// <param name="Due">The first day it is so, Europe/Berlin.</param>
public sealed record UpcomingEntry(string Kind, Guid Document, DateOnly Due);

/// <summary>Under which identifiers the person of a document signs.</summary>
/// <param name="Domain">Consent domain.</param>
/// <param name="Identifiers">The identifiers, oldest first.</param>
public sealed record PersonOfDocument(string Domain, IReadOnlyList<PersonIdentifier> Identifiers);
