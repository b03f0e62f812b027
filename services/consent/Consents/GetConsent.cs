using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>One document, without anything identifying.</summary>
public static class GettingConsent
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/consents/{id:guid}", Handle)
        .RequirePermission("consent.read")
        .WithSummary("Read one document")
        .Produces<ConsentDetail>();

    static async Task<IResult> Handle(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<Consent>(id, ct);
        var consent = stream.Aggregate;
        if (!consent.Exists || !caller.MayUse(consent.Domain)) return Problem.From(Faults.ConsentUnknown);
        session.Audit(new("consent-read", id.ToString(), "answered"));
        await session.SaveChangesAsync(ct);
        http.Response.Headers.ETag = ETags.For(stream.StartingVersion);
        return TypedResults.Ok(new ConsentDetail(
            id, stream.StartingVersion, consent.Domain, consent.Template, AnswerNames.Of(consent.Kind),
                LegalDays.InBerlin(consent.SignedAt),
            consent.Quality, consent.Annulled, consent.Language,
            consent.Answers.ToDictionary(answer => answer.Key, answer => AnswerNames.Of(answer.Value)),
            consent.InformationShown, consent.Channel, consent.ContentHash));
    }
}

/// <summary>The identifying part of a document, opened.</summary>
public static class DocumentContents
{
    public static async Task<DocumentContent?> OpenAsync(
        IQuerySession session, Vault vault, Guid subject, Guid id, CancellationToken ct)
    {
        var field = VaultFields.Document(id);
        var opened = await DocumentVault.OpenAsync(session, vault, subject, [], ct, id);
        return opened is not null && opened.TryGetValue(field, out var json)
            ? JsonSerializer.Deserialize<DocumentContent>(json, StoredJson.Options)
            : null;
    }
}
