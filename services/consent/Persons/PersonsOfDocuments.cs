using System.Text;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>From a worklist's document to the person it is about; written down each time.</summary>
public static class PersonsOfDocuments
{
    const string Identifiers = """
        select id, type, value from consent.signer_ids where subject = $1 and domain = $2
        order by recorded_at, id limit 10
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/consents/{id:guid}/person", Handle)
        .RequirePermission(Permissions.ConsentDocument)
        .WithSummary("Whose document it is: the identifiers the person signs under")
        .Produces<PersonOfDocument>();

    static async Task<IResult> Handle(
        Guid id, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var consent = (await session.Events.FetchForWriting<Consent>(id, ct)).Aggregate;
        if (!consent.Exists || !caller.MayUse(consent.Domain)) return Problem.From(Faults.ConsentUnknown);
        if (await VaultRows.FindKeyAsync(session.DataSource, consent.Subject, ct) is not { } key)
            return Problem.From(Faults.Erased);

        var found = await CaptureRows.FindAsync(session, Identifiers, [consent.Subject, consent.Domain], row =>
            new PersonIdentifier(row.GetString(1), Encoding.UTF8.GetString(vault.Open(
                consent.Subject, key, SignerIds.Field(row.GetGuid(0)), row.GetFieldValue<byte[]>(2)))), ct);
        session.Audit(new("person-of-document", id.ToString(), "answered"));
        await session.SaveChangesAsync(ct);
        return TypedResults.Ok(new PersonOfDocument(consent.Domain, found));
    }
}
