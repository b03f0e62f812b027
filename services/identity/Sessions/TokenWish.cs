using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What tokens there are.</summary>
static class TokenTypes
{
    public const string AddPatient = "addPatient";
    public const string AddPatients = "addPatients";
    public const string ReadPatients = "readPatients";
    public const string EditPatient = "editPatient";
    public const string DeletePatient = "deletePatient";
    public const string CreateIds = "createIds";
    public const string CheckMatch = "checkMatch";

    public static readonly string[] All =
        [AddPatient, AddPatients, ReadPatients, EditPatient, DeletePatient, CreateIds, CheckMatch];

    /// <summary>Those that are about somebody who is known.</summary>
    public static readonly string[] Naming = [ReadPatients, EditPatient, DeletePatient, CreateIds];
}

/// <summary>An id with its type.</summary>
sealed record SessionId(string IdType, string IdString);

/// <summary>What a token is for. What a server presets of a patient may be in it, so it is kept sealed.</summary>
/// <param name="Fields">Preset fields, by the server's names.</param>
/// <param name="FieldNames">Fields that may be seen or changed.</param>
/// <param name="Ids">Whom it is about.</param>
sealed record TokenWish(
    string Type, int Uses, IReadOnlyList<string> IdTypes, IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> FieldNames, IReadOnlyList<SessionId> Ids, string? Callback, string? Redirect)
{
    const int MostIds = 100;

    public static (TokenWish?, Rejection?) Read(JsonObject body, SessionServer server)
    {
        try
        {
            var data = body["data"]?.AsObject() ?? [];
            var type = body["type"]?.GetValue<string>() ?? "";
            if (!server.Tokens.Contains(type))
                return (null, Invalid("The server may not have tokens of this type.", "type"));
            var ids = (data["searchIds"]?.AsArray() ?? (data["patientId"] is { } one ? [one.DeepClone()] : []))
                .Select(id => new SessionId(id!["idType"]!.GetValue<string>(), id["idString"]!.GetValue<string>()))
                .ToList();
            var types = Texts(data["idTypes"] ?? data["idtypes"] ?? data["resultIds"]);
            var names = Texts(data["resultFields"] ?? (data["fields"] as JsonArray))
                .Concat(Texts(data["ids"] as JsonArray)).Distinct().ToList();
            var preset = (data["fields"] as JsonObject ?? []).Concat(data["ids"] as JsonObject ?? [])
                .ToDictionary(field => field.Key, field => field.Value!.ToString());
            var wish = new TokenWish(type, UsesOf(body["allowedUses"], type, server),
                types.Count > 0 ? types : [server.IdTypes[0].Name], preset, names, ids,
                data["callback"]?.GetValue<string>(), data["redirect"]?.GetValue<string>());
            return wish.FaultFor(server) is { } fault ? (null, fault) : (wish, null);
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or JsonException
            or FormatException or OverflowException or ArgumentException)
        {
            return (null, Invalid("This is no wish for a token.", "data"));
        }
    }

    Rejection? FaultFor(SessionServer server)
    {
        if (Uses is < 1 or > SessionsRules.MostUses)
            return Invalid($"1 to {SessionsRules.MostUses} uses.", "allowedUses");
        if (IdTypes.Concat(Ids.Select(id => id.IdType)).Any(type => server.IdType(type) is null))
            return Invalid("The server knows no such type of ids.", "data.idTypes");
        if (FieldNames.Concat(Fields.Keys).Any(name => server.Field(name) is null))
            return Invalid("There is no such field.", "data.fields");
        if (TokenTypes.Naming.Contains(Type) && Ids.Count is 0 or > MostIds)
            return Invalid($"Name whom it is about, at most {MostIds}.", "data.searchIds");
        return !server.KnowsTarget(Callback) ? Invalid("Callbacks may not go there.", "data.callback")
            : !server.KnowsTarget(Redirect) ? Invalid("Redirects may not go there.", "data.redirect") : null;
    }

    static int UsesOf(JsonNode? wanted, string type, SessionServer server) => wanted is { } uses
        ? int.Parse(uses.ToString(), NumberStyles.None, CultureInfo.InvariantCulture)
        : type == TokenTypes.ReadPatients ? server.ReadUses : 1;

    static List<string> Texts(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(text => text!.GetValue<string>()).Distinct()];

    static Rejection Invalid(string message, string path) => Rejection.Invalid("token-invalid", message, path);
}
