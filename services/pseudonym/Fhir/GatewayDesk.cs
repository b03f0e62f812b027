using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>The way from a gateway to the same desk that the own API asks, with the caller's rights.</summary>
public sealed class GatewayDesk(PairDesk desk, PairQueue queue, DomainCatalog catalog)
{
    /// <summary>One value waits for others to be answered together with; many go by themselves.</summary>
    public Task<PairReply> AskAsync(
        Caller caller, string domain, IReadOnlyList<string> originals, PairWish wish, CancellationToken ct)
    {
        if (!caller.MayUse(domain)) return Task.FromResult(PairReply.Refused(Faults.DomainUnknown));
        var ask = new PairAsk(domain, originals, wish, caller);
        return originals.Count == 1 ? queue.AskAsync(ask, ct) : desk.AnswerAsync(ask, ct);
    }

    /// <summary>Several asks of whatever domains, in one transaction where that can be.</summary>
    public Task<PairReply[]> AskAsync(IReadOnlyList<PairAsk> asks, CancellationToken ct) => desk.AnswerAsync(asks, ct);

    public async Task<OpenDomain?> FindAsync(Caller caller, string domain, CancellationToken ct) =>
        caller.MayUse(domain) ? await catalog.FindAsync(domain, ct) : null;

    /// <summary>
    /// Originals of pseudonyms. The gateway's requests name no purpose: where the domain grants the caller exactly one,
    /// that one is meant. Otherwise there is none, and the answer says nothing.
    /// </summary>
    public async Task<(IResult? Refusal, OriginalAnswer[] Answers)> ResolveAsync(
        Caller caller, string domain, IReadOnlyList<string> pseudonyms, string? purpose, ResolveRates rates,
        IDocumentSession session, CancellationToken ct)
    {
        if (purpose is null && await FindAsync(caller, domain, ct) is { } known
            && known.Settings.ResolvableBy!.Where(grant => grant.Client == caller.Name).ToArray() is [var only])
            purpose = only.Purpose;
        return await ResolvingPseudonyms.AnswerAsync(
            new(domain, pseudonyms, purpose ?? ""), caller, catalog, rates, session, ct);
    }
}
