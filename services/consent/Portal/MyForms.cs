using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>A form the person signed, with what it came to.</summary>
public sealed record MyForm(TemplateDefinition Form, DateTimeOffset SignedAt);

/// <summary>
/// What a person signed under their own identifiers. Whom the index of identities takes for the same person is left
/// out: it may be wrong, and then it would show one person's consents to another.
/// </summary>
public sealed record MyDocuments(
    DomainSettings Domain, IReadOnlyList<DocumentFacts> Facts, IReadOnlyList<MyForm> Forms, bool IsDamaged,
    bool UnderReview)
{
    const string Signed = """
        select template, max(signed_at) from consent.documents
        where subject = $1 and domain = $2 and kind = any($3) and not annulled
        group by template order by 2 desc
        """;

    static readonly short[] Consents = [(short)DocumentKind.Consent, (short)DocumentKind.OptOut];

    public static async Task<MyDocuments?> ReadAsync(
        IQuerySession session, string domainName, Guid subject, CancellationToken ct)
    {
        if (await DomainSettings.FindAsync(session, domainName, ct) is not { } domain) return null;
        var found = await PersonDocuments.OwnAsync(session.DataSource, domain, subject, ct);
        var signed = await CaptureRows.FindAsync(session, Signed, [subject, domainName, Consents],
            row => (Key: row.GetString(0), At: row.GetFieldValue<DateTimeOffset>(1)), ct);
        var known = await TemplateRows.FinalAsync(session, domainName, [.. signed.Select(one => one.Key)], ct);
        var linked = await CaptureRows.FindAsync(session,
            "select 1 from consent.links where subject = $1 limit 1", [subject], _ => true, ct);
        return new(domain, found.Documents.ToArray(),
            [.. signed.Where(one => known.ContainsKey(one.Key)).DistinctBy(one => known[one.Key].Name)
                .Select(one => new MyForm(known[one.Key], one.At))], found.IsDamaged, linked.Count > 0);
    }
}
