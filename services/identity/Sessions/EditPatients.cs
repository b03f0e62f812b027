using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A browser corrects a patient with a token, by a page's JSON or by the form served here.</summary>
static class EditingPatients
{
    const string Why = "a browser shows the token its study's server got";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPut("/patients", Handle).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Correct a patient with a token");
        routes.MapPut("/patients/tokenId/{tokenId}", Handle).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Correct a patient with a token");
        routes.MapPost("/html/editPatient", Handle).AllowPublic(Why).DisableAntiforgery()
            .WithSummary("Correct a patient with the form served here");
        routes.MapGet("/html/editPatient", Show).AllowPublic(Why).WithSummary("The form for correcting a patient");
    }

    static async Task<IResult> Show(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        if (await desk.FindAsync(tokenId, TokenTypes.EditPatient, ct) is not { } token)
            return PatientPages.Expired(http);
        var (view, refusal) = await desk.PersonAsync(token.Server, token.Wish.Ids[0], ct);
        if (view is null) return Problem.From(refusal!);
        var session = desk.Begin(token.Server, http);
        desk.Note(session, token.Server, http, new("identity-found", $"person/{view.Person}", "seen"));
        await session.SaveChangesAsync(ct);
        return PatientPages.Known(http, token, PatientForm.Write(
            token.Server, PatientPages.NamesOf(token), SeeingPatients.Reference(view)), null);
    }

    static async Task<IResult> Handle(string? tokenId, HttpContext http, SessionDesk desk, CancellationToken ct)
    {
        var (form, unreadable) = await PatientForm.ReadAsync(http.Request, ct);
        if (await desk.FindAsync(tokenId ?? form?.Token, TokenTypes.EditPatient, ct) is not { } token)
            return PatientPages.Wanted(http) ? PatientPages.Expired(http) : SessionDoor.NoToken;
        if (SessionDoor.IsForeign(http, token.Server)) return SessionDoor.Foreign;
        if (form is null) return Problem.From(unreadable!);
        var (view, refusal) = await desk.PersonAsync(token.Server, token.Wish.Ids[0], ct);
        if (view is null) return Problem.From(refusal!);
        refusal = PatientEdit.TryApply(token, SeeingPatients.Reference(view), form, out var edited);
        try
        {
            refusal ??= await desk.EditAsync(token, view.Person, edited, http, ct);
        }
        catch (PostgresException e) when (SessionStore.IsUsed(e))
        {
            return SessionDoor.NoToken;
        }

        var page = PatientPages.Wanted(http);
        if (refusal is not null)
            return page ? PatientPages.Known(http, token, form.Fields, refusal) : Problem.From(refusal);
        return token.Wish.Redirect is not null ? SessionDoor.Redirect(http, token, [])
            : page ? PatientPages.Done(http, [], tentative: false) : Results.NoContent();
    }
}

/// <summary>A patient's fields with some of them changed. Pure.</summary>
static class PatientEdit
{
    static readonly Rejection NotHere = Rejection.Invalid(
        "field-unknown", "The token is not for this field.", "fields");

    public static Rejection? TryApply(
        OpenToken token, IdentityData known, PatientForm changed, out IdentityData edited)
    {
        edited = known;
        var (server, names) = (token.Server, token.Wish.FieldNames);
        if (changed.Fields.Keys.Any(name => names.Count > 0 && !names.Contains(name))) return NotHere;
        if (changed.TryRead(server, new Dictionary<string, string>(), out var wish) is { } fault) return fault;
        var before = JsonSerializer.SerializeToNode(known, StoredJson.Options)!.AsObject();
        var after = JsonSerializer.SerializeToNode(wish, StoredJson.Options)!.AsObject();
        foreach (var (name, text) in changed.Fields)
        {
            var field = server.Field(name)!;
            switch (field.Kind)
            {
                case ImportFieldKind.Text:
                    before[field.Name] = after[field.Name]?.DeepClone();
                    break;
                case ImportFieldKind.BirthPart:
                    before["birthDate"] = after["birthDate"]?.DeepClone();
                    break;
                case ImportFieldKind.Contact when field.Contact == 0:
                    Contact(before, field, after["contacts"]?.AsArray()[0]?[field.Name]?.DeepClone());
                    break;
                case ImportFieldKind.Identifier when names.Contains(name):
                    Identifier(before, field.Name, text.Trim());
                    break;
                default:
                    return NotHere;
            }
        }

        edited = JsonSerializer.Deserialize<IdentityData>(before, StoredJson.Options)!;
        return null;
    }

    static void Contact(JsonObject identity, ImportField field, JsonNode? value)
    {
        if (identity["contacts"] is not JsonArray { Count: > 0 } contacts)
            identity["contacts"] = contacts = [new JsonObject()];
        contacts[0]![field.Name] = value;
    }

    static void Identifier(JsonObject identity, string authority, string value)
    {
        var others = (identity["identifiers"] as JsonArray ?? [])
            .Where(own => own!["authority"]!.GetValue<string>() != authority).Select(own => own!.DeepClone()).ToList();
        if (value.Length > 0) others.Add(new JsonObject { ["authority"] = authority, ["value"] = value });
        identity["identifiers"] = new JsonArray([.. others]);
    }
}
