using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Registers as the own API does, and reads whom it became. That somebody was looked at is committed with the
/// registration, before anything is read.</summary>
sealed class EpixRegistration(
    IDocumentSession session, Registrar registrar, Vault vault, TimeProvider clock, Caller caller)
{
    public async Task<(PersonView? Person, RegisteredIdentity? Answer, Rejection? Refusal)> RegisterAsync(
        RegisterIdentity command, Registrar.KnownPerson? known, CancellationToken ct)
    {
        var (answer, refusal) = await registrar.RegisterAsync(command.Domain,
            domain => RegisteringIdentities.Read(command, domain, vault, clock.GetUtcNow()), session,
            async outcome =>
            {
                session.Audit(outcome.Entry);
                if (outcome.Answer.Person is { } seen && caller.May(Permissions.IdentityRead))
                    session.AuditLook("identity-viewed", seen);
                await session.SaveChangesAsync(ct);
                outcome.Stored();
                return (true, outcome.Answer);
            }, ct, known);
        if (answer?.Person is not { } person) return (null, answer, refusal);
        return (await PersonReader.ReadAsync(session.DataSource, vault, [person], ct) is [var view] ? view : null,
            answer, refusal);
    }
}
