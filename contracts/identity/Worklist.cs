namespace TrustCenter.Contracts.Identity;

/// <summary>A pair of identities that may be one person's.</summary>
/// <param name="Pair">Key.</param>
/// <param name="IdentityA">One.</param>
/// <param name="PersonA">Whose it is now.</param>
/// <param name="SourceA">Where it came from.</param>
/// <param name="IdentityB">The other.</param>
/// <param name="PersonB">Whose it is now.</param>
/// <param name="SourceB">Where it came from.</param>
/// <param name="Score">Weight when it was found; 0 where nothing could be compared.</param>
/// <param name="Status">See <see cref="PairStatuses"/>.</param>
/// <param name="Priority">60 times the chance that both are one person, which the score gives; one for each day since
/// it was found; five for each further pair that waits for a decision on one of the two persons, at most 25. So nothing
/// waits forever, and what holds up most comes first.</param>
/// <param name="OtherPairs">Further pairs that wait for a decision on one of the two persons.</param>
/// <param name="FoundAt">Since when.</param>
/// <param name="ClaimedBy">Who works on it; null: nobody.</param>
/// <param name="ClaimedUntil">Until when that holds.</param>
/// <param name="PostponedUntil">The day it comes back.</param>
/// <param name="FirstBy">Who gave the first opinion; what it was is not told.</param>
/// <param name="SecondBy">Who gave the second.</param>
/// <param name="Version">For If-Match.</param>
/// <param name="Sample">Drawn at random to tell how good the linkage is. Until it is decided nobody is told what the
/// comparison says: the score is 0, the persons are 00000000-0000-0000-0000-000000000000, as the two may be one
/// already.</param>
public sealed record PairView(
    Guid Pair, Guid IdentityA, Guid PersonA, string SourceA, Guid IdentityB, Guid PersonB, string SourceB,
    double Score, string Status, double Priority, int OtherPairs, DateTimeOffset FoundAt, string? ClaimedBy,
    DateTimeOffset? ClaimedUntil, string? PostponedUntil, string? FirstBy, string? SecondBy, long Version,
    bool Sample = false);

/// <summary>A page of the worklist, what matters most first.</summary>
/// <param name="Total">Pairs that the filter leaves, on all pages.</param>
/// <param name="Pairs">Those of this page.</param>
/// <param name="Next">Position of the next page; null: there is none.</param>
public sealed record PairPage(int Total, IReadOnlyList<PairView> Pairs, string? Next);

/// <summary>How many pairs wait.</summary>
/// <param name="Open">Nobody has decided; postponed ones whose day has come among them.</param>
/// <param name="Postponed">Put back.</param>
/// <param name="SecondOpinion">Wait for another person.</param>
/// <param name="Disputed">Wait for a lead.</param>
/// <param name="ForYou">Those the caller may decide on now.</param>
/// <param name="ClaimedByYou">Those the caller works on.</param>
/// <param name="ClaimedByOthers">Those others work on.</param>
/// <param name="Oldest">Since when the oldest waits.</param>
public sealed record PairCounts(
    int Open, int Postponed, int SecondOpinion, int Disputed, int ForYou, int ClaimedByYou, int ClaimedByOthers,
    DateTimeOffset? Oldest);

/// <summary>Which pairs; what is null is any.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Status">Several separated by commas; null: what the caller may decide on now.</param>
/// <param name="Source">Where one of the two came from.</param>
/// <param name="MinScore">Score no less than this.</param>
/// <param name="MaxScore">Score less than this.</param>
/// <param name="AssignedTo">Whose; <c>me</c>, <c>nobody</c> or an account.</param>
/// <param name="Person">One of the two.</param>
/// <param name="Sample">Only pairs drawn for a sample, or only others.</param>
public sealed record PairFilter(
    string Domain, string? Status = null, string? Source = null, double? MinScore = null, double? MaxScore = null,
    string? AssignedTo = null, Guid? Person = null, bool? Sample = null);

/// <summary>Takes the next pairs to work on: those that matter most and nobody works on, the caller's own
/// first.</summary>
/// <param name="Filter">Which pairs.</param>
/// <param name="Count">How many, 1 to 50.</param>
public sealed record TakePairs(PairFilter Filter, int Count = 1);

/// <summary>Gives pairs to somebody.</summary>
/// <param name="To">Account; null: to nobody, whoever had them.</param>
/// <param name="Pairs">Keys, at most 500.</param>
/// <param name="Days">For how many days, 1 to 30.</param>
public sealed record AssignPairs(string? To, IReadOnlyList<Guid> Pairs, int Days = 7);

/// <summary>Who works on a pair now.</summary>
public sealed record PairClaim(Guid Pair, string By, DateTimeOffset Until);

/// <summary>Everything there is to decide on a pair. That it was looked at is in the audit trail. Of a pair drawn for a
/// sample, until it is decided: the two identities and how far their fields agree, no weights, no further identities of
/// the two people and nothing of their lives.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Outcome">What the comparison says now: <c>match</c>, <c>possible</c> or <c>non-match</c>; null where
/// there is nothing to compare.</param>
/// <param name="Score">Weight now.</param>
/// <param name="Configuration">Version of the configuration that says so.</param>
/// <param name="Fields">Field by field, at the addresses that agree most.</param>
/// <param name="Rules">Rules that hold for the two and ask for a look whatever the score: <c>twins</c>,
/// <c>newborns</c>, <c>contradictions</c>, <c>nameChange</c>.</param>
/// <param name="NeverMatch">Decisions that these two people are never linked; one has to be taken back before they
/// can be one.</param>
/// <param name="A">One person with all identities.</param>
/// <param name="B">The other.</param>
/// <param name="HistoryA">What happened to the one.</param>
/// <param name="HistoryB">What happened to the other.</param>
/// <param name="History">What was done with the pair.</param>
public sealed record PairEvidence(
    PairView Pair, string? Outcome, double? Score, int Configuration, IReadOnlyList<FieldComparison> Fields,
    IReadOnlyList<string> Rules, IReadOnlyList<Guid> NeverMatch, PersonView A, PersonView B,
    IReadOnlyList<PersonEventView> HistoryA, IReadOnlyList<PersonEventView> HistoryB, IReadOnlyList<PairAct> History);

/// <summary>One field of two identities.</summary>
/// <param name="Field">Name, or what is known besides: <c>prior</c>, <c>moved</c>, <c>names</c>, <c>household</c>.
/// </param>
/// <param name="ValueA">The one's.</param>
/// <param name="ValueB">The other's.</param>
/// <param name="Level">How far they agree.</param>
/// <param name="Weight">What it adds to the score.</param>
/// <param name="Chance">Share of strangers who agree as far; of a name it is the name's frequency. Null where the
/// weighting knows none.</param>
/// <param name="Why">A sentence.</param>
public sealed record FieldComparison(
    string Field, string? ValueA, string? ValueB, string Level, double Weight, double? Chance, string Why);
