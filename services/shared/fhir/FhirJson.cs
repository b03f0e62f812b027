using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrustCenter.Fhir;

/// <summary>FHIR documents as JSON (https://hl7.org/fhir/R4/json.html), both ways.</summary>
public static class FhirJson
{
    static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    /// <summary>
    /// Reads one document. Never throws for what stands in it: every fault is a problem with its place.
    /// </summary>
    /// <param name="utf8">The document, with or without a byte order mark.</param>
    /// <param name="options">How strictly; <see cref="FhirReadOptions.Strict"/> by default.</param>
    public static FhirInput Parse(ReadOnlySpan<byte> utf8, FhirReadOptions? options = null) =>
        new JsonTree(new Reading(options ?? FhirReadOptions.Strict)).Read(utf8);

    /// <summary>Reads one document from a stream to its end; the caller bounds its length.</summary>
    public static async ValueTask<FhirInput> ParseAsync(
        Stream stream, FhirReadOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, ct).ConfigureAwait(false);
        return Parse(copy.GetBuffer().AsSpan(0, (int)copy.Length), options);
    }

    /// <summary>Writes a resource as UTF-8 JSON.</summary>
    public static void Write(FhirResource resource, IBufferWriter<byte> output, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(resource);
        using var writer = new Utf8JsonWriter(output, indented ? Indented : Compact);
        Resource(writer, resource);
        writer.Flush();
    }

    /// <summary>The resource as UTF-8 JSON.</summary>
    public static byte[] ToBytes(FhirResource resource, bool indented = false)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        Write(resource, output, indented);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The resource as JSON text.</summary>
    public static string ToText(FhirResource resource, bool indented = false) =>
        System.Text.Encoding.UTF8.GetString(ToBytes(resource, indented));

    static void Resource(Utf8JsonWriter writer, FhirElement resource)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, resource.TypeName);
        Members(writer, resource);
        writer.WriteEndObject();
    }

    static void Members(Utf8JsonWriter writer, FhirElement element)
    {
        var children = element.Children;
        for (var i = 0; i < children.Count; i++)
        {
            var slot = children[i].Slot;
            if (slot.Many)
            {
                if (IsFirst(children, i)) Array(writer, slot, children, i);
            }
            else if (slot.Type.IsPrimitive) Single(writer, slot, children[i].Element);
            else
            {
                writer.WritePropertyName(slot.Encoded);
                Structure(writer, children[i].Element);
            }
        }
    }

    static bool IsFirst(IReadOnlyList<FhirElement.Child> children, int index)
    {
        for (var i = index - 1; i >= 0; i--)
            if (children[i].Slot == children[index].Slot) return false;
        return true;
    }

    static void Structure(Utf8JsonWriter writer, FhirElement element)
    {
        if (element is FhirResource)
        {
            Resource(writer, element);
            return;
        }

        writer.WriteStartObject();
        Members(writer, element);
        writer.WriteEndObject();
    }

    static void Single(Utf8JsonWriter writer, FhirSlot slot, FhirElement element)
    {
        if (element.Value is not null)
        {
            writer.WritePropertyName(slot.Encoded);
            Literal(writer, element);
        }

        if (element.Children.Count == 0) return;
        writer.WritePropertyName(slot.EncodedShadow);
        Shadow(writer, element);
    }

    static void Array(Utf8JsonWriter writer, FhirSlot slot, IReadOnlyList<FhirElement.Child> children, int first)
    {
        bool values = false, shadows = false;
        for (var i = first; i < children.Count; i++)
        {
            if (children[i].Slot != slot) continue;
            values |= children[i].Element.Value is not null;
            shadows |= children[i].Element.Children.Count > 0;
        }

        var primitive = slot.Type.IsPrimitive;
        if (values || !primitive) Items(writer, slot.Encoded, slot, children, first, shadow: false);
        if (shadows && primitive) Items(writer, slot.EncodedShadow, slot, children, first, shadow: true);
    }

    static void Items(Utf8JsonWriter writer, JsonEncodedText name, FhirSlot slot,
        IReadOnlyList<FhirElement.Child> children, int first, bool shadow)
    {
        writer.WriteStartArray(name);
        for (var i = first; i < children.Count; i++)
        {
            if (children[i].Slot != slot) continue;
            var element = children[i].Element;
            if (!slot.Type.IsPrimitive) Structure(writer, element);
            else if (shadow) Shadow(writer, element);
            else Literal(writer, element);
        }

        writer.WriteEndArray();
    }

    static void Shadow(Utf8JsonWriter writer, FhirElement element)
    {
        if (element.Children.Count == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        Members(writer, element);
        writer.WriteEndObject();
    }

    static void Literal(Utf8JsonWriter writer, FhirElement element)
    {
        if (element.Value is not { } value) writer.WriteNullValue();
        else if (element.Type.Syntax is FhirSyntax.Boolean) writer.WriteBooleanValue(value == "true");
        else if (element.Type.Syntax is >= FhirSyntax.Integer and <= FhirSyntax.Decimal)
            writer.WriteRawValue(value, skipInputValidation: true);
        else writer.WriteStringValue(value);
    }
}
