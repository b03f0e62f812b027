using System.Text.Json;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// Receives what was signed, sealed on the tablet at once or hours ago. It counts from here on and not before;
/// delivered again it is answered with the same receipt.
/// </summary>
public static class ReceivingCapture
{
    const string Keep = "insert into vault.items (subject, field, version, content) values ($1, $2, 1, $3)";

    static readonly Rejection NotOurs = Rejection.Unprocessable("delivery-unreadable",
        "This was not sealed to the key of this session, or was changed on its way.");

    static readonly Rejection NotPrepared = Rejection.Conflict("document-not-prepared",
        "These are not the documents that were prepared last; look at them again.", "prepared");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/tablet/deliveries", Handle).RequirePermission(Permissions.CaptureTablet)
        .WithSummary("Deliver what was signed in a session").Produces<CaptureReceipt>();

    static async Task<IResult> Handle(
        CaptureDelivery delivery, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        CaptureReading reading, CaptureCopies copies, TimeProvider clock, CancellationToken ct)
    {
        var id = delivery.Capture;
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        var capture = stream.Aggregate;
        if (capture.State == CaptureState.Unknown || capture.Tablet != TabletTokens.TabletOf(caller))
            return Problem.From(TakingCapture.Unknown);
        if (capture.State == CaptureState.Received) return await AgainAsync(session, http, id, copies, ct);
        if (capture.MayDecide() is { } no) return await RefuseAsync(session, id, no, ct);
        if (await PreparingCapture.OpenAsync(session, vault, id, ct) is not { } opened
            || await ReadAsync(session, vault, delivery, ct) is not { } content)
            return await RefuseAsync(session, id, NotOurs, ct);

        var (taken, fault) = await TakeAsync(
            session, vault, id, capture, opened, content, reading, clock.GetUtcNow(), ct);
        if (fault is not null) return await RefuseAsync(session, id, fault, ct);
        var answer = await new DocumentIntake(session, vault).RecordAllAsync(taken.Drafts, taken.Made, async intakes =>
        {
            Queue(session, vault, intakes, taken);
            // appended again in every attempt: a failed session is empty
            session.Events.Append<Capture>(id, stream.StartingVersion, new CaptureReceived(id,
                [.. intakes.Select((intake, i) => new PdfShown(intake.Id, taken.Sha256(i)))], taken.OnDevice,
                content.ClockAheadSeconds, CaptureReading.Shown(content.Shown)));
            session.Forget(id);
            session.Audit(new("capture-received", $"capture/{id}", "done",
                Detail: new { documents = intakes.Select(intake => intake.Id), late = taken.Made is null }));
            return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, new CaptureReceipt(
                id, intakes[0].RecordedAt,
                [.. intakes.Select((intake, i) => new ReceivedDocument(intake.Id, taken.Pdfs?[i] is null ? null
                    : taken.Sha256(i), copies.New(session, http, intake.Id)))])), ct);
        }, ct);
        return answer;
    }

    static void Queue(
        IDocumentSession session, Vault vault, IReadOnlyList<DocumentIntake.Intake> intakes, Taken taken)
    {
        for (var i = 0; i < intakes.Count; i++)
        {
            var intake = intakes[i];
            session.Audit(RecordingConsent.Entry(intake));
            if (taken.Pdfs?[i] is not { } pdf) continue;
            var field = $"{VaultFields.Pdf(intake.Id)}/{intake.Event.ContentHash}";
            session.QueueSqlCommand(Sql.Command(Keep, intake.Subject, field,
                vault.Seal(intake.Subject, intake.Key, field, pdf)));
        }
    }

    /// <summary>The prepared documents where the person saw them; otherwise what the tablet sealed.</summary>
    static async Task<(Taken Taken, Rejection? Fault)> TakeAsync(
        IDocumentSession session, Vault vault, Guid id, Capture capture,
        (CaptureSubject Subject, string Explaining, WrappedKey Key) opened, CaptureContent content,
        CaptureReading reading, DateTimeOffset now, CancellationToken ct)
    {
        if (!LegalMoment.TryParse(content.SignedAt, out var onDevice))
            return (Taken.Nothing, Faults.Date("signedAt", "The signature date"));
        if (content.Prepared is { Count: > 0 } prepared)
        {
            var fields = Enumerable.Range(0, prepared.Count).Select(CaptureFields.Pdf);
            var items = await DocumentVault.OpenAsync(
                session, vault, id, [CaptureFields.Preparation, .. fields], ct);
            if (items?.TryGetValue(CaptureFields.Preparation, out var json) is not true)
                return (Taken.Nothing, NotPrepared);
            var preparation = CaptureRows.Read<CapturePreparation>(json!);
            if (!preparation.Sha256.SequenceEqual(prepared)) return (Taken.Nothing, NotPrepared);
            var (drafts, fault) = await reading.ReadAsync(
                capture, opened.Subject, opened.Explaining, preparation.Content, preparation.At, ct);
            return (new(drafts, preparation.Made, preparation.Sha256,
                [.. fields.Select(field => items![field])], onDevice), fault);
        }

        var signedAt = SignedAt(onDevice, content.ClockAheadSeconds, await OpenedAsync(session, id, ct), now);
        var (own, ownFault) = await reading.ReadAsync(
            capture, opened.Subject, opened.Explaining, content, signedAt, ct);
        return (new(own, null, null, null, onDevice), ownFault);
    }

    /// <summary>The tablet's time, put right by what its clock was ahead, and never outside of what can be.</summary>
    public static DateTimeOffset SignedAt(
        DateTimeOffset onDevice, int clockAheadSeconds, DateTimeOffset opened, DateTimeOffset received)
    {
        var at = onDevice.AddSeconds(-Math.Clamp(clockAheadSeconds, -100_000_000, 100_000_000));
        return at < opened ? opened : at > received ? received : at;
    }

    static async Task<DateTimeOffset> OpenedAsync(IQuerySession session, Guid id, CancellationToken ct) =>
        (await CaptureRows.FindAsync(session, "select opened_at from consent.captures where id = $1", [id],
            row => row.GetFieldValue<DateTimeOffset>(0), ct))[0];

    /// <summary>Opens what was sealed; it must come from whoever holds the session.</summary>
    static async Task<CaptureContent?> ReadAsync(
        IQuerySession session, Vault vault, CaptureDelivery delivery, CancellationToken ct)
    {
        var opened = await DocumentVault.OpenAsync(session, vault, delivery.Capture, [CaptureFields.DeliveryKey], ct);
        if (opened?.TryGetValue(CaptureFields.DeliveryKey, out var key) is not true) return null;
        var (from, nonce, bytes) = (new byte[delivery.Key.Length], new byte[delivery.Nonce.Length],
            new byte[delivery.Content.Length]);
        if (!Convert.TryFromBase64String(delivery.Key, from, out var keyLength)
            || !Convert.TryFromBase64String(delivery.Nonce, nonce, out var nonceLength)
            || !Convert.TryFromBase64String(delivery.Content, bytes, out var length)
            || Envelope.Open(key!, delivery.Capture, from[..keyLength], nonce[..nonceLength], bytes[..length])
            is not { } json) return null;
        try
        {
            var content = JsonSerializer.Deserialize<CaptureContent>(json, StrictJson.Options);
            if (content is null) return null;
            var token = await CaptureRows.FindAsync(session, "select token from consent.captures where id = $1",
                [delivery.Capture], row => row.IsDBNull(0) ? [] : row.GetFieldValue<byte[]>(0), ct);
            return token is [var hash] && hash.AsSpan().SequenceEqual(OpaqueTokens.Hash(content.Token))
                ? content : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static async Task<IResult> AgainAsync(
        IDocumentSession session, HttpContext http, Guid id, CaptureCopies copies, CancellationToken ct)
    {
        var received = (await session.FetchStreamAsync(id, ct: ct)).Single(@event => @event.Data is CaptureReceived);
        var at = received.Metadata.RecordedAt;
        var fresh = session.RecordedAt - at < CaptureCopies.Lifetime;
        var documents = ((CaptureReceived)received.Data).Documents.Select(document => new ReceivedDocument(
            document.DocumentId, document.Sha256.Length > 0 ? document.Sha256 : null,
            fresh ? copies.New(session, http, document.DocumentId) : null)).ToArray();
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new CaptureReceipt(id, at, documents));
    }

    static async Task<IResult> RefuseAsync(
        IDocumentSession session, Guid id, Rejection why, CancellationToken ct)
    {
        session.Audit(new("capture-received", $"capture/{id}", "refused", Detail: new { reason = why.Code }));
        await session.SaveChangesAsync(ct);
        return Problem.From(why);
    }

    /// <summary>What is to be recorded.</summary>
    sealed record Taken(
        IReadOnlyList<DocumentDraft> Drafts, IReadOnlyList<MadeDocument>? Made, IReadOnlyList<string>? Hashes,
        IReadOnlyList<byte[]>? Pdfs, DateTimeOffset OnDevice)
    {
        public static Taken Nothing { get; } = new([], null, null, null, default);

        public string Sha256(int number) => Hashes?[number] ?? "";
    }
}
