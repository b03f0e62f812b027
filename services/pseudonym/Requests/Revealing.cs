using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms;

/// <summary>What came of a list: pairs to give out, and one word for each pseudonym of the list.</summary>
/// <param name="Seen">For the audit trail: the pair's id and what became of it.</param>
public sealed record Revealed(
    IReadOnlyList<RevealedOriginal> Originals, int LeftOut, int Unknown, IReadOnlyList<string> Seen);

/// <summary>Opens the originals of a list, and asks whether each may be given out now.</summary>
public sealed class Revealing(
    DomainCatalog catalog, Permits permits, IOptions<PermitsOptions> options, TimeProvider clock)
{
    /// <param name="policy">Consent that each original needs; null: an emergency, or a purpose that rests on
    /// law.</param>
    /// <returns>Null where the domain is gone or changes all the time.</returns>
    public async Task<Revealed?> RevealAsync(
        NpgsqlDataSource database, string domainName, IReadOnlyList<string> list, string? policy, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await catalog.FindAnyAsync(domainName, ct) is not { } domain) return null;
            if (await ResolvingPseudonyms.ReadAsync(domain, list, database, ct) is { } rows)
                return await OpenAsync(domain, rows, list, policy, ct);
            catalog.Forget(domain);
        }

        return null;
    }

    async Task<Revealed> OpenAsync(
        OpenDomain domain, Dictionary<string, StoredPair> rows, IReadOnlyList<string> list, string? policy,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var opened = list
            .Select(pseudonym => Open(domain, rows.GetValueOrDefault(pseudonym), pseudonym, now)).ToArray();
        var found = Array.FindAll(opened, one => one.Original is not null);
        var answers = policy is null ? null : await permits.AskAsync(Question(
            domain, policy, [.. found.Select(one => one.Original!)]), ct);
        var originals = new List<RevealedOriginal>();
        var seen = opened.Where(one => one.Original is null).Select(one => $"{one.Id} {one.Outcome}").ToList();
        for (var i = 0; i < found.Length; i++)
        {
            var permit = answers?[i] ?? Permit.Permitted;
            if (permit == Permit.Permitted) originals.Add(new(found[i].Pseudonym, found[i].Original!));
            seen.Add($"{found[i].Id} {permit switch
            {
                Permit.Permitted => "found",
                Permit.NotPermitted => "not-permitted",
                _ => "unanswered",
            }}");
        }

        return new(originals, found.Length - originals.Count, opened.Length - found.Length, seen);
    }

    static Opened Open(OpenDomain domain, StoredPair? pair, string pseudonym, DateTimeOffset now) =>
        pair is null ? new(pseudonym, "-", "unknown", null)
        : pair.Original is null ? new(pseudonym, $"{pair.Id}", "anonymised", null)
        : pair.ValidUntil <= now ? new(pseudonym, $"{pair.Id}", "ended", null)
        : new(pseudonym, $"{pair.Id}", "found", domain.Open(pair.Original, pair.KeyVersion, pseudonym));

    sealed record Opened(string Pseudonym, string Id, string Outcome, string? Original);

    PermitQuestion Question(OpenDomain domain, string policy, string[] originals)
    {
        var properties = domain.Settings.Properties!;
        return new(properties.GetValueOrDefault("consent-domain") ?? options.Value.Domain,
            properties.GetValueOrDefault("consent-identifier") ?? options.Value.IdentifierType, policy, originals);
    }
}
