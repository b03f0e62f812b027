using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Changes how a domain works, closes it, opens it again.</summary>
public static class ChangingDomain
{
    const string InUse = "TC003";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/domains/change", Change)
            .RequirePermission(Permissions.PseudonymManage)
            .WithSummary("Change the settings of a pseudonym domain")
            .Produces<PseudonymDomainView>();
        routes.MapPost("/domains/close", Close)
            .RequirePermission(Permissions.PseudonymManage)
            .WithSummary("Close a domain: it makes no pseudonyms any more")
            .Produces<PseudonymDomainView>();
        routes.MapPost("/domains/reopen", Reopen)
            .RequirePermission(Permissions.PseudonymManage)
            .WithSummary("Open a closed domain again")
            .Produces<PseudonymDomainView>();
    }

    static async Task<IResult> Change(
        ChangePseudonymDomain command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (DomainRules.Read(command.Name, command.Settings, out var settings) is { } fault) return Problem.From(fault);
        if (await DomainFamily.MissingAsync(session.DataSource, settings.Parents!, ct) is not null
            || !settings.Parents!.All(caller.MayUse)) return Problem.From(CreatingDomain.ParentUnknown);

        return await ApplyAsync(command.Name, "pseudonym-domain-changed", domain => Decide(domain, settings), domain =>
        {
            if (!SameCodes(domain.Settings!, settings))
            {
                session.QueueSqlCommand(Sql.Command(
                    "select pseudonym.expect_unused(id) from pseudonym.domains where stream = $1",
                    CreatingDomain.StreamOf(command.Name)));
            }
        }, http, caller, session, ct);
    }

    static Task<IResult> Close(
        PseudonymDomainName command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        ApplyAsync(command.Name, "pseudonym-domain-closed", Closing, _ => { }, http, caller, session, ct);

    static Task<IResult> Reopen(
        PseudonymDomainName command, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct) =>
        ApplyAsync(command.Name, "pseudonym-domain-reopened", Reopening, _ => { }, http, caller, session, ct);

    static async Task<IResult> ApplyAsync(
        string name, string action, Func<Domain, Decision> decide, Action<Domain> guard, HttpContext http,
        Caller caller, IDocumentSession session, CancellationToken ct)
    {
        if (DomainRules.Name(name) is not null || !caller.MayUse(name)) return Problem.From(Faults.DomainUnknown);
        var id = CreatingDomain.StreamOf(name);
        var stream = await session.Events.FetchForWriting<Domain>(id, ct);
        if (stream.Aggregate.Settings is null) return Problem.From(Faults.DomainUnknown);
        if (ETags.IsConditional(http) && (!ETags.TryRead(http, out var seen) || seen != stream.StartingVersion))
            return Problem.StreamMoved;

        var decision = decide(stream.Aggregate);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        stream.AppendMany([.. decision.Events]);
        guard(stream.Aggregate);
        session.Audit(new AuditEntry(action, $"domain/{id}", decision.Events.Count == 0 ? "unchanged" : "done",
            Detail: new { domain = name }));
        var after = decision.Events.Aggregate(stream.Aggregate, Domain.Evolve);
        try
        {
            return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK,
                DomainViews.Of(name, after.Settings!, after.Closed, stream.CurrentVersion),
                ETag: ETags.For(stream.CurrentVersion)), ct);
        }
        catch (PostgresException e) when (e.SqlState == InUse)
        {
            return Problem.From(Rejection.Conflict("format-fixed",
                "There are pseudonyms of the present format; format and generation stay.", "settings.format"));
        }
        catch (PostgresException e) when (e.SqlState == DomainFamily.CircleState)
        {
            return Problem.From(DomainFamily.Circle);
        }
    }

    public static Decision Decide(Domain domain, PseudonymDomainSettings settings) =>
        CaseScheme.Fault(domain.Settings, settings) is { } fault ? fault
        : JsonSerializer.Serialize(domain.Settings) == JsonSerializer.Serialize(settings)
            ? Decision.Nothing
            : Decision.Of(new DomainChanged(domain.Name, settings));

    public static Decision Closing(Domain domain) =>
        domain.Closed ? Decision.Nothing : Decision.Of(new DomainClosed(domain.Name));

    public static Decision Reopening(Domain domain) =>
        domain.Closed ? Decision.Of(new DomainReopened(domain.Name)) : Decision.Nothing;

    static bool SameCodes(PseudonymDomainSettings one, PseudonymDomainSettings other) =>
        one.Format == other.Format && one.Generation == other.Generation;
}
