using System.Security.Cryptography;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Two identities may be one person's. Keys only; the evidence follows from the identities.</summary>
public sealed record PossibleMatchFound(
    Guid Pair, string Domain, Guid IdentityA, Guid IdentityB, double Score, int Configuration);

/// <summary>Somebody thinks so; no weight says it.</summary>
public sealed record PossibleMatchAdded(Guid Pair, string Domain, Guid IdentityA, Guid IdentityB, double? Score);

/// <summary>They are two people: never link them, never ask again.</summary>
public sealed record FoundDistinct(Guid Pair);

/// <summary>That they are two people was a mistake.</summary>
public sealed record DistinctionTakenBack(Guid Pair);

public enum PairStatus
{
    None,
    Open,
    Distinct,
}

/// <summary>What the events of one pair add up to.</summary>
public sealed record PossibleMatch(string Domain, Guid A, Guid B, double? Score, PairStatus Status)
    : IFold<PossibleMatch>
{
    public static PossibleMatch Initial { get; } = new("", default, default, null, PairStatus.None);

    public static PossibleMatch Evolve(PossibleMatch pair, object @event) => @event switch
    {
        PossibleMatchFound e => new(e.Domain, e.IdentityA, e.IdentityB, e.Score, PairStatus.Open),
        PossibleMatchAdded e => new(e.Domain, e.IdentityA, e.IdentityB, e.Score, PairStatus.Open),
        FoundDistinct => pair with { Status = PairStatus.Distinct },
        DistinctionTakenBack => pair with { Status = PairStatus.Open },
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
