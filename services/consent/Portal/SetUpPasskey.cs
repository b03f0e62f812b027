using System.Buffers.Text;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Sets up a passkey: the first one after a letter, or a further one.</summary>
public static class SettingUpPasskey
{
    const int Most = 10;

    const string Insert = """
        insert into consent.portal_passkeys (id, account, credential, key, algorithm, counter, added_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    static readonly Rejection Refused = Rejection.Unprocessable("passkey-refused",
        "This passkey was not made for this portal just now, or its owner was not checked by PIN, finger or face.");

    static readonly Rejection Full = Rejection.Conflict("too-many", $"At most {Most} passkeys; remove one first.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/setup/passkey/options", Options).RequirePermission(Permissions.PortalSetUp)
            .WithSummary("What a browser needs to make the first passkey").Produces<PasskeyCreation>();
        routes.MapPost("/setup/passkey", First).RequirePermission(Permissions.PortalSetUp)
            .WithSummary("Set up the first passkey; the portal is open then").Produces<PortalOpened>();
        routes.MapPost("/me/passkeys/options", Options).RequirePermission(Permissions.PortalOwn)
            .RequireRecentSignIn()
            .WithSummary("What a browser needs to make a further passkey").Produces<PasskeyCreation>();
        routes.MapPost("/me/passkeys", Further).RequirePermission(Permissions.PortalOwn).RequireRecentSignIn()
            .WithSummary("Set up a further passkey").Produces<PasskeyView>(StatusCodes.Status201Created);
    }

    static async Task<IResult> Options(
        HttpContext http, PortalVisits visits, IDocumentSession session, PortalSite site, TimeProvider clock,
        CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { } visit) return Problem.From(PortalVisit.None);
        if (await DomainSettings.FindAsync(session, visit.Domain, ct) is not { } domain)
            return Problem.From(PortalVisit.None);
        var (challenge, command) = PortalChallenges.New(
            PortalChallenges.Register, visit.Session, null, clock.GetUtcNow());
        session.QueueSqlCommand(command);
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PasskeyCreation(
            challenge, site.RelyingParty(http.Request).Id, domain.OrganisationName,
            Base64Url.EncodeToString(visit.Account.ToByteArray(bigEndian: true)), NameOf(visit.Relation),
            [CoseKey.Es256, CoseKey.Rs256],
            visit.Letter is null ? await PortalPasskeys.CredentialsAsync(session, visit.Account, ct) : [],
            PortalChallenges.Seconds));
    }

    static async Task<IResult> First(
        NewPasskey command, HttpContext http, PortalVisits visits, IQuerySession session, Vault vault, PortalSite site,
        PortalOpening opening, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: not null } visit) return Problem.From(PortalVisit.None);
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var (made, fault) = await MakeAsync(command, http, visit, session, vault, site, work, clock.GetUtcNow(), ct);
        if (fault is not null) return fault;
        try
        {
            return await opening.OpenAsync(work, visit, PortalSessions.ByPasskey, made!.Commands, http, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.From(Refused); // this credential belongs to another account
        }
    }

    static async Task<IResult> Further(
        NewPasskey command, HttpContext http, Caller caller, PortalVisits visits, IQuerySession session, Vault vault,
        PortalSite site, TimeProvider clock, CancellationToken ct)
    {
        if (await visits.OfAsync(http, ct) is not { Letter: null } visit) return Problem.From(PortalVisit.None);
        var now = clock.GetUtcNow();
        await using var work = await PortalWork.OpenAsync(session.DataSource, ct);
        var known = await PortalPasskeys.CredentialsAsync(session, visit.Account, ct);
        if (known.Count >= Most) return Problem.From(Full);
        var (made, fault) = await MakeAsync(command, http, visit, session, vault, site, work, now, ct);
        if (fault is not null) return fault;
        try
        {
            await work.DoAsync(ct, made!.Commands);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.From(Refused);
        }

        await work.CommitAsync(AuditRecord.Of(new("portal-passkey-added", $"portal-account/{visit.Account}", "done",
            Detail: new { passkey = made.Id }), caller, now), ct);
        return TypedResults.Created((string?)null, new PasskeyView(made.Id, command.Name.Trim(), now, null));
    }

    sealed record Made(Guid Id, NpgsqlBatchCommand[] Commands);

    static async Task<(Made? Made, IResult? Fault)> MakeAsync(
        NewPasskey command, HttpContext http, PortalVisit visit, IQuerySession session, Vault vault, PortalSite site,
        PortalWork work, DateTimeOffset now, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(command.Name)) return (null, Problem.From(Faults.Missing("name")));
        if (PlainText.Fault(command.Name, "name", 60) is { } nameFault) return (null, Problem.From(nameFault));
        var challenge = await PortalChallenges.UseAsync(
            work, command.ClientData, PortalChallenges.Register, visit.Session, null, now, ct);
        var registered = challenge is null ? null : WebAuthn.Register(
            site.RelyingParty(http.Request), command.ClientData, command.Attestation, challenge);
        if (registered is not var (credential, counter))
        {
            await work.CommitAsync(visit.Entry(
                new("portal-passkey-added", $"portal-account/{visit.Account}", "refused"), http, now), ct);
            return (null, Problem.From(Refused));
        }

        if (await VaultRows.FindKeyAsync(session.DataSource, visit.Subject, ct) is not { } key)
            return (null, Problem.From(PortalVisit.None));
        var id = Guid.CreateVersion7(now);
        return (new(id,
        [
            Sql.Command(Insert, id, visit.Account, credential.Id, credential.PublicKey, credential.Algorithm,
                (long)counter, now),
            PortalVault.Keep(vault, visit.Subject, key, PortalFields.Passkey(visit.Account, id), command.Name.Trim()),
        ]), null);
    }

    /// <summary>What the browser's list of passkeys says: nothing about a person.</summary>
    static string NameOf(string relation) => relation switch
    {
        PortalRelations.Guardian => "Patientenportal, sorgeberechtigt",
        PortalRelations.Representative => "Patientenportal, in Vertretung",
        _ => "Patientenportal",
    };
}
