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
/// <param name="Pseudonym">The pseudonym, or null where there is none (get only) or none is permitted.</param>
/// <param name="Number">1 for the first of an original; 0 where there is none.</param>
/// <param name="Created">It was made just now.</param>
/// <param name="ValidUntil">It ends then; null: it stays.</param>
/// <param name="NotPermitted">The consent that the domain requires is not there, so nothing is made or handed
/// out.</param>
public sealed record PseudonymAnswer(
    string? Pseudonym, int Number, bool Created, DateTimeOffset? ValidUntil = null, bool NotPermitted = false);

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
/// <param name="SamePerson">Other pseudonyms of the domain that are the same person's, because the index of identities
/// merged two people; null: none.</param>
public sealed record OriginalAnswer(
    string? Original, string Outcome, IReadOnlyList<string>? SamePerson = null);

/// <summary>Cuts pseudonyms from their originals for good, or deletes them. Either originals or pseudonyms are
/// named.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Originals">1 to 10,000 originals: all pseudonyms of each.</param>
/// <param name="Pseudonyms">1 to 10,000 pseudonyms.</param>
public sealed record ErasePseudonyms(
    string Domain, IReadOnlyList<string>? Originals = null, IReadOnlyList<string>? Pseudonyms = null);

/// <summary>What came of it, in the order of the values.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Results">Per value <c>done</c> or <c>unknown</c>.</param>
/// <param name="Pairs">How many pairs were concerned.</param>
/// <param name="Below">How many pairs of domains below were deleted with them.</param>
public sealed record ErasureAnswers(string Domain, IReadOnlyList<string> Results, int Pairs, int Below = 0);

/// <summary>Brings in pairs that exist already.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Pairs">1 to 10,000 pairs.</param>
public sealed record InsertPairs(string Domain, IReadOnlyList<ExistingPair> Pairs);

/// <summary>A pair that exists already.</summary>
/// <param name="Original">The original.</param>
/// <param name="Pseudonym">Its pseudonym, which has to be of the domain's format.</param>
public sealed record ExistingPair(string Original, string Pseudonym);

/// <summary>Verdicts in the order of the pairs; good ones are stored whatever the others are.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Results">Per pair <c>created</c>, <c>exists</c> (the very same was there), <c>value-invalid</c>,
/// <c>pseudonym-invalid</c>, <c>different-pseudonym-for-value-exists</c>, <c>different-value-for-pseudonym-exists</c>
/// or <c>original-not-in-parent</c>.</param>
/// <param name="Created">How many were stored.</param>
public sealed record InsertVerdicts(string Domain, IReadOnlyList<string> Results, int Created);

/// <summary>Asks whether texts are well-formed pseudonyms of a domain; not whether they are in use.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Pseudonyms">1 to 10,000 texts.</param>
public sealed record ValidatePseudonyms(string Domain, IReadOnlyList<string> Pseudonyms);

/// <summary>Verdicts in the order of the texts.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Results">One per text.</param>
public sealed record ValidationAnswers(string Domain, IReadOnlyList<ValidationAnswer> Results);

/// <summary>Whether a text is a well-formed pseudonym.</summary>
/// <param name="Valid">It is.</param>
/// <param name="Fault">What is wrong first: <c>length</c>, <c>prefix</c>, <c>suffix</c>, <c>symbol</c>,
/// <c>delimiter</c> or <c>check-digits</c>; null where it is valid.</param>
/// <param name="Position">Where, from 1; 0 where that can't be said.</param>
/// <param name="Proposal">The one pseudonym it can have been meant as, for a person to confirm; or null.</param>
public sealed record ValidationAnswer(bool Valid, string? Fault = null, int Position = 0, string? Proposal = null);

/// <summary>Asks how many pseudonyms there are.</summary>
/// <param name="Domain">The domain; null: all the caller may use.</param>
/// <param name="Days">So many days back, day by day; 0 to 3660, default 30.</param>
public sealed record PseudonymStatisticsQuestion(string? Domain = null, int Days = 30);

/// <summary>How many pseudonyms a domain has.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Pseudonyms">How many there are, anonymised ones too.</param>
/// <param name="Anonymised">How many of them were anonymised.</param>
/// <param name="Capacity">How many are possible, in decimal digits.</param>
/// <param name="Fill">Share of the possible ones that is used.</param>
/// <param name="Days">Days on which something happened (UTC), oldest first.</param>
public sealed record PseudonymStatistics(
    string Domain, long Pseudonyms, long Anonymised, string Capacity, double Fill, IReadOnlyList<PseudonymDay> Days);

/// <summary>What happened on a day.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Created">Pairs made or brought in.</param>
/// <param name="Anonymised">Pairs anonymised.</param>
/// <param name="Deleted">Pairs deleted.</param>
public sealed record PseudonymDay(DateOnly Day, long Created, long Anonymised, long Deleted);
