using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Finds out whose an incoming identity is and keeps it: a look into memory and one commit. Two clients who bring the
/// same person at once: the second one sees the first one's. Within the process the gate sees to it, between processes
/// the claim.
/// </summary>
public sealed class Registrar(
    DomainCatalog domains, TokenGate gate, RecordNumbers numbers, MpiStock ids, IndexKeeper keeper,
    IndexFollower follower, NpgsqlDataSource data, Vault vault)
{
    const int Attempts = 16;

    /// <summary>What is to be committed: with a session's other work, in one transaction.</summary>
    /// <param name="Answer">What the caller is told.</param>
    /// <param name="Entry">For the audit trail.</param>
    /// <param name="Location">Where the person is found; null: nobody was kept.</param>
    /// <param name="Stored">To be called once it is certain that it was committed. Who forgets it makes the next
    /// registrations wait for the table.</param>
    /// <param name="NewKey">The key of a person nobody knew before.</param>
    public sealed record Outcome(
        RegisteredIdentity Answer, AuditEntry Entry, string? Location, Action Stored, WrappedKey? NewKey = null);

    /// <param name="domainName">The domain.</param>
    /// <param name="read">Checks what came in against the domain as it is; again if the domain changes.</param>
    /// <param name="session">Takes what is kept.</param>
    /// <param name="commit">Saves the session; false where somebody was first and everything has to be decided
    /// anew.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="known">The person it has to be; null: whoever matching says.</param>
    /// <param name="wanted">The id a new person is to have; null: a random one.</param>
    public async Task<(T? Committed, Rejection? Refusal)> RegisterAsync<T>(
        string? domainName, Func<OpenDomain, (Incoming?, Rejection?)> read, IDocumentSession session,
        Func<Outcome, Task<(bool Settled, T? Value)>> commit, CancellationToken ct, KnownPerson? known = null,
        WantedId? wanted = null)
    {
        await keeper.ReadyAsync(ct);
        if (await domains.FindAsync(domainName, ct) is not { } domain) return (default, Faults.DomainUnknown);
        var (incoming, fault) = read(domain);
        for (var attempt = 1; fault is null && incoming is not null && attempt <= Attempts; attempt++)
        {
            using var turn = await gate.EnterAsync(
                wanted is null ? incoming.Claims : [.. incoming.Claims, wanted.Token(vault, domain.Name)], ct);
            var looked = await LookAsync(incoming, ct);
            var (verdict, refusal) = await DecideAsync(incoming, looked, known, ct);
            if (wanted is not null && refusal is null)
                (verdict, refusal) = await wanted.JudgeAsync(data, vault, incoming, verdict!, ct);
            if (refusal is not null) return (default, refusal);
            var filing = new RegistrationFiling(session, vault, numbers, follower, incoming, verdict!, looked);
            try
            {
                var id = verdict!.Target is null ? wanted?.Id ?? await ids.TakeAsync(domain, ct) : "";
                var (settled, value) = await commit(await filing.QueueAsync(id, ct));
                if (settled) return (value, null);
                filing.Refused();
            }
            catch (PostgresException e) when (RecordRows.IsOtherDomain(e) && attempt < Attempts)
            {
                filing.Refused();
                domain = await domains.RenewAsync(domain, ct) ?? domain;
                (incoming, fault) = read(domain);
            }
            catch (PostgresException e) when (RecordRows.IsLateClaim(e) && attempt < Attempts)
            {
                filing.Refused();
                await follower.CatchUpAsync(ct); // then the next attempt sees whoever was first
            }
            catch (StreamMovedException) when (attempt < Attempts)
            {
                filing.Refused();
            }
            finally
            {
                filing.Settle();
            }
        }

        return (default, fault ?? StillMoving);
    }

    async Task<Looked> LookAsync(Incoming incoming, CancellationToken ct)
    {
        // before the look, so that it promises no more than the look shows
        var view = follower.View;
        var near = new Dictionary<long, Linkage.PairDecision>();
        var compared = await incoming.Domain.Linker.NearAsync(
            incoming.Records, near, records => RecordRows.OpenAsync(data, vault, records, ct));
        return new(view, compared, near);
    }

    async Task<(RegistrationVerdict?, Rejection?)> DecideAsync(
        Incoming incoming, Looked looked, KnownPerson? known, CancellationToken ct)
    {
        var identified = await PersonHits.IdentifiedAsync(data, incoming, ct);
        var hits = await PersonHits.ReadAsync(data, vault, incoming, looked.Near, identified, known?.Person, ct);
        if (known is null && RegistrationVerdict.OnlyPerfect(hits) is { } perfect)
        {
            // several match, but of all others it was decided that they are somebody else
            var others = hits.Where(hit => hit != perfect && hit.Outcome == Linkage.Outcome.Match)
                .Select(hit => hit.Person).ToArray();
            var apart = await PairRows.SettledAsync(data, perfect.Person, others, ct, "distinct");
            if (apart.Count == others.Length) hits = [.. hits.Where(hit => !apart.Contains(hit.Person))];
        }

        var version = incoming.Domain.Linker.Version;
        return known is null
            ? RegistrationVerdict.Decide(version, incoming, hits)
            : RegistrationVerdict.Decide(version, incoming, hits, known);
    }

    /// <summary>Whom new data are of, and whether they are even if they do not look so.</summary>
    public sealed record KnownPerson(Guid Person, bool Force);

    static readonly Rejection StillMoving = Rejection.Conflict("person-busy",
        "Others keep changing this person at the same time; try again.");
}
