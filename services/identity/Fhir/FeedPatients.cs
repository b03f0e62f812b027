using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// The addresses of the Patient Identity Feed FHIR (ITI-104). Its conditional requests name patients in addresses,
/// which proxies keep, so they are answered where that was allowed; the same entries are taken in a batch, whose body
/// names them, in any case.
/// </summary>
static class FeedingPatients
{
    const int Most = 100;

    public static void Map(RouteGroupBuilder routes, bool inAddresses)
    {
        routes.MapPost("/", Batch).RequirePermission(Permissions.IdentityRegister)
            .WithSummary("New, changed, replaced and removed patients in a batch");
        if (!inAddresses) return;
        routes.MapPut("/Patient", Put).RequirePermission(Permissions.IdentityRegister)
            .WithSummary("A new, changed or replaced patient by an identifier");
        routes.MapDelete("/Patient", Delete).RequirePermission(Permissions.IdentityErase)
            .WithSummary("A patient is gone, by an identifier");
    }

    static async Task<IResult> Put(
        string domain, HttpContext http, Caller caller, IDocumentSession session, Registrar registrar,
        EpixDomains domains, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (open, unknown) = await domains.FindAsync(caller, domain, "domain", ct);
        if (open is null) return Problem.From(unknown!);
        if (Asked(http) is not { } by) return Problem.From(NoIdentifier);
        var (patient, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        if (patient is null) return refusal!;
        if (!patient.Is("Patient")) return Problem.From(NoPatient);
        return Answer(http, open, await new PatientFeed(session, registrar, vault, clock, caller, open)
            .PutAsync(by, patient, ct));
    }

    static async Task<IResult> Delete(
        string domain, HttpContext http, Caller caller, IDocumentSession session, Registrar registrar,
        EpixDomains domains, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (open, unknown) = await domains.FindAsync(caller, domain, "domain", ct);
        if (open is null) return Problem.From(unknown!);
        return Asked(http) is { } by
            ? Answer(http, open, await new PatientFeed(session, registrar, vault, clock, caller, open)
                .DeleteAsync(by, ct))
            : Problem.From(NoIdentifier);
    }

    /// <summary>Each entry by itself: one that is refused leaves the others as they are.</summary>
    static async Task<IResult> Batch(
        string domain, HttpContext http, Caller caller, IDocumentSession session, Registrar registrar,
        EpixDomains domains, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        var (open, unknown) = await domains.FindAsync(caller, domain, "domain", ct);
        if (open is null) return Problem.From(unknown!);
        var (bundle, refusal) = await FhirRequest.ResourceAsync(http, null, ct);
        if (bundle is null) return refusal!;
        var entries = bundle.All("entry").ToList();
        if (!bundle.Is("Bundle") || bundle.Text("type") != "batch" || entries.Count is 0 or > Most)
            return Problem.From(NoBatch);
        var answer = new FhirResource("Bundle") { { "type", "batch-response" } };
        var feed = new PatientFeed(session, registrar, vault, clock, caller, open);
        foreach (var entry in entries)
        {
            var fed = (entry.Text("request.method"), By(entry), entry["resource"]) switch
            {
                ("PUT", { } by, FhirResource patient) when patient.Is("Patient") =>
                    await feed.PutAsync(by, patient, ct),
                ("DELETE", { } by, null) => await feed.DeleteAsync(by, ct),
                _ => NoEntry,
            };
            answer.Add("entry", Entry(fed, $"{Address(http, open)}/Patient/{fed.Identity}"));
        }

        return new FhirAnswer(answer);
    }

    /// <summary>An identifier written system|value, or null.</summary>
    public static Identifier? Token(string? text) => text?.IndexOf('|', StringComparison.Ordinal) is { } bar and > 0
        && bar < text.Length - 1 ? new(text[..bar], text[(bar + 1)..]) : null;

    static Identifier? Asked(HttpContext http) =>
        http.Request.Query.Keys.All(key => key is "identifier" or "_format")
        && http.Request.Query["identifier"] is [{ } text] ? Token(text) : null;

    static Identifier? By(FhirElement entry) =>
        entry.Text("request.url")?.Split("?identifier=") is ["Patient", var token]
            ? Token(Uri.UnescapeDataString(token)) : null;

    static FhirElement Entry(FedPatient fed, string location)
    {
        var (status, outcome) = fed.Refusal is { } refusal ? OperationOutcomes.Of(refusal) : (fed.Status, null);
        var response = new FhirElement("Bundle.entry.response") { { "status", $"{status}" } };
        if (fed.Identity is not null) response.Add("location", location);
        if (outcome is not null) response.Add("outcome", outcome);
        var entry = new FhirElement("Bundle.entry");
        if (fed.Patient is not null) entry.Add("resource", fed.Patient);
        entry.Add("response", response);
        return entry;
    }

    static IResult Answer(HttpContext http, OpenDomain domain, FedPatient fed)
    {
        if (fed.Refusal is not null) return fed.Refusal;
        if (fed.Identity is { } identity)
            http.Response.Headers.Location = $"{Address(http, domain)}/Patient/{identity}";
        return fed.Patient is { } patient ? new FhirAnswer(patient, fed.Status) : Results.StatusCode(fed.Status);
    }

    static string Address(HttpContext http, OpenDomain domain) =>
        FhirRequest.BaseOf(http, $"{IheService.Prefix}/{Uri.EscapeDataString(domain.Name)}");

    static readonly Rejection NoIdentifier = Rejection.Invalid("search-parameter-invalid",
        "An identifier once, written system|value.", "identifier");

    static readonly Rejection NoPatient = Rejection.Invalid("malformed", "The body is a Patient.", "Patient");

    static readonly FedPatient NoEntry = Rejection.Invalid("malformed",
        "PUT with a Patient, or DELETE, at Patient?identifier=system|value.", "Bundle.entry.request");

    static readonly Rejection NoBatch = Rejection.Invalid("malformed",
        $"The body is a Bundle of the type batch with 1 to {Most} entries.", "Bundle");
}
