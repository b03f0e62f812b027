namespace TrustCenter.Events;

/// <summary>The usual way of a command: fetch, decide, append.</summary>
public static class DecideExtensions
{
    /// <summary>
    /// Fetches a stream (one round trip), decides on its state and appends what was decided, with the version check.
    /// Saves nothing: that is <see cref="IDocumentSession.SaveChangesAsync"/>.
    /// </summary>
    /// <param name="session">Unit of work.</param>
    /// <param name="streamId">The stream; one that does not exist is <c>T.Initial</c>.</param>
    /// <param name="decide">Pure.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Decision> Decide<T>(
        this IDocumentSession session, Guid streamId, Func<T, Decision> decide, CancellationToken ct = default)
        where T : IFold<T>
    {
        var stream = await session.Events.FetchForWriting<T>(streamId, ct);
        var decision = decide(stream.Aggregate);
        if (decision.Events is not [])
            stream.AppendMany([.. decision.Events]);

        return decision;
    }
}
