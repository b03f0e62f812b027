using System.Buffers;
using System.Text;
using System.Xml;

namespace TrustCenter.Fhir;

/// <summary>FHIR documents as XML (https://hl7.org/fhir/R4/xml.html), both ways.</summary>
/// <remarks>Reading takes elements in any order, as common servers do; writing keeps the order XML demands. There are
/// no document types, no entities but XML's own five, and nothing outside the document is ever fetched.</remarks>
public static class FhirXml
{
    /// <summary>Namespace of FHIR's elements.</summary>
    public const string Namespace = "http://hl7.org/fhir";

    static readonly XmlWriterSettings Compact = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        NewLineChars = "\n",
        OmitXmlDeclaration = false,
    };

    static readonly XmlWriterSettings Indented = MakeIndented();

    /// <summary>
    /// Reads one document. Never throws for what stands in it: every fault is a problem with its place.
    /// </summary>
    /// <param name="utf8">The document in UTF-8, with or without a byte order mark.</param>
    /// <param name="options">How strictly; <see cref="FhirReadOptions.Strict"/> by default.</param>
    public static FhirInput Parse(ReadOnlySpan<byte> utf8, FhirReadOptions? options = null) =>
        new XmlTree(new Reading(options ?? FhirReadOptions.Strict)).Read(utf8);

    /// <summary>Reads one document from a stream to its end; the caller bounds its length.</summary>
    public static async ValueTask<FhirInput> ParseAsync(
        Stream stream, FhirReadOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, ct).ConfigureAwait(false);
        return Parse(copy.GetBuffer().AsSpan(0, (int)copy.Length), options);
    }

    /// <summary>Writes a resource as UTF-8 XML with its declaration.</summary>
    public static void Write(FhirResource resource, IBufferWriter<byte> output, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(output);
        using var memory = new MemoryStream();
        using (var writer = XmlWriter.Create(memory, indented ? Indented : Compact))
        {
            writer.WriteStartDocument();
            Resource(writer, resource);
        }

        output.Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <summary>The resource as UTF-8 XML.</summary>
    public static byte[] ToBytes(FhirResource resource, bool indented = false)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        Write(resource, output, indented);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The resource as XML text.</summary>
    public static string ToText(FhirResource resource, bool indented = false) =>
        Encoding.UTF8.GetString(ToBytes(resource, indented));

    static void Resource(XmlWriter writer, FhirElement resource)
    {
        writer.WriteStartElement(resource.TypeName, Namespace);
        Elements(writer, resource);
        writer.WriteEndElement();
    }

    static void Element(XmlWriter writer, FhirSlot slot, FhirElement element)
    {
        if (slot.Type.Syntax == FhirSyntax.Xhtml && slot.Type.IsPrimitive)
        {
            if (element.Value is not null) writer.WriteRaw(element.Value);
            return;
        }

        writer.WriteStartElement(slot.JsonName, Namespace);
        foreach (var (inner, attribute) in element.Children)
            if (inner.Attribute && attribute.Value is not null)
                writer.WriteAttributeString(inner.JsonName, attribute.Value);
        if (element.Value is not null) writer.WriteAttributeString("value", element.Value);
        if (element is FhirResource) Resource(writer, element);
        else Elements(writer, element);
        writer.WriteEndElement();
    }

    static void Elements(XmlWriter writer, FhirElement element)
    {
        var children = element.Children;
        var sorted = true;
        for (var i = 1; i < children.Count && sorted; i++)
            sorted = children[i - 1].Slot.Order <= children[i].Slot.Order;
        foreach (var (slot, child) in sorted ? children : [.. children.OrderBy(c => c.Slot.Order)])
            if (!slot.Attribute) Element(writer, slot, child);
    }

    static XmlWriterSettings MakeIndented()
    {
        var settings = Compact.Clone();
        settings.Indent = true;
        return settings;
    }
}
