using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// A Patient of FHIR is registered as the fields of a form are: by a study's server with its API key, or by somebody
/// with a token. The answer holds ids and nothing else of the patient.
/// </summary>
static class AddingFhirPatients
{
    const string Why = "a server shows its own API key, or somebody a token, which the handler checks";

    static readonly Rejection NotAllowed = Rejection.Forbidden("permission-missing",
        "This server may not register: addPatient is not among its tokens.");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/Patient", Handle).AllowPublic(Why)
        .WithMetadata(new RequestSizeLimitAttribute(PatientForm.MostBytes))
        .WithSummary("Register a patient, written as FHIR does");

    static async Task<IResult> Handle(
        HttpContext http, SessionDoor door, SessionDesk desk, SessionCallbacks callbacks, CancellationToken ct)
    {
        if (SessionDoor.TokenOf(http.Request) is { } id) return await WithTokenAsync(id, http, desk, callbacks, ct);
        if (door.ServerOf(http.Request) is not { } server) return SessionDoor.NoKey;
        if (!server.Tokens.Contains(TokenTypes.AddPatient)) return Problem.From(NotAllowed);
        var (sent, unreadable) = await FhirRequest.ResourceAsync(http, null, ct);
        if (sent is null) return unreadable!;
        var (patient, fault) = FhirPatient.Of(sent, server, null);
        if (patient is null) return Problem.From(fault!);
        var person = patient.Sent(server, FrozenDictionary<string, string>.Empty, IsSure(http) || server.KeepUnsure);
        var (registered, refusal) = await desk.RegisterAsync(server, person, null, http, ct);
        if (registered is null) return Refused(refusal!);
        (var ids, refusal) = await desk.IdsAsync(server, patient.Types, registered.Person, ct);
        return ids is null ? Refused(refusal!) : Answer(patient, server, registered, ids, desk);
    }

    static async Task<IResult> WithTokenAsync(
        string id, HttpContext http, SessionDesk desk, SessionCallbacks callbacks, CancellationToken ct)
    {
        var (sent, unreadable) = await FhirRequest.ResourceAsync(http, null, ct);
        return await RegisteringWithTokens.UseAsync(desk, id, async token =>
        {
            if (token is null) return SessionDoor.NoToken;
            if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
            if (sent is null) return unreadable!;
            var (patient, fault) = FhirPatient.Of(sent, token.Server, token.Wish.IdTypes);
            if (patient is null) return Problem.From(fault!);
            var (registered, ids, refusal) = await RegisteringWithTokens.AddAsync(token,
                patient.Sent(token.Server, token.Wish.Fields, IsSure(http)), http, desk, callbacks, ct);
            return refusal is null ? Answer(patient, token.Server, registered!, ids!, desk) : Refused(refusal);
        }, ct);
    }

    static bool IsSure(HttpContext http) => http.Request.Query["sureness"] == "true";

    static IResult Refused(Rejection refusal) => Problem.From(PatientPlaces.Of(refusal, FhirPatient.Place));

    static FhirAnswer Answer(
        FhirPatient patient, SessionServer server, RegisteredPatient registered, IReadOnlyList<SessionId> ids,
        SessionDesk desk) => new(patient.Answer(desk.NameOf(server, registered.Person), ids, registered.Tentative),
            StatusCodes.Status201Created);
}
