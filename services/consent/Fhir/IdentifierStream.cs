using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Xml;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// A Parameters resource of many <c>personIdentifier</c>, written as they come: a hundred thousand of them are never in
/// memory at once.
/// </summary>
sealed class IdentifierStream(HttpContext http, string system)
{
    static readonly XmlWriterSettings Fragment = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        OmitXmlDeclaration = true,
        Encoding = new UTF8Encoding(false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    readonly FhirFormat _format = FhirAnswer.FormatOf(http);
    readonly PipeWriter _output = http.Response.BodyWriter;
    bool _started;
    bool _any;

    public async Task WriteAsync(IReadOnlyList<string> values, CancellationToken ct)
    {
        Start();
        if (_format == FhirFormat.Json) Json(values);
        else Xml(values);
        await _output.FlushAsync(ct);
    }

    public async Task EndAsync(CancellationToken ct)
    {
        Start();
        _output.Write(_format == FhirFormat.Xml ? "</Parameters>"u8 : _any ? "]}"u8 : "}"u8);
        await _output.FlushAsync(ct);
    }

    void Start()
    {
        if (_started) return;
        _started = true;
        http.Response.ContentType = FhirDocument.MediaType(_format);
        _output.Write(_format == FhirFormat.Xml
            ? "<?xml version=\"1.0\" encoding=\"utf-8\"?><Parameters xmlns=\"http://hl7.org/fhir\">"u8
            : "{\"resourceType\":\"Parameters\""u8);
    }

    void Json(IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            _output.Write(_any ? ","u8 : ",\"parameter\":["u8);
            _any = true;
            using var json = new Utf8JsonWriter(_output);
            json.WriteStartObject();
            json.WriteString("name"u8, "personIdentifier"u8);
            json.WriteStartObject("valueIdentifier"u8);
            json.WriteString("system"u8, system);
            json.WriteString("value"u8, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    void Xml(IReadOnlyList<string> values)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Fragment))
        {
            foreach (var value in values)
            {
                xml.WriteStartElement("parameter", FhirXml.Namespace);
                Element(xml, "name", "personIdentifier");
                xml.WriteStartElement("valueIdentifier", FhirXml.Namespace);
                Element(xml, "system", system);
                Element(xml, "value", value);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
        }

        _output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    static void Element(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement(name, FhirXml.Namespace);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }
}
