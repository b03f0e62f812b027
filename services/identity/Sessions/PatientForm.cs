using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What a page sends of a patient: a form, or JSON.</summary>
/// <param name="Token">The token, where it is not in the address.</param>
sealed record PatientForm(IReadOnlyDictionary<string, string> Fields, bool Sureness, string? Token = null)
{
    public const int MostBytes = 64 * 1024;

    static readonly string[] Beside = ["sureness", "tokenId", "mainzellisteApiVersion", "ignoreInvalidIDAT"];

    static readonly Rejection Unreadable = Rejection.Invalid("malformed",
        "Send the fields as a form or as JSON, at most 64 KiB.");

    public static async Task<(PatientForm?, Rejection?)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MostBytes) return (null, Unreadable);
        var sure = request.Query["sureness"] == "true";
        try
        {
            if (!request.HasFormContentType)
            {
                if (Limit(request) is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
                var json = Of(await JsonNode.ParseAsync(request.Body, null, new() { MaxDepth = 4 }, ct));
                return (json with { Sureness = json.Sureness || sure }, null);
            }

            var form = await request.ReadFormAsync(new FormOptions
            {
                BufferBody = false,
                ValueCountLimit = 200,
                BufferBodyLengthLimit = MostBytes,
                KeyLengthLimit = 200,
                ValueLengthLimit = MostBytes,
            }, ct);
            if (form.Files.Count > 0 || form.Any(field => field.Value.Count > 1)) return (null, Unreadable);
            var read = Of(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
            return (read with { Sureness = read.Sureness || sure }, null);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return (null, Unreadable);
        }

        static IHttpMaxRequestBodySizeFeature? Limit(HttpRequest request) =>
            request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
    }

    /// <summary>A patient in JSON: the fields, or <c>fields</c> and <c>ids</c>.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static PatientForm Of(JsonNode? body)
    {
        var all = body as JsonObject ?? throw new JsonException();
        var nested = all["fields"] as JsonObject;
        var fields = (nested is null ? all : nested.Concat(all["ids"] as JsonObject ?? []))
            .ToDictionary(field => field.Key, field => Text(field.Value));
        if (nested is not null && all["sureness"] is { } sure) fields["sureness"] = Text(sure);
        return Of(fields);
    }

    public static bool IsUnreadable(Exception e) => e is JsonException or InvalidDataException
        or InvalidOperationException or ArgumentException or BadHttpRequestException;

    public SentPatient Sent(OpenToken token) => new(
        _ => TryRead(token.Server, token.Wish.Fields, out var identity) is { } fault ? (null, fault) : (identity, null),
        Sureness);

    /// <summary>The identity these fields are; fields the server's form does not have are refused, and what the token
    /// presets is not for the page to say.</summary>
    public Rejection? TryRead(
        SessionServer server, IReadOnlyDictionary<string, string> preset, out IdentityData identity)
    {
        identity = new();
        var draft = new ImportDraft();
        foreach (var (name, value) in preset.Concat(Fields.Where(field => !preset.ContainsKey(field.Key))))
        {
            if (server.Field(name) is not { Kind: not (ImportFieldKind.MpiId or ImportFieldKind.Source) } field)
                return Rejection.Invalid("field-unknown", "There is no such field.", "fields");
            if (!string.IsNullOrWhiteSpace(value)) draft.Put(field, ImportReading.Value(field, value, null));
        }

        identity = draft.Identity();
        return null;
    }

    /// <summary>An identity as the server's form has it.</summary>
    public static Dictionary<string, string> Write(
        SessionServer server, IEnumerable<string> names, IdentityData identity)
    {
        var data = JsonSerializer.SerializeToNode(identity, StoredJson.Options)!.AsObject();
        var shown = new Dictionary<string, string>();
        foreach (var name in names)
        {
            var field = server.Field(name)!;
            shown[name] = field.Kind switch
            {
                ImportFieldKind.Text => data[field.Name]?.GetValue<string>(),
                ImportFieldKind.BirthPart => BirthPart(identity.BirthDate, field.Name),
                ImportFieldKind.Contact => data["contacts"]?.AsArray().ElementAtOrDefault(field.Contact)?[field.Name]
                    ?.GetValue<string>(),
                ImportFieldKind.Identifier => identity.Identifiers?
                    .FirstOrDefault(own => own.Authority == field.Name)?.Value,
                ImportFieldKind.Value => identity.Values?.GetValueOrDefault(field.Name),
                _ => null,
            } ?? "";
        }

        return shown;
    }

    static string? BirthPart(string? date, string part) => (date?.Split('-'), part) switch
    {
        ([var year, ..], "birthYear") => year,
        ([_, var month, ..], "birthMonth") => month,
        ([_, _, var day], "birthDay") => day,
        _ => null,
    };

    static PatientForm Of(Dictionary<string, string> all)
    {
        var sure = all.GetValueOrDefault("sureness") ?? "";
        var token = all.GetValueOrDefault("tokenId");
        foreach (var name in Beside) all.Remove(name);
        return new(all, sure.Equals("true", StringComparison.OrdinalIgnoreCase), token);
    }

    static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value => value.ToString(),
        _ => throw new JsonException(),
    };
}
