using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>A form the person signed, with what it came to.</summary>
/// <param name="SignedAt">Null where only somebody signed it whom the identities' index takes for this person.</param>
public sealed record MyForm(TemplateDefinition Form, DateTimeOffset? SignedAt);

/// <summary>
/// What counts for a person, as checks count it: whom the index of identities takes for the same person is part of it.
/// That may be wrong, so of the others' documents nothing is told but what they come to.
/// </summary>
/// <param name="Others">Documents among these that were signed by others.</param>
/// <param name="UnderReview">The index takes others for this person.</param>
public sealed record MyDocuments(
    DomainSettings Domain, IReadOnlyList<DocumentFacts> Facts, IReadOnlySet<Guid> Others, IReadOnlyList<MyForm> Forms,
    bool IsDamaged, bool UnderReview)
{
    const string Signed = """
        select template, max(signed_at) filter (where subject = $1) from consent.documents
        where (subject = $1 or subject in (select other from consent.links where subject = $1))
            and domain = $2 and kind = any($3) and not annulled
        group by template order by 2 desc nulls last, max(signed_at) desc
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static async Task<MyDocuments?> ReadAsync(
        IQuerySession session, string domainName, Guid subject, CancellationToken ct)
    {
        if (await DomainSettings.FindAsync(session, domainName, ct) is not { } domain) return null;
        var (found, others) = await PersonDocuments.CountingAsync(session.DataSource, domain, subject, ct);
        var signed = await CaptureRows.FindAsync(session, Signed, [subject, domainName, Consents],
            row => (Key: row.GetString(0), At: PortalRows.MomentOf(row, 1)), ct);
        var known = await TemplateRows.FinalAsync(session, domainName, [.. signed.Select(one => one.Key)], ct);
        var linked = await CaptureRows.FindAsync(session,
            "select 1 from consent.links where subject = $1 limit 1", [subject], _ => true, ct);
        return new(domain, found.Documents.ToArray(), others,
            [.. signed.Where(one => known.ContainsKey(one.Key)).DistinctBy(one => known[one.Key].Name)
                .Select(one => new MyForm(known[one.Key], one.At))], found.IsDamaged, linked.Count > 0);
    }
}
