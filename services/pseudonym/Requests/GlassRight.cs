using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>One use of the right to break the glass.</summary>
public sealed record GlassUse(Guid RequestId, DateTimeOffset At, bool Reviewed, DateTimeOffset? SuspendedAt);

/// <summary>What one person did with the right to break the glass.</summary>
public sealed record GlassRight(ImmutableList<GlassUse> Uses) : IFold<GlassRight>
{
    const int Most = 3;

    static readonly TimeSpan Period = TimeSpan.FromDays(30);

    public static GlassRight Initial { get; } = new([]);

    public static GlassRight Evolve(GlassRight right, object @event) => @event switch
    {
        GlassBroken e => new(right.Uses.Add(new(e.RequestId, e.At, false, null))),
        GlassReviewed e => new(right.Uses.ConvertAll(use => use.RequestId == e.RequestId
            ? use with { Reviewed = true, SuspendedAt = e.Justified ? null : e.At } : use)),
        _ => right,
    };

    public static Decision Break(GlassRight right, GlassBroken broken)
    {
        if (right.Uses.Any(use => (!use.Reviewed && broken.At > use.At + Request.ReviewWindow)
            || use.SuspendedAt + Period > broken.At)) return Refusals.GlassSuspended;
        return right.Uses.Count(use => use.At + Period > broken.At) >= Most
            ? Refusals.GlassUsedUp : Decision.Of(broken);
    }

    public static Decision Review(GlassRight right, GlassReviewed review) =>
        right.Uses.Any(use => use.RequestId == review.RequestId && !use.Reviewed)
            ? Decision.Of(review) : Decision.Nothing;

    /// <summary>Made from the account, so that two uses at once meet in one stream (UUID v8).</summary>
    public static Guid StreamOf(string account)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes("break-glass\n" + account)).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new(id, bigEndian: true);
    }
}
