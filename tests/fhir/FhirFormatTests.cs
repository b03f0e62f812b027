namespace TrustCenter.Fhir.Tests;

public sealed class FhirFormatTests
{
    const string Hapi = "application/fhir+xml;q=1.0, application/fhir+json;q=1.0, application/xml+fhir;q=0.9";

    [Theory]
    [InlineData(null, null, null, FhirFormat.Json)]
    [InlineData("*/*", null, null, FhirFormat.Json)]
    [InlineData("*/*", "application/fhir+xml", null, FhirFormat.Xml)]
    [InlineData(null, "application/fhir+xml; charset=utf-8", null, FhirFormat.Xml)]
    [InlineData(null, "application/xml", null, FhirFormat.Json)]
    [InlineData("text/plain, */*", "application/xml", null, FhirFormat.Json)]
    [InlineData("text/plain, */*", "application/json", null, FhirFormat.Json)]
    [InlineData("application/fhir+json; charset=utf-8", "application/fhir+xml", null, FhirFormat.Json)]
    [InlineData("application/xml", "application/fhir+json", null, FhirFormat.Xml)]
    [InlineData("application/json;q=0.5, text/xml", null, null, FhirFormat.Xml)]
    [InlineData("application/fhir+xml;q=0", "application/fhir+json", null, FhirFormat.Json)]
    [InlineData(Hapi, "application/fhir+xml", null, FhirFormat.Xml)]
    [InlineData(Hapi, "application/fhir+json", null, FhirFormat.Json)]
    [InlineData("application/fhir+json", null, "xml", FhirFormat.Xml)]
    [InlineData("application/fhir+xml", null, "application/fhir json", FhirFormat.Json)]
    [InlineData("application/fhir+xml", null, "ttl", FhirFormat.Xml)]
    [InlineData("APPLICATION/FHIR+XML", null, null, FhirFormat.Xml)]
    [InlineData(";;,q=,=", "/", "", FhirFormat.Json)]
    public void The_answer_has_the_format_the_caller_can_read(
        string? accept, string? contentType, string? format, FhirFormat expected) =>
        Assert.Equal(expected, FhirDocument.Answer(accept, contentType, format));

    [Theory]
    [InlineData("application/xml", "", FhirFormat.Xml)]
    [InlineData("application/fhir+json;charset=utf-8", "", FhirFormat.Json)]
    [InlineData(null, " \n<Patient/>", FhirFormat.Xml)]
    [InlineData("", "\uFEFF<Patient/>", FhirFormat.Xml)]
    [InlineData(null, "{}", FhirFormat.Json)]
    [InlineData("text/html", "{}", null)]
    public void A_request_is_read_in_the_format_it_claims(string? contentType, string body, FhirFormat? expected) =>
        Assert.Equal(expected, FhirDocument.Request(contentType, System.Text.Encoding.UTF8.GetBytes(body)));
}
