using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Somebody whom a token came to.</summary>
sealed record RegisteredPatient(Guid Person, bool Tentative);

/// <summary>What every use of a token needs: finding it, registering and reading with it, noting who did it.</summary>
sealed class SessionDesk(
    NpgsqlDataSource data, IDocumentStore store, Vault vault, Registrar registrar, PseudonymLink pseudonyms,
    IOptions<SessionsOptions> options, TimeProvider clock)
{
    static readonly Rejection Unsure = Rejection.Conflict("patient-unsure",
        "Nobody can say for certain whether this patient is known. Check the fields; if they are right, send them "
        + "again with sureness=true.");

    static readonly Rejection Unknown = Rejection.NotFound("person-unknown", "There is no such patient.");

    public NpgsqlDataSource Data => data;

    public SessionsOptions Options => options.Value;

    public DateTimeOffset Now => clock.GetUtcNow();

    public PseudonymLink Pseudonyms => pseudonyms;

    /// <summary>The token of an id if it is of this type.</summary>
    public async Task<OpenToken?> FindAsync(string? id, string type, CancellationToken ct) =>
        await SessionStore.FindAsync(data, id, options.Value, Now, ct) is { } token && token.Wish.Type == type
            ? token : null;

    public IDocumentSession Begin(SessionServer server, HttpContext http) =>
        store.LightweightSession(new(server.Name, RequestIds.Of(http)));

    public void Note(IDocumentSession session, SessionServer server, HttpContext http, AuditEntry entry) =>
        session.AuditAll(new AuditRecord(entry, server.Name, "server", RequestIds.Of(http), Now));

    /// <summary>Registers somebody, with the use of a <paramref name="token"/>, if one is bound, in the same
    /// transaction.</summary>
    public async Task<(RegisteredPatient?, Rejection?)> RegisterAsync(
        SessionServer server, SentPatient sent, OpenToken? token, HttpContext http, CancellationToken ct)
    {
        var session = Begin(server, http);
        var (patient, refusal) = await registrar.RegisterAsync(server.Domain, domain =>
            {
                var (identity, fault) = sent.Read(domain);
                return identity is null ? (null, fault) : RegisteringIdentities.Read(
                    new(server.Domain, server.Source, identity), domain, vault, Now);
            }, session,
            async outcome =>
            {
                var unsure = outcome.Answer.Status is MatchStatuses.PossibleMatch or MatchStatuses.MultipleMatch;
                if (unsure && !sent.Sureness) return (true, (RegisteredPatient?)null); // nothing is kept
                var person = outcome.Answer.Person!.Value;
                Note(session, server, http, outcome.Entry);
                if (token is not null) session.QueueSqlCommand(SessionStore.Bind(token, person, unsure));
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, new RegisteredPatient(person, unsure));
            }, ct);
        return patient is null ? (null, refusal ?? Unsure) : (patient, null);
    }

    /// <summary>Keeps new data of somebody who is known, and uses the token.</summary>
    public async Task<Rejection?> EditAsync(
        OpenToken token, Guid person, IdentityData edited, HttpContext http, CancellationToken ct)
    {
        var server = token.Server;
        var session = Begin(server, http);
        var command = new RegisterIdentity(server.Domain, server.Source, edited, null, ForceReference: true);
        return (await registrar.RegisterAsync(server.Domain,
            domain => RegisteringIdentities.Read(command, domain, vault, Now), session,
            async outcome =>
            {
                Note(session, server, http, outcome.Entry);
                session.QueueSqlCommand(SessionStore.Use(token));
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, true);
            }, ct, new(person, Force: true))).Refusal;
    }

    /// <summary>Whose data these could be; nothing is kept but that it was asked, which uses the token.</summary>
    public Task<(RegisteredIdentity? Answer, Rejection? Refusal)> MatchAsync(
        OpenToken token, IdentityData identity, HttpContext http, Action<OpenDomain> seen, CancellationToken ct)
    {
        var server = token.Server;
        var session = Begin(server, http);
        return registrar.RegisterAsync(server.Domain, domain =>
            {
                seen(domain);
                var free = domain with { Settings = domain.Settings with { RequiredFields = [] } };
                var fault = Incoming.TryRead(free, server.Source, identity, SaveActions.DontSave, false, vault, Now,
                    out var incoming);
                return (incoming, fault);
            }, session, async outcome =>
            {
                Note(session, server, http, outcome.Entry with { Action = "identity-matched" });
                session.QueueSqlCommand(SessionStore.Use(token));
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, outcome.Answer);
            }, ct);
    }

    /// <summary>The active person an id stands for, in the server's domain.</summary>
    public async Task<(PersonView? Person, Rejection? Refusal)> PersonAsync(
        SessionServer server, SessionId id, CancellationToken ct)
    {
        var (person, silent) = await SessionIds.PersonAsync(server, id, data, vault, pseudonyms, ct);
        if (silent is not null) return (null, silent);
        return person is { } key && await ReadAsync(key, ct) is { Status: "active" } view
            && view.Domain == server.Domain ? (view, null) : (null, Unknown);
    }

    /// <summary>A person's ids of these types, made where there are none yet.</summary>
    public async Task<(IReadOnlyList<SessionId>?, Rejection?)> IdsAsync(
        SessionServer server, IReadOnlyList<string> types, Guid person, CancellationToken ct) =>
        await ReadAsync(person, ct) is { } view ? await SessionIds.OfAsync(server, types, view, pseudonyms, ct)
            : (null, Faults.PersonUnknown);

    /// <summary>What a resource of a person is called for a server: the same each time, and nothing to anybody else.
    /// </summary>
    public string NameOf(SessionServer server, Guid person) => Convert.ToHexStringLower(
        vault.LookupHash("session-patient", server.Name, person.ToString()).AsSpan(0, 16));

    public async Task<PersonView?> ReadAsync(Guid person, CancellationToken ct) =>
        await PersonReader.ReadAsync(data, vault, [person], ct) is [var view] ? view : null;
}
