namespace TrustCenter.Contracts.Pseudonym;

/// <summary>Makes pseudonyms, or gets those that are there: all of them or none.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Originals">1 to 10,000 originals of 1 to 1,000 characters. One named twice has one
/// pseudonym.</param>
/// <param name="ValidUntil">New pseudonyms end then; null: as the domain says.</param>
public sealed record CreatePseudonyms(
    string Domain, IReadOnlyList<string> Originals, DateTimeOffset? ValidUntil = null);

/// <summary>Gets pseudonyms that are there.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Originals">1 to 10,000 originals.</param>
public sealed record GetPseudonyms(string Domain, IReadOnlyList<string> Originals);

/// <summary>Makes further pseudonyms in a domain where an original may have several.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Originals">1 to 10,000 originals.</param>
/// <param name="Count">So many new ones for each, 1 to 1,000; together at most 10,000.</param>
public sealed record AddPseudonyms(string Domain, IReadOnlyList<string> Originals, int Count = 1);

/// <summary>Pseudonyms in the order of the originals. Originals are not repeated here: they go in, never out.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Results">One per original; of <see cref="AddPseudonyms"/> as many per original as asked for.</param>
/// <param name="Created">How many were made just now.</param>
/// <param name="Fill">Share of the possible pseudonyms that are used, where it is worth a warning; else null.</param>
public sealed record PseudonymAnswers(
    string Domain, IReadOnlyList<PseudonymAnswer> Results, int Created, double? Fill = null);

/// <summary>One pseudonym.</summary>
/// <param name="Pseudonym">The pseudonym, or null where there is none (get only).</param>
/// <param name="Number">1 for the first of an original; 0 where there is none.</param>
/// <param name="Created">It was made just now.</param>
/// <param name="ValidUntil">It ends then; null: it stays.</param>
public sealed record PseudonymAnswer(string? Pseudonym, int Number, bool Created, DateTimeOffset? ValidUntil = null);

/// <summary>Asks for the originals of pseudonyms. Answered only in a domain that grants it to the caller.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Pseudonyms">1 to 1,000 pseudonyms.</param>
/// <param name="Purpose">The purpose the domain's grant names.</param>
public sealed record ResolvePseudonyms(string Domain, IReadOnlyList<string> Pseudonyms, string Purpose);

/// <summary>Originals in the order of the pseudonyms.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Results">One per pseudonym.</param>
public sealed record OriginalAnswers(string Domain, IReadOnlyList<OriginalAnswer> Results);

/// <summary>One original.</summary>
/// <param name="Original">The original, or null.</param>
/// <param name="Outcome"><c>found</c>, <c>unknown</c> or <c>anonymised</c>.</param>
public sealed record OriginalAnswer(string? Original, string Outcome);
