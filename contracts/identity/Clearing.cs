namespace TrustCenter.Contracts.Identity;

/// <summary>Where a pair stands.</summary>
public static class PairStatuses
{
    /// <summary>Nobody has decided.</summary>
    public const string Open = "open";

    /// <summary>Put back, to a day or until somebody takes it up again.</summary>
    public const string Postponed = "postponed";

    /// <summary>One has decided; another person has to.</summary>
    public const string SecondOpinion = "second-opinion";

    /// <summary>Two do not agree; a lead decides.</summary>
    public const string Disputed = "disputed";

    /// <summary>Drawn for a sample and found to be two people, who are one still: a lead parts them, then says
    /// <see cref="Verdicts.Distinct"/>; or <see cref="Verdicts.Same"/> after all.</summary>
    public const string ToPart = "to-part";

    /// <summary>One person now.</summary>
    public const string Linked = "linked";

    /// <summary>Two people, never to be linked.</summary>
    public const string Distinct = "distinct";
}

/// <summary>What a pair may be decided to be.</summary>
public static class Verdicts
{
    /// <summary>One person.</summary>
    public const string Same = "same";

    /// <summary>Two people, never to be linked.</summary>
    public const string Distinct = "distinct";

    /// <summary>Not to be said yet.</summary>
    public const string Postponed = "postponed";
}

/// <summary>Decides on a pair.</summary>
/// <param name="Verdict">See <see cref="Verdicts"/>.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
/// <param name="Stays">Same person: which of the two persons stays; null: as the first opinion says, or else the one
/// known longer.</param>
/// <param name="Reference">Same person: the identity that stands for it; null: the staying person's.</param>
/// <param name="OnlyIdentity">Same person: only the pair's identity of the other person moves, the rest of that
/// person stays as it is. Where it has no other, the two are merged all the same.</param>
/// <param name="SecondOpinion">Another person is to decide as well, before anything happens.</param>
/// <param name="Until">Postponed: on this day (YYYY-MM-DD) it comes back; null: when somebody takes it up.</param>
public sealed record DecidePair(
    string Verdict, string Reason, Guid? Stays = null, Guid? Reference = null, bool OnlyIdentity = false,
    bool SecondOpinion = false, string? Until = null);

/// <summary>What came of a decision.</summary>
/// <param name="Pair">Key.</param>
/// <param name="Status">Where the pair stands now, see <see cref="PairStatuses"/>.</param>
/// <param name="Verdict">What was said.</param>
/// <param name="Person">One person: who stayed.</param>
/// <param name="Operation">One person: key of the merge or move.</param>
/// <param name="Version">For If-Match.</param>
public sealed record DecidedPair(
    Guid Pair, string Status, string Verdict, Guid? Person, Guid? Operation, long Version);

/// <summary>Says that two people are never to be linked, whether or not they look alike.</summary>
/// <param name="IdentityA">An identity of the one.</param>
/// <param name="IdentityB">An identity of the other.</param>
/// <param name="Reason">Why, 3–500 characters; kept encrypted.</param>
public sealed record AddNeverMatch(Guid IdentityA, Guid IdentityB, string Reason);

/// <summary>Two people who are never linked.</summary>
/// <param name="Pair">Key; taken back by undoing the pair's decision.</param>
/// <param name="IdentityA">One.</param>
/// <param name="PersonA">Whose it is now.</param>
/// <param name="IdentityB">The other.</param>
/// <param name="PersonB">Whose it is now.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="ByHand">Added by hand, without having been a possible match.</param>
/// <param name="Version">For If-Match.</param>
public sealed record NeverMatchView(
    Guid Pair, Guid IdentityA, Guid PersonA, Guid IdentityB, Guid PersonB, string By, DateTimeOffset At, bool ByHand,
    long Version);

/// <summary>A page of never-match links, newest first.</summary>
/// <param name="Links">The links.</param>
/// <param name="Next">Position of the next page; null: there is none.</param>
public sealed record NeverMatchPage(IReadOnlyList<NeverMatchView> Links, string? Next);

/// <summary>Something that was done with a pair.</summary>
/// <param name="Pair">Key.</param>
/// <param name="Version">Number of the act in the pair's life.</param>
/// <param name="Act"><c>found</c>, <c>added</c>, <c>sampled</c>, <c>first-opinion</c>, <c>second-opinion</c>,
/// <c>decided</c> (by one,
/// by two who agree, or by a lead), <c>follows</c> (decided with another pair of the same people), <c>postponed</c>,
/// <c>taken-back</c>.</param>
/// <param name="Verdict">What was said; null where nothing was, or where it is not yet to be known: who gives a second
/// opinion does not see the first.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where none was given, it was erased or it is not yet to be known.</param>
public sealed record PairAct(
    Guid Pair, long Version, string Act, string? Verdict, string By, DateTimeOffset At, string? Reason);

/// <summary>A page of decisions, newest first.</summary>
/// <param name="Decisions">Decisions.</param>
/// <param name="Next">Position of the next page; null: there is none.</param>
public sealed record DecisionPage(IReadOnlyList<PairAct> Decisions, string? Next);

/// <summary>Looks for decisions.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="By">Whose; null: one's own, or everybody's for leads.</param>
/// <param name="After">Position of the page; null: the newest.</param>
/// <param name="Count">How many, 1 to 200.</param>
public sealed record FindDecisions(string Domain, string? By = null, string? After = null, int Count = 50);
