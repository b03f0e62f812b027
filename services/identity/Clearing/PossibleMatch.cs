using System.Security.Cryptography;
using TrustCenter.Events;

namespace TrustCenter.Identities;

public enum PairStatus
{
    None,
    Open,
    Postponed,
    SecondOpinion,
    Disputed,
    ToPart,
    Same,
    Distinct,
    Withdrawn,
}

/// <summary>What somebody said of a pair.</summary>
public sealed record Opinion(Verdict Verdict, MergeChoice Choice, PairActor Act);

/// <summary>How a pair was decided.</summary>
public sealed record Ruling(Verdict Verdict, Stage Stage, PairActor Act)
{
    public Guid? Operation { get; init; }

    public Guid? Stays { get; init; }

    public Guid? Other { get; init; }

    public bool Moved { get; init; }

    public Guid? Follows { get; init; }
}

/// <summary>What the events of one pair add up to.</summary>
public sealed record PossibleMatch : IFold<PossibleMatch>
{
    public static PossibleMatch Initial { get; } = new();

    public string Domain { get; init; } = "";

    public Guid A { get; init; }

    public Guid B { get; init; }

    public double? Score { get; init; }

    public bool ByHand { get; init; }

    public PairStatus Status { get; init; }

    public Opinion? First { get; init; }

    public Opinion? Second { get; init; }

    public Ruling? Ruling { get; init; }

    /// <summary>The newest sample it was drawn for.</summary>
    public Guid? Sample { get; init; }

    /// <summary>Nobody is told what the comparison says before it is decided.</summary>
    public bool IsBlind =>
        Sample is not null && Status is (PairStatus.Open or PairStatus.Postponed or PairStatus.SecondOpinion);

    public static PossibleMatch Evolve(PossibleMatch pair, object @event) => @event switch
    {
        PossibleMatchFound e => pair with
        {
            Domain = e.Domain,
            A = e.IdentityA,
            B = e.IdentityB,
            Score = e.Score,
            Status = PairStatus.Open,
        },
        PossibleMatchAdded e => pair with
        {
            Domain = e.Domain,
            A = e.IdentityA,
            B = e.IdentityB,
            Score = e.Score ?? pair.Score,
            ByHand = e.NeverMatch,
            Status = PairStatus.Open,
        },
        PairSampled e => pair with
        {
            Domain = e.Domain,
            A = e.IdentityA,
            B = e.IdentityB,
            Score = e.Score,
            ByHand = false,
            Ruling = null,
            Status = PairStatus.Open,
            Sample = e.Sample,
        },
        OpinionGiven { Round: 1 } e => pair with
        {
            First = new(e.Verdict, e.Choice, e.Act),
            Second = null,
            Ruling = null,
            Status = PairStatus.SecondOpinion,
        },
        OpinionGiven e => pair with
        {
            Second = new(e.Verdict, e.Choice, e.Act),
            Status = PairStatus.Disputed,
        },
        FoundSame or FoundDistinct or PairPostponed or LinkConfirmed or LinkRefuted => Ruled(pair, @event),
        DecisionTakenBack => pair with
        {
            Status = pair.ByHand ? PairStatus.Withdrawn : PairStatus.Open,
            First = null,
            Second = null,
            Ruling = null,
        },
        _ => pair,
    };

    static PossibleMatch Ruled(PossibleMatch pair, object @event) => @event switch
    {
        FoundSame e => pair with
        {
            Status = PairStatus.Same,
            Ruling = new(Verdict.Same, e.Stage, e.Act)
            {
                Operation = e.Operation,
                Stays = e.Stays,
                Other = e.Other,
                Moved = e.Moved,
            },
        },
        FoundDistinct e => pair with
        {
            Status = PairStatus.Distinct,
            Ruling = new(Verdict.Distinct, e.Stage, e.Act) { Follows = e.Follows },
        },
        LinkConfirmed e => pair with
        {
            Status = PairStatus.Same,
            Ruling = new(Verdict.Same, e.Stage, e.Act),
        },
        LinkRefuted e => pair with
        {
            Status = PairStatus.ToPart,
            Ruling = null,
            First = pair.First ?? new(Verdict.Distinct, new(), e.Act),
        },
        PairPostponed e => pair with
        {
            Status = PairStatus.Postponed,
            Ruling = new(Verdict.Postponed, Stage.Single, e.Act),
        },
        _ => pair,
    };

    /// <summary>The same for the same two whichever comes first. A version 8 UUID (RFC 9562) of both keys.</summary>
    public static Guid IdOf(Guid one, Guid other)
    {
        var (first, second) = one.CompareTo(other) < 0 ? (one, other) : (other, one);
        Span<byte> both = stackalloc byte[32];
        first.TryWriteBytes(both, bigEndian: true, out _);
        second.TryWriteBytes(both[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(both, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
