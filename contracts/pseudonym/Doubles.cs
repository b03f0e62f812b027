namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Pseudonyms of a domain that are one person's, because the index of identities merged two people.</summary>
/// <param name="Person">Stands for the person in this list.</param>
/// <param name="Pseudonyms">All of them, the oldest first. They stay; who uses them has to know.</param>
/// <param name="SettledAt">When a clerk said that everybody knows.</param>
/// <param name="SettledBy">Who did.</param>
public sealed record DoublePseudonyms(
    Guid Person, IReadOnlyList<string> Pseudonyms, DateTimeOffset? SettledAt, string? SettledBy);

/// <summary>Says that whoever uses a person's pseudonyms has been told that they are one person's.</summary>
/// <param name="Domain">The domain.</param>
public sealed record SettleDoubles(string Domain);
