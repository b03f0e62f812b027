using System.Globalization;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

/// <summary>
/// What real pipelines make of the gateway's answers: their rules, written anew. Each throws where they would.
/// </summary>
public static class GatewayClients
{
    /// <summary>
    /// FTSnext: everybody whose Bundle names all policies is consented; it looks neither at a provision's type nor at
    /// the Consent's status, and needs a system in every identifier and coding, and both ends of every period.
    /// </summary>
    public static IEnumerable<string> FtsNext(JsonNode list, string identifierSystem, string policySystem,
        string[] policies) =>
        from bundle in Resources(list, "Bundle")
        let patient = Resources(bundle, "Patient").SelectMany(found => Array(found, "identifier"))
            .FirstOrDefault(identifier => Text(identifier, "system") == identifierSystem)
        where patient is not null
        let named = Resources(bundle, "Consent").SelectMany(consent => Array(consent["provision"], "provision"))
            .SelectMany(provision => Codings(provision, policySystem)).ToHashSet()
        where policies.All(named.Contains)
        select Text(patient, "value");

    static IEnumerable<string> Codings(JsonNode provision, string policySystem)
    {
        _ = Text(provision["period"]!, "start").Length + Text(provision["period"]!, "end").Length;
        return Array(provision, "code").SelectMany(code => Array(code, "coding"))
            .Where(coding => Text(coding, "system") == policySystem).Select(coding => Text(coding, "code"));
    }

    /// <summary>FTSnext's pages: as many as the first page's total says.</summary>
    public static async Task<List<JsonNode>> FtsNextPagesAsync(Func<int, int, Task<JsonNode>> page, int size)
    {
        var pages = new List<JsonNode> { await page(size, 0) };
        var total = (int)pages[0]["total"]!;
        for (var offset = size; offset < total; offset += size) pages.Add(await page(size, offset));
        return pages;
    }

    /// <summary>
    /// consent-to-fhir: the last coding of the first code of the first nested provision, permits only.
    /// </summary>
    public static List<(string System, string Code, DateTimeOffset? End)> ConsentToFhir(JsonNode bundle)
    {
        var merged = new List<(string, string, DateTimeOffset?)>();
        foreach (var consent in Array(bundle, "entry").Select(entry => entry["resource"]!))
        {
            _ = Text(consent["extension"]![0]!["extension"]![0]!["valueReference"]!, "reference");
            var provision = consent["provision"]!["provision"]![0]!;
            if (Text(provision, "type") == "deny") continue;
            var end = Moment(Text(provision["period"]!, "end"));
            var coding = Array(provision["code"]![0]!, "coding").Last();
            merged.Add((Text(coding, "system"), Text(coding, "code"), IsOpen(end) ? null : end));
        }

        return merged;
    }

    /// <summary>consented: the first coding; a deny until midnight of 3000-01-01 is a withdrawal.</summary>
    public static List<(string Code, bool Permit, bool Open)> Consented(JsonNode bundle) =>
        [.. Array(bundle, "entry").Select(entry => entry["resource"]!).Select(consent =>
        {
            _ = Moment(Text(consent, "dateTime"));
            var provision = consent["provision"]!["provision"]![0]!;
            return (Text(provision["code"]![0]!["coding"]![0]!, "code"), Text(provision, "type") == "permit",
                IsOpen(Moment(Text(provision["period"]!, "end"))));
        })];

    /// <summary>FHIR-Facade: active Consents, the first coding of the first code, compared whole.</summary>
    public static bool FhirFacade(JsonNode bundle, string display, DateTimeOffset data)
    {
        _ = bundle["link"]!.AsArray();
        var consented = false;
        foreach (var consent in Array(bundle, "entry").Select(entry => entry["resource"]!))
        {
            if (Text(consent, "status") != "active") continue;
            foreach (var provision in Array(consent["provision"], "provision"))
            {
                var coding = provision["code"]![0]!["coding"]![0]!;
                if (Text(coding, "system") != PolicyCode.MiiSystem || Text(coding, "display") != display) continue;
                var inside = Moment(Text(provision["period"]!, "start")) <= data
                    && data <= Moment(Text(provision["period"]!, "end"));
                if (inside) consented = Text(provision, "type") == "permit";
                if (inside && !consented) return false;
            }
        }

        return consented;
    }

    public static IEnumerable<JsonNode> Resources(JsonNode bundle, string type) => Array(bundle, "entry")
        .Select(entry => entry["resource"]!).Where(resource => Text(resource, "resourceType") == type);

    public static IEnumerable<JsonNode> Array(JsonNode? node, string name) =>
        node?[name] is JsonArray array ? array.Select(item => item!) : [];

    static string Text(JsonNode node, string name) =>
        (string?)node[name] ?? throw new InvalidOperationException($"The client fails for want of '{name}': {node}");

    static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact(
        text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"], CultureInfo.InvariantCulture);

    static bool IsOpen(DateTimeOffset end) => end == new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));
}
