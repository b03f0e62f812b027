using System.Globalization;
using System.Text;
using System.Xml;

namespace TrustCenter.Fhir;

/// <summary>Reads XML into a tree.</summary>
sealed class XmlTree(Reading reading)
{
    const string Attributes = "http://www.w3.org/2000/xmlns/";
    const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1024,
    };

    public FhirInput Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        string text;
        try
        {
            text = Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            reading.Report("structure", "UTF-8", "other bytes");
            return reading.Result(null);
        }

        return Read(text);
    }

    FhirInput Read(string text)
    {
        FhirResource? root = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            reader.MoveToContent();
            root = Resource(reader, null, -1);
            while (!reading.Stopped && reader.Read())
            {
            }
        }
        catch (XmlException e)
        {
            reading.Report("structure",
                "well-formed XML, ended properly, without a DOCTYPE and without entities of its own",
                string.Create(CultureInfo.InvariantCulture,
                    $"something else at line {e.LineNumber}, column {e.LinePosition}"));
            root = null;
        }

        return reading.Result(root);
    }

    /// <summary>The reader stands on the resource's element and is left on its end.</summary>
    FhirResource? Resource(XmlReader reader, FhirSlot? slot, int index)
    {
        var name = reader.LocalName;
        var type = reader.NamespaceURI == FhirXml.Namespace ? R4.Find(name) : null;
        if (type is not { Kind: FhirKind.Resource })
        {
            if (slot is not null) reading.Enter(slot.Name, index);
            if (reader.NamespaceURI != FhirXml.Namespace)
                reading.Report("structure", $"an element of the namespace {FhirXml.Namespace}");
            else
                reading.Report(R4.ResourceNames.Contains(name) ? "not-supported" : "structure",
                    "a resource of a type served here", $"'{Reading.Safe(name)}'");
            if (slot is not null) reading.Leave();
            SkipToEnd(reader);
            return null;
        }

        var resource = new FhirResource(type);
        if (reading.Enter(slot?.Name ?? type.Name, index))
        {
            ReadAttributes(reader, resource);
            Content(reader, resource);
            reading.Finish(resource);
        }

        reading.Leave();
        return resource;
    }

    void ReadAttributes(XmlReader reader, FhirElement element)
    {
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == Attributes) continue;
            if (reader.NamespaceURI == Instance && reader.LocalName == "schemaLocation") continue;
            if (reader.NamespaceURI.Length == 0 && reader.LocalName == "value" && element.Type.IsPrimitive)
                element.Value = reader.Value;
            else if (reader.NamespaceURI.Length == 0 && element.Type.Find(reader.LocalName) is { Attribute: true } slot)
            {
                reading.Enter(slot.Name);
                reading.Check(slot, reader.Value);
                element.Append(slot, new(slot.Type, reader.Value));
                reading.Leave();
            }
            else reading.ReportUnknown(element.Type, reader.LocalName);
        }

        reader.MoveToElement();
    }

    /// <summary>Reads the children of the element the reader stands on, up to its end.</summary>
    void Content(XmlReader reader, FhirElement element)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        Dictionary<FhirSlot, int>? counts = null;
        reader.Read();
        while (reader.Depth > depth && !reading.Stopped)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                if (!string.IsNullOrWhiteSpace(reader.Value))
                    reading.Report("structure", "elements and attributes only", "text between them");
            }
            else if (reader.NodeType == XmlNodeType.Element)
            {
                if (Child(reader, element, counts ??= [])) continue; // the reader stands behind it already
            }

            reader.Read();
        }
    }

    /// <summary>True where the reader was left behind the child, false where on its end.</summary>
    bool Child(XmlReader reader, FhirElement parent, Dictionary<FhirSlot, int> counts)
    {
        var slot = parent.Type.Find(reader.LocalName);
        var xhtml = slot is { Type: { IsPrimitive: true, Syntax: FhirSyntax.Xhtml } };
        if (slot is null || slot.Attribute || reader.NamespaceURI != FhirXml.Namespace && !xhtml)
        {
            if (slot is { Attribute: false })
                reading.Report("structure", $"an element of the namespace {FhirXml.Namespace}", null, slot.Name);
            else reading.ReportUnknown(parent.Type, reader.LocalName);
            SkipToEnd(reader);
            return false;
        }

        var count = counts[slot] = counts.GetValueOrDefault(slot) + 1;
        if (!slot.Many && count == 2) reading.Report("structure", "this element once", "it twice", slot.Name);
        if (xhtml) return Div(reader, parent, slot);
        if (slot.Type.Kind == FhirKind.AnyResource) Wrapped(reader, parent, slot, slot.Many ? count - 1 : -1);
        else Plain(reader, parent, slot, slot.Many ? count - 1 : -1);
        return false;
    }

    void Plain(XmlReader reader, FhirElement parent, FhirSlot slot, int index)
    {
        var element = new FhirElement(slot.Type);
        parent.Append(slot, element);
        if (reading.Enter(slot.Name, index))
        {
            ReadAttributes(reader, element);
            if (element.Value is not null) reading.Check(slot, element.Value);
            Content(reader, element);
            if (!slot.Type.IsPrimitive) reading.Finish(element);
            if (slot.Targets.Count > 0) reading.CheckTarget(slot, element);
        }

        reading.Leave();
    }

    /// <summary>A resource stands inside an element: contained, Bundle.entry.resource, parameter.resource.</summary>
    void Wrapped(XmlReader reader, FhirElement parent, FhirSlot slot, int index)
    {
        var found = 0;
        if (!reader.IsEmptyElement)
        {
            var depth = reader.Depth;
            reader.Read();
            while (reader.Depth > depth && !reading.Stopped)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    found++;
                    if (found > 1) SkipToEnd(reader);
                    else if (Resource(reader, slot, index) is { } resource) parent.Append(slot, resource);
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA
                    && !string.IsNullOrWhiteSpace(reader.Value)) found = 2;

                reader.Read();
            }
        }

        if (found == 1 || reading.Stopped) return;
        reading.Enter(slot.Name, index);
        reading.Report("structure", "exactly one resource", found == 0 ? "nothing" : "more");
        reading.Leave();
    }

    bool Div(XmlReader reader, FhirElement parent, FhirSlot slot)
    {
        if (!reading.Enter(slot.Name)) return false;
        var fault = Narrative.Copy(reader, out var text);
        if (fault is not null) reading.Report("value", fault);
        parent.Append(slot, new(slot.Type, text));
        reading.Leave();
        return true;
    }

    static void SkipToEnd(XmlReader reader)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
        }
    }
}
