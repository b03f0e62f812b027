using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TrustCenter.Fhir;

/// <summary>Reads JSON into a tree. Works on the token stream, so a document is walked once.</summary>
sealed class JsonTree(Reading reading)
{
    const int LongestName = 96;
    const string Known = "a resource of a type served here";

    public FhirInput Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8))
        {
            reading.Report("structure", "UTF-8", "other bytes");
            return reading.Result(null);
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        FhirResource? root = null;
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) root = Resource(ref reader, null, -1);
            else reading.Report("structure", "one JSON object with a resourceType", Kind(reader.TokenType));
            if (!reading.Stopped && reader.TokenType == JsonTokenType.EndObject) reader.Read();
        }
        catch (JsonException e)
        {
            reading.Report("structure", "well-formed JSON, ended properly and not nested deeper than 64 elements",
                string.Create(CultureInfo.InvariantCulture,
                    $"something else at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
            root = null;
        }

        return reading.Result(root);
    }

    /// <summary>The reader stands on the object's start and is left on its end.</summary>
    FhirResource? Resource(ref Utf8JsonReader reader, FhirSlot? slot, int index)
    {
        var name = TypeOf(reader, out var fault);
        var type = name is null ? null : R4.Find(name);
        if (type is not { Kind: FhirKind.Resource })
        {
            reading.Enter(slot?.Name ?? "", index);
            reading.Report(fault is null && R4.ResourceNames.Contains(name!) ? "not-supported" : "structure",
                fault ?? Known, fault is null ? $"'{Reading.Safe(name!)}'" : null);
            reading.Leave();
            reader.Skip();
            return null;
        }

        var resource = new FhirResource(type);
        if (reading.Enter(slot?.Name ?? type.Name, index))
        {
            Members(ref reader, resource);
            reading.Finish(resource);
        }

        reading.Leave();
        return resource;
    }

    /// <summary>
    /// Looks ahead for the resourceType, which may stand anywhere in the object. The reader is a copy.
    /// </summary>
    static string? TypeOf(Utf8JsonReader reader, out string? fault)
    {
        fault = "a resourceType";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("resourceType"u8);
            reader.Read();
            if (!found) reader.Skip();
            else
            {
                fault = reader.TokenType == JsonTokenType.String ? null : "a resourceType that is text";
                return fault is null ? Text(ref reader) ?? "" : null;
            }
        }

        return null;
    }

    void Members(ref Utf8JsonReader reader, FhirElement element)
    {
        Span<ulong> seen = stackalloc ulong[element.Type.Slots.Count / 32 + 1];
        var type = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !reading.Stopped)
        {
            if (element is FhirResource && reader.ValueTextEquals("resourceType"u8))
            {
                if (type) reading.Report("structure", "each member once", "it twice", "resourceType");
                type = true;
                reader.Read();
                reader.Skip();
                continue;
            }

            var slot = SlotOf(ref reader, element.Type, out var shadow);
            if (slot is null)
            {
                Unknown(ref reader, element.Type);
                continue;
            }

            var bit = slot.Index * 2 + (shadow ? 1 : 0);
            var twice = (seen[bit >> 6] >> (bit & 63) & 1) == 1;
            seen[bit >> 6] |= 1UL << (bit & 63);
            reader.Read();
            if (twice)
            {
                reading.Report("structure", "each member once", "it twice", slot.Name);
                reader.Skip();
            }
            else
            {
                var other = slot.Index * 2 + (shadow ? 0 : 1);
                Member(ref reader, element, slot, shadow, completes: (seen[other >> 6] >> (other & 63) & 1) == 1);
            }
        }
    }

    static FhirSlot? SlotOf(ref Utf8JsonReader reader, FhirType type, out bool shadow)
    {
        shadow = false;
        if (reader.ValueSpan.Length > LongestName || reader.ValueIsEscaped) return null;
        Span<char> buffer = stackalloc char[LongestName];
        ReadOnlySpan<char> name = buffer[..Encoding.UTF8.GetChars(reader.ValueSpan, buffer)];
        shadow = name.Length > 1 && name[0] == '_';
        var slot = type.Find(shadow ? name[1..] : name);
        return shadow && slot is { Type.IsPrimitive: false } ? null : slot;
    }

    void Unknown(ref Utf8JsonReader reader, FhirType type)
    {
        var bytes = reader.ValueSpan;
        reading.ReportUnknown(type, Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LongestName)]));
        reader.Read();
        reader.Skip();
    }

    static List<FhirElement> Partners(FhirElement element, FhirSlot slot) =>
        [.. element.Children.Where(c => c.Slot == slot).Select(c => c.Element)];

    void Member(ref Utf8JsonReader reader, FhirElement element, FhirSlot slot, bool shadow, bool completes)
    {
        List<FhirElement>? partners = completes ? Partners(element, slot) : null;
        if (!slot.Many)
        {
            Item(ref reader, element, slot, shadow, -1, partners?.FirstOrDefault());
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reading.Report("structure", "an array", Kind(reader.TokenType), slot.Name);
            reader.Skip();
            return;
        }

        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && !reading.Stopped)
        {
            Item(ref reader, element, slot, shadow, index, index < partners?.Count ? partners[index] : null);
            index++;
        }

        if (index == 0 && !reading.Stopped)
            reading.Report("structure", "an array that isn't empty (leave the element out)", null, slot.Name);
    }

    /// <summary>
    /// One value; where a primitive's other half was read before, it is that element which is completed.
    /// </summary>
    void Item(
        ref Utf8JsonReader reader, FhirElement parent, FhirSlot slot, bool shadow, int index, FhirElement? partner)
    {
        if (slot.Type.Kind == FhirKind.AnyResource)
        {
            if (Expect(ref reader, JsonTokenType.StartObject, "an object", slot, index)
                && Resource(ref reader, slot, index) is { } resource) parent.Append(slot, resource);
            return;
        }

        if (slot.Type.IsPrimitive)
        {
            var half = partner ?? new FhirElement(slot.Type);
            if (partner is null) parent.Append(slot, half);
            if (reader.TokenType == JsonTokenType.Null && index >= 0) return;
            if (!shadow) Literal(ref reader, half, slot, index);
            else if (Expect(ref reader, JsonTokenType.StartObject, "an object", slot, index))
                Structure(ref reader, half, slot, index);
            return;
        }

        if (!Expect(ref reader, JsonTokenType.StartObject, "an object", slot, index)) return;
        var element = new FhirElement(slot.Type);
        parent.Append(slot, element);
        Structure(ref reader, element, slot, index);
    }

    void Structure(ref Utf8JsonReader reader, FhirElement element, FhirSlot slot, int index)
    {
        if (reading.Enter(slot.Name, index))
        {
            Members(ref reader, element);
            if (!element.Type.IsPrimitive) reading.Finish(element);
            else if (element.Children.Count == 0)
                reading.Report("structure", "at least one child element", "an empty object");
            if (slot.Targets.Count > 0) reading.CheckTarget(slot, element);
        }

        reading.Leave();
    }

    void Literal(ref Utf8JsonReader reader, FhirElement element, FhirSlot slot, int index)
    {
        if (reading.Enter(slot.Name, index))
        {
            var text = Token(ref reader, slot.Type.Syntax, out var expected);
            if (text is null) reading.Report("value", expected, Kind(reader.TokenType));
            else reading.Check(slot, text);
            element.Value = text ?? "";
            reader.Skip();
        }

        reading.Leave();
    }

    static string? Token(ref Utf8JsonReader reader, FhirSyntax syntax, out string expected)
    {
        switch (syntax)
        {
            case FhirSyntax.Boolean:
                expected = "true or false without quotes";
                return reader.TokenType is JsonTokenType.True ? "true"
                    : reader.TokenType is JsonTokenType.False ? "false" : null;
            case >= FhirSyntax.Integer and <= FhirSyntax.Decimal:
                expected = "a number without quotes";
                return reader.TokenType is JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : null;
            default:
                expected = "text of valid Unicode in quotes";
                return reader.TokenType is JsonTokenType.String ? Text(ref reader) : null;
        }
    }

    /// <summary>The text of a string token; null where it escapes half a surrogate pair.</summary>
    static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    bool Expect(ref Utf8JsonReader reader, JsonTokenType type, string expected, FhirSlot slot, int index)
    {
        if (reader.TokenType == type) return true;
        reading.Enter(slot.Name, index);
        reading.Report("structure", expected, Kind(reader.TokenType));
        reading.Leave();
        reader.Skip();
        return false;
    }

    static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };
}
