using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Opens a session on its tablet: one code, once, within a minute.</summary>
public static class OpeningCapture
{
    const string Find = """
        select id from consent.captures
        where launch = $1 and tablet = $2 and launch_until > $3 and state = 'handed-over'
        """;

    static readonly Rejection CodeUnknown = Rejection.NotFound("code-unknown",
        "This code is not valid here, was used or has ended.", "code");

    static readonly Rejection NoForm = Rejection.Conflict("capture-without-form",
        "For a person of this age no form is set up here; ask on paper.");

    static readonly Rejection TabletBusy = Rejection.Conflict("tablet-busy",
        "A session is open on this tablet; end it before another person gets it.");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/tablet/captures", Handle).RequirePermission(Permissions.CaptureTablet)
        .WithSummary("Open a session on the tablet it was handed over to").Produces<CaptureBundle>();

    static async Task<IResult> Handle(
        OpenCapture command, Caller caller, IDocumentSession session, Vault vault,
        TemplateCatalog templates, IOptions<ConsentsOptions> options, TimeProvider clock, CancellationToken ct)
    {
        var (tablet, now) = (TabletTokens.TabletOf(caller), clock.GetUtcNow());
        if (await Robots.MayOpenAsync(session, tablet, options, ct) is { } robot) return Problem.From(robot);
        var found = await CaptureRows.FindAsync(session, Find,
            [OpaqueTokens.Hash(Tablets.Clean(command.Code)), tablet, now], row => row.GetGuid(0), ct);
        if (found is not [var id]) return Problem.From(CodeUnknown);
        var stream = await session.Events.FetchForWriting<Capture>(id, ct);
        var decision = stream.Aggregate.Open(id, tablet);
        if (decision.Rejection is not null) return Problem.From(CodeUnknown);
        if (await PreparingCapture.OpenAsync(session, vault, id, ct) is not { } read) return Problem.From(CodeUnknown);

        var forms = new List<CaptureForm>();
        foreach (var wanted in CaptureForms.For(options.Value.CaptureForms, stream.Aggregate.Template,
            read.Subject.BirthDate, LegalDays.Of(now)))
        {
            if (await CaptureForms.ReadAsync(session, templates, stream.Aggregate.Domain, wanted, ct) is not { } form)
                return Problem.From(NoForm);
            forms.Add(form);
        }

        if (forms.Count == 0) return Problem.From(NoForm);
        stream.AppendMany([.. decision.Events]);
        var token = OpaqueTokens.New(TabletTokens.CapturePrefix);
        session.QueueSqlCommand(Sql.Command("update consent.captures set token = $2 where id = $1", id,
            OpaqueTokens.Hash(token)));
        using var delivery = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        session.Keep(vault, id, read.Key, CaptureFields.DeliveryKey, delivery.ExportPkcs8PrivateKey());
        session.Audit(new("capture-opened", $"capture/{id}", "done", Detail: new { tablet }));
        var refusal = options.Value.RecordRefusals && forms is [{ Part: "patient" } own]
            ? await CaptureForms.RefusalAsync(session, stream.Aggregate.Domain, own.Texts[0].Template, ct) : null;
        var (organisation, place) = await WhereAsync(session, stream.Aggregate.Domain, tablet, ct);
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (StreamMovedException)
        {
            return Problem.From(CodeUnknown); // the code was used at the same moment
        }
        catch (PostgresException e) when (e.ConstraintName == "captures_one_a_tablet")
        {
            return Problem.From(TabletBusy);
        }

        return TypedResults.Ok(new CaptureBundle(
            id, token, now, Convert.ToBase64String(Envelope.PublicKey(delivery)), read.Subject.FirstName,
            read.Subject.BirthDate.Year, organisation, place, read.Explaining, options.Value.GuardiansNeeded, refusal,
            forms, stream.Aggregate.Language));
    }

    static async Task<(string Organisation, string? Place)> WhereAsync(
        IQuerySession session, string domain, Guid tablet, CancellationToken ct)
    {
        var places = await CaptureRows.FindAsync(session, "select place from consent.tablets where id = $1", [tablet],
            row => row.IsDBNull(0) ? null : row.GetString(0), ct);
        return ((await DomainSettings.FindAsync(session, domain, ct))?.OrganisationName ?? "", places.FirstOrDefault());
    }
}
