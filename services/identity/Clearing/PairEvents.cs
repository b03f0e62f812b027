namespace TrustCenter.Identities;

// The life of one pair, oldest first. Names and fields are stored for thirty years: add, never rename.

/// <summary>Two identities may be one person's. Keys only; the evidence follows from the identities.</summary>
public sealed record PossibleMatchFound(
    Guid Pair, string Domain, Guid IdentityA, Guid IdentityB, double Score, int Configuration);

/// <summary>Somebody thinks so.</summary>
/// <param name="Score">What the comparison says, by this version of the configuration.</param>
/// <param name="NeverMatch">Somebody says that they are two people, whether or not they look alike.</param>
public sealed record PossibleMatchAdded(
    Guid Pair, string Domain, Guid IdentityA, Guid IdentityB, double? Score, int Configuration = 0,
    bool NeverMatch = false);

/// <summary>Drawn at random, to tell how good the linkage is; the two may be one person already.</summary>
/// <param name="Sample">Key of the sample.</param>
public sealed record PairSampled(
    Guid Pair, string Domain, Guid IdentityA, Guid IdentityB, double Score, int Configuration, Guid Sample);

/// <summary>Of two who are one person already: they are.</summary>
public sealed record LinkConfirmed(Guid Pair, Stage Stage, PairActor Act);

/// <summary>Of two who are one person: they are two, and somebody has to part them.</summary>
public sealed record LinkRefuted(Guid Pair, Stage Stage, PairActor Act);

/// <summary>What one person said where two have to.</summary>
/// <param name="Round">1 or 2.</param>
public sealed record OpinionGiven(Guid Pair, int Round, Verdict Verdict, MergeChoice Choice, PairActor Act);

/// <summary>They are one person; the operation is in both persons' lives.</summary>
public sealed record FoundSame(
    Guid Pair, Guid Operation, Guid Stays, Guid Other, bool Moved, Stage Stage, PairActor Act);

/// <summary>They are two people: never link them, never ask again.</summary>
/// <param name="Follows">The pair of the same two people by which this was decided too.</param>
public sealed record FoundDistinct(Guid Pair, Stage Stage, PairActor Act, Guid? Follows = null);

/// <param name="Until">The day it comes back; null: when somebody takes it up.</param>
public sealed record PairPostponed(Guid Pair, DateOnly? Until, PairActor Act);

/// <summary>What was decided or said no longer holds.</summary>
public sealed record DecisionTakenBack(Guid Pair, PairActor Act, Guid? Follows = null);

/// <summary>Who did it and when, and where the reason lies: in the vault, with a person's key.</summary>
public sealed record PairActor(string By, DateTimeOffset At, Guid? Note = null, Guid? Keeper = null);

/// <summary>Who stays and which identity stands for both; null: as usual.</summary>
public sealed record MergeChoice(Guid? Stays = null, Guid? Reference = null, bool OnlyIdentity = false);

public enum Verdict
{
    Same,
    Distinct,
    Postponed,
}

/// <summary>Whose word a decision is.</summary>
public enum Stage
{
    Single,
    Agreed,
    Settled,
}
