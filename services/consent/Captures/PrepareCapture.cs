using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Sets the documents of a session as they would be recorded: the person sees the very PDF that is stored. Nothing
/// counts yet; what is prepared lies in the session's vault and is gone with it.
/// </summary>
public static class PreparingCapture
{
    static readonly Rejection NotPrintable = Rejection.Unavailable("document-not-set",
        "The document can't be shown right now; it can be signed all the same and read later.");

    static readonly Rejection NotPrepared = Rejection.NotFound("document-not-prepared",
        "There is no prepared document of this number.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/capture/preparation", Prepare).RequirePermission(Permissions.CaptureTake)
            .WithSummary("Set the documents of the session, to be looked at before they count")
            .Produces<PreparedCapture>();
        routes.MapGet("/capture/preparation/{number:int}", Get).RequirePermission(Permissions.CaptureTake)
            .WithSummary("A prepared document as PDF; the first is 0")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf");
    }

    static async Task<IResult> Prepare(
        CaptureContent content, Caller caller, IDocumentSession session, Vault vault, CaptureReading reading,
        PdfRenderer renderer, ILogger<PdfRenderer> log, CancellationToken ct)
    {
        var id = TabletTokens.CaptureOf(caller);
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        if (stream.Aggregate.MayDecide() is { } no) return Problem.From(no);
        if (await OpenAsync(session, vault, id, ct) is not { } opened) return Problem.From(TakingCapture.Unknown);
        var now = session.RecordedAt;
        var signedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var (drafts, fault) = await reading.ReadAsync(
            stream.Aggregate, opened.Subject, opened.Explaining, content, signedAt, ct);
        if (fault is not null) return Problem.From(fault);

        var (made, shown) = (new List<MadeDocument>(), new List<PdfShown>());
        var name = $"{opened.Subject.FirstName} {opened.Subject.LastName}".Trim();
        var talks = TalkRows.Printed(await TalkRows.TalksAsync(session, vault, TalkRows.OfCapture, [id], ct));
        foreach (var draft in drafts)
        {
            made.Add(new(Guid.CreateVersion7(now), RandomNumberGenerator.GetBytes(16)));
            var document = CaptureDocument.Of(draft, made[^1], name.Length > 0 ? name : null, signedAt, talks);
            try
            {
                var pdf = await renderer.RenderAsync(ConsentHtml.Render(document), ct);
                shown.Add(new(made[^1].Id, Convert.ToHexStringLower(SHA256.HashData(pdf))));
                session.Keep(vault, id, opened.Key, CaptureFields.Pdf(made.Count - 1), pdf);
            }
            catch (PdfException e)
            {
                LogMessages.DocumentNotSet(log, made[^1].Id, e);
                return Problem.From(NotPrintable);
            }
        }

        session.Keep(vault, id, opened.Key, CaptureFields.Preparation, CaptureRows.Json(new CapturePreparation(
            signedAt, content with { Token = "" }, made, [.. shown.Select(document => document.Sha256)])));
        stream.AppendMany([.. stream.Aggregate.Prepare(id, shown).Events]);
        session.Audit(new("capture-prepared", $"capture/{id}", "done"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PreparedCapture([.. drafts.Select((draft, number) =>
            new PreparedDocument(made[number].Id, draft.Template.Title, shown[number].Sha256))]));
    }

    static async Task<IResult> Get(
        int number, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var id = TabletTokens.CaptureOf(caller);
        var field = CaptureFields.Pdf(number);
        var opened = await DocumentVault.OpenAsync(session, vault, id, [field], ct);
        if (opened?.TryGetValue(field, out var pdf) is not true) return Problem.From(NotPrepared);
        session.Audit(new("capture-document-read", $"capture/{id}", "answered", Detail: new { number }));
        await session.SaveChangesAsync(ct);
        return TypedResults.File(pdf!, "application/pdf");
    }

    public static async Task<(CaptureSubject Subject, string Explaining, WrappedKey Key)?> OpenAsync(
        IDocumentSession session, Vault vault, Guid id, CancellationToken ct)
    {
        if (await VaultRows.FindKeyAsync(session.DataSource, id, ct) is not { } key
            || await DocumentVault.OpenAsync(
                session, vault, id, [CaptureFields.Subject, CaptureFields.Explaining], ct) is not { } opened
            || !opened.TryGetValue(CaptureFields.Subject, out var subject)) return null;
        return (CaptureRows.Read<CaptureSubject>(subject),
            opened.TryGetValue(CaptureFields.Explaining, out var name) ? CaptureRows.Text(name) : "", key);
    }
}
