using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What holds for tablets that drive by themselves: others may look on, and nobody holds them.</summary>
public static class Robots
{
    static readonly Rejection WithoutSessions = Rejection.Conflict("robot-without-sessions",
        "Here nobody decides at a robot's own screen; hand over a tablet or paper.", "tablet");

    static readonly Rejection FetchesNothing = Rejection.Conflict("robot-fetches-nothing",
        "Nothing is sent to a robot; the session begins there with the code of staff.", "tablet");

    public static string Kind(bool robot) => robot ? TabletKinds.Robot : TabletKinds.Tablet;

    /// <summary>Why this session can't be given to a tablet, or null.</summary>
    public static Rejection? MayGet(bool robot, bool sent, ConsentsOptions options) =>
        !robot ? null
        : !options.SessionsOnRobots ? WithoutSessions
        : sent ? FetchesNothing
        : null;

    /// <summary>Why nothing is opened on this tablet, or null: it may have turned out to be a robot since the
    /// hand-over.</summary>
    public static async Task<Rejection?> MayOpenAsync(
        IQuerySession session, Guid tablet, IOptions<ConsentsOptions> options, CancellationToken ct)
    {
        if (options.Value.SessionsOnRobots) return null;
        var robots = await CaptureRows.FindAsync(session,
            "select id from consent.tablets where id = $1 and (robot or carried)", [tablet], row => row.GetGuid(0), ct);
        return robots.Count > 0 ? WithoutSessions : null;
    }
}
