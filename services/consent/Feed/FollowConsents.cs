using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What other services follow: changes without identifiers, by long poll.</summary>
public static class FollowingConsents
{
    const int LongestWait = 25;
    const int Most = 1000;

    const string Register = """
        insert into consent.receivers (name, domains, since) values ($1, $2, $3)
        on conflict (name) do update set domains = excluded.domains
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/changes", Handle)
        .RequirePermission(Permissions.ConsentFeed)
        .WithSummary("Follow changes: what was committed since a position, or wait for it")
        .Produces<ConsentChangePage>();

    static async Task<IResult> Handle(
        FollowConsents command, Caller caller, IDocumentSession session, Vault vault, FeedBell bell,
        TimeProvider clock, CancellationToken ct)
    {
        if (command.WaitSeconds is < 0 or > LongestWait)
        {
            return Problem.From(Rejection.Invalid(
                "wait-invalid", $"One waits 0 to {LongestWait} seconds.", "waitSeconds"));
        }

        if (command.Most is < 1 or > Most)
            return Problem.From(Rejection.Invalid("limit-out-of-range", $"A page has 1 to {Most} changes.", "most"));
        var keys = new FollowerKeys(vault, caller.Name);
        if (command.After is null) return TypedResults.Ok(await BeginAsync(caller, session, keys, clock, ct));
        if (!FeedPosition.TryRead(command.After, out var after)) return Problem.From(Malformed);
        try
        {
            var page = await FollowAsync(command, after, caller, session.DataSource, keys, bell, clock, ct);
            return page is null ? Problem.From(Unknown) : TypedResults.Ok(page);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidTextRepresentation)
        {
            return Problem.From(Malformed);
        }
    }

    /// <summary>From now on withdrawals bring tasks for this receiver; what was before it has to ask for.</summary>
    static async Task<ConsentChangePage> BeginAsync(
        Caller caller, IDocumentSession session, FollowerKeys keys, TimeProvider clock, CancellationToken ct)
    {
        session.QueueSqlCommand(Sql.Command(Register, caller.Name, caller.Domains.ToArray(), clock.GetUtcNow()));
        session.Audit(new("consent-follow", $"receiver/{keys.Name}", "done"));
        await session.SaveChangesAsync(ct);
        return new(await ConsentLog.NowAsync(session.DataSource, ct), keys.Name, false, []);
    }

    static async Task<ConsentChangePage?> FollowAsync(
        FollowConsents command, FeedPosition after, Caller caller, NpgsqlDataSource database, FollowerKeys keys,
        FeedBell bell, TimeProvider clock, CancellationToken ct)
    {
        var end = clock.GetUtcNow().AddSeconds(command.WaitSeconds);
        while (true)
        {
            var rung = bell.Next;
            var page = await ConsentLog.ReadAsync(database, keys, after, caller, command.Most, ct);
            if (page is null || page.More || page.Changes.Count > 0) return page;
            var left = end - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || bell.IsSilent) return page;
            await Task.WhenAny(rung, Task.Delay(left, clock, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    static Rejection Malformed { get; } = Rejection.Invalid(
        "position-malformed", "Send a position as a page had it.", "after");

    static Rejection Unknown { get; } = Rejection.Conflict("position-unknown",
        "The log has not come to this position: it is another log, or an older copy. Begin anew.", "after");
}
