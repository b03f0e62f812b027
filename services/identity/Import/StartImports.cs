using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Begins imports of files, shows them, lets them pause, go on, end and be forgotten.</summary>
static class StartingImports
{
    const int MostWaiting = 50;

    public static readonly Rejection Unknown = Rejection.NotFound("import-unknown",
        "There is no such import in a domain that is yours to use.");

    public static readonly Rejection WrongStatus = Rejection.Conflict("import-status",
        "The import is not in a state in which this can be done; look at its status.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/imports", Start).RequirePermission(Permissions.IdentityImport)
            .WithSummary("Begin an import of people from a file; the file is sent as its content")
            .Produces<ImportView>(StatusCodes.Status201Created);
        routes.MapGet("/imports", List).RequirePermission(Permissions.IdentityImport)
            .WithSummary("Imports of a domain, newest first").Produces<IReadOnlyList<ImportView>>();
        routes.MapGet("/imports/{import:guid}", Get).RequirePermission(Permissions.IdentityImport)
            .WithSummary("How far an import is").Produces<ImportView>();
        Move("pause", ImportStatuses.Paused, [ImportStatuses.Queued, ImportStatuses.Running],
            "Stop an import behind the lines in hand");
        Move("resume", ImportStatuses.Queued, [ImportStatuses.Paused], "Let an import go on where it was");
        Move("cancel", ImportStatuses.Cancelled,
            [ImportStatuses.Open, ImportStatuses.Queued, ImportStatuses.Running, ImportStatuses.Paused],
            "End an import; what is registered stays");
        routes.MapDelete("/imports/{import:guid}", Delete).RequirePermission(Permissions.IdentityImport)
            .WithSummary("Forget an import that has ended, with its report").Produces(204);

        void Move(string verb, string to, string[] from, string summary) => routes
            .MapPost($"/imports/{{import:guid}}/{verb}", (
                Guid import, Caller caller, IDocumentSession session, Vault vault, ImportRunner runner,
                TimeProvider clock, CancellationToken ct) =>
                MoveAsync(import, verb, to, from, caller, session, vault, runner, clock, ct))
            .RequirePermission(Permissions.IdentityImport).WithSummary(summary).Produces<ImportView>();
    }

    static async Task<IResult> Start(
        StartImport command, HttpContext http, Caller caller, IDocumentSession session, DomainCatalog domains,
        Vault vault, CancellationToken ct)
    {
        if (!caller.MayUse(command.Domain) || await domains.FindAsync(command.Domain, ct) is not { } domain)
            return Problem.From(Faults.DomainUnknown);
        if (ImportSettings.Fault(command, domain.Settings) is { } fault) return Problem.From(fault);
        if (await WaitingAsync(session, command.Domain, ct) >= MostWaiting)
        {
            return Problem.From(Rejection.Conflict("imports-too-many",
                "Too many imports of this domain wait; finish, cancel or delete some."));
        }

        var import = Guid.CreateVersion7(session.RecordedAt);
        var (key, settings) = (vault.NewKey(import), new ImportSettings(command.Csv));
        var row = new ImportRow(import, command.Domain, command.Source, command.Format, command.SaveAction,
            command.ForceReference, command.DryRun, command.MpiIds, settings, key, ImportStatuses.Open, 0, 0, 0, 0,
            new Dictionary<string, long>(), null, null, null, caller.Name,
            string.Join(' ', caller.Roles.Order(StringComparer.Ordinal)), session.RecordedAt, null);
        session.QueueSqlCommand(VaultRows.StoreKey(import, key));
        session.QueueSqlCommand(ImportSql.Insert(row, settings.Seal(vault, import, key)));
        session.Audit(new("import-started", $"import/{import}", "done", Detail: new
        {
            domain = command.Domain,
            source = command.Source,
            dryRun = command.DryRun,
        }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status201Created, row.View,
            Location: $"/api/identity/imports/{import}"), ct);
    }

    static async Task<IResult> List(
        string domain, Caller caller, IQuerySession session, Vault vault, CancellationToken ct) =>
        caller.MayUse(domain)
            ? Results.Ok((await ImportRow.ListAsync(session.DataSource, vault, domain, ct)).Select(row => row.View))
            : Problem.From(Faults.DomainUnknown);

    static async Task<IResult> Get(
        Guid import, Caller caller, IQuerySession session, Vault vault, CancellationToken ct) =>
        await FindAsync(import, caller, session, vault, ct) is { } row
            ? Results.Ok(row.View) : Problem.From(Unknown);

    static async Task<IResult> MoveAsync(
        Guid import, string verb, string to, string[] from, Caller caller, IDocumentSession session, Vault vault,
        ImportRunner runner, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(import, caller, session, vault, ct) is null) return Problem.From(Unknown);
        if (!await ImportSql.MoveAsync(session.DataSource, import, to, from, clock.GetUtcNow(), ct))
            return Problem.From(WrongStatus);
        runner.Look(import);
        if (to == ImportStatuses.Cancelled)
        {
            foreach (var command in ImportSql.DropContent(import)) session.QueueSqlCommand(command);
        }

        session.Audit(new($"import-{verb}", $"import/{import}", "done"));
        await session.SaveChangesAsync(ct);
        return Results.Ok((await ImportRow.FindAsync(session.DataSource, vault, import, ct))!.View);
    }

    static async Task<IResult> Delete(
        Guid import, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (await FindAsync(import, caller, session, vault, ct) is not { } row) return Problem.From(Unknown);
        if (!row.HasEnded) return Problem.From(WrongStatus);
        foreach (var command in ImportSql.Drop(import)) session.QueueSqlCommand(command);
        session.Audit(new("import-deleted", $"import/{import}", "done"));
        await session.SaveChangesAsync(ct);
        return Results.NoContent();
    }

    public static async Task<ImportRow?> FindAsync(
        Guid import, Caller caller, IQuerySession session, Vault vault, CancellationToken ct) =>
        await ImportRow.FindAsync(session.DataSource, vault, import, ct) is { } row && caller.MayUse(row.Domain)
            ? row : null;

    static async Task<long> WaitingAsync(IQuerySession session, string domain, CancellationToken ct)
    {
        await using var command = session.DataSource.CreateCommand(
            "select count(*) from identity.imports where domain = $1 and ended_at is null");
        command.Parameters.Add(new() { Value = domain });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
