using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustCenter.Hosting;

/// <summary>An entry as it is stored, and its leaf: what the chain is made of.</summary>
sealed record AuditRow(
    Guid Id, DateTimeOffset At, string Actor, string Roles, string Action, string Object, string Outcome,
    string? Purpose, string RequestId, string? Detail)
{
    const string Microseconds = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [ThreadStatic]
    static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    static Utf8JsonWriter? _json;

    public static AuditRow From(AuditRecord record)
    {
        var (entry, ticks) = (record.Entry, record.At.UtcTicks);
        return new(
            Guid.CreateVersion7(record.At),
            new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), // what PostgreSQL keeps
            Clean(record.Actor)!, Clean(record.Roles)!, Clean(entry.Action)!, Clean(entry.Object)!,
            Clean(entry.Outcome)!, Clean(entry.Purpose), Clean(record.RequestId)!,
            entry.Detail switch
            {
                null => null,
                CanonicalDetail detail => detail.Json,
                var detail => CanonicalJson.Of(JsonSerializer.SerializeToElement(detail, Json)),
            });
    }

    /// <summary>SHA-256(0x00 ‖ canonical JSON), as RFC 9162 tells leaves from nodes.</summary>
    public byte[] Leaf()
    {
        var (buffer, json) = (_buffer ??= new(1024), _json ??= new(Stream.Null));
        buffer.ResetWrittenCount();
        buffer.Write("\0"u8);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("action", Action);
        json.WriteString("actor", Actor);
        json.WriteString("at", At.UtcDateTime.ToString(Microseconds, CultureInfo.InvariantCulture));
        if (Detail is not null)
        {
            json.WritePropertyName("detail");
            json.WriteRawValue(Detail, skipInputValidation: true);
        }

        json.WriteString("id", Id);
        json.WriteString("object", Object);
        json.WriteString("outcome", Outcome);
        if (Purpose is not null)
            json.WriteString("purpose", Purpose);

        json.WriteString("requestId", RequestId);
        json.WriteString("roles", Roles);
        json.WriteEndObject();
        json.Flush();
        var leaf = SHA256.HashData(buffer.WrittenSpan);
        if (buffer.Capacity > 64 * 1024)
            (_buffer, _json) = (null, null); // a bulk check's entry is large; don't keep it

        return leaf;
    }

    // PostgreSQL stores neither U+0000 nor half a surrogate pair
    internal static string? Clean(string? text) => text is null || (Ascii.IsValid(text) && !text.Contains('\0'))
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal);
}

/// <summary>JSON in one form only: names sorted by code unit, numbers without superfluous digits, no spaces.</summary>
static class CanonicalJson
{
    public static string Of(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, value);

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(AuditRow.Clean(property.Name)!);
                    Write(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item);

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(AuditRow.Clean(value.GetString()));
                break;
            case JsonValueKind.Number:
                json.WriteRawValue(Number(value.GetRawText()), skipInputValidation: true);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    // PostgreSQL writes 1e3 as 1000, so both ends write the value, not the spelling
    static string Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
