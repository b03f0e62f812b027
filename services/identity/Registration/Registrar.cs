using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Finds out whose an incoming identity is and keeps it. Two clients who bring the same person at once: the second one
/// sees the first one's. Within the process the gate sees to it, between processes the claim.
/// </summary>
public sealed class Registrar(
    DomainCatalog domains, TokenGate gate, RecordNumbers numbers, NpgsqlDataSource data, Vault vault)
{
    const int Attempts = 16;
    const int DrawnIds = 3;

    /// <summary>What is to be committed: with a session's other work, in one transaction.</summary>
    public sealed record Outcome(RegisteredIdentity Answer, AuditEntry Entry, string? Location);

    /// <param name="read">Checks what came in against the domain as it is; again if the domain changes.</param>
    /// <param name="commit">Saves the session; false where somebody was first and everything has to be decided
    /// anew.</param>
    /// <param name="known">The person it has to be; null: whoever matching says.</param>
    public async Task<(T? Committed, Rejection? Refusal)> RegisterAsync<T>(
        string? domainName, Func<OpenDomain, (Incoming?, Rejection?)> read, IDocumentSession session,
        Func<Outcome, Task<(bool Settled, T? Value)>> commit, CancellationToken ct, KnownPerson? known = null)
    {
        if (await domains.FindAsync(domainName, ct) is not { } domain) return (default, Faults.DomainUnknown);
        var (incoming, fault) = read(domain);
        if (fault is not null || incoming is null) return (default, fault);
        for (var attempt = 1; ; attempt++)
        {
            using var turn = await gate.EnterAsync(incoming.Claims, ct);
            var drawn = Enumerable.Range(0, DrawnIds).Select(_ => MpiIds.Draw(domain.Settings.MpiFormat)).ToArray();
            var lookups = Array.ConvertAll(drawn, id => MpiContent.LookupOf(vault, domain.Name, id));
            var seen = await CandidateSearch.LookAsync(data, incoming, lookups, ct);
            if (seen.Domain != domain.Version)
            {
                domain = await domains.RenewAsync(domain, ct) ?? domain;
                (incoming, fault) = read(domain);
                if (fault is not null || incoming is null) return (default, fault);
                if (attempt < Attempts) continue;
            }

            var weights = await CandidateSearch.WeighAsync(data, vault, incoming, seen.Records, ct);
            var hits = await PersonHits.ReadAsync(data, vault, incoming, weights, seen.Identified, known?.Person, ct);
            var linker = domain.Linker;
            var (verdict, refusal) = known is null
                ? RegistrationVerdict.Decide(linker.Version, incoming, hits)
                : RegistrationVerdict.Decide(linker.Version, incoming, hits, known);
            if (refusal is not null) return (default, refusal);

            var free = Array.FindIndex(lookups, lookup =>
                !seen.TakenIds.Any(taken => taken.AsSpan().SequenceEqual(lookup)));
            var filing = new RegistrationFiling(session, vault, numbers, incoming, verdict!, seen);
            var outcome = await filing.QueueAsync(drawn[Math.Max(free, 0)], ct);
            try
            {
                var (settled, value) = await commit(outcome);
                if (settled)
                {
                    filing.Learn();
                    return (value, null);
                }
            }
            catch (PostgresException e) when (RecordRows.IsLateClaim(e) && attempt < Attempts)
            {
                // the failed session is empty again; the next attempt sees whoever was first
            }
            catch (StreamMovedException) when (attempt < Attempts)
            {
            }

            if (attempt == Attempts) return (default, StillMoving);
        }
    }

    /// <summary>Whom new data are of, and whether they are even if they do not look so.</summary>
    public sealed record KnownPerson(Guid Person, bool Force);

    static readonly Rejection StillMoving = Rejection.Conflict("person-busy",
        "Others keep changing this person at the same time; try again.");
}
