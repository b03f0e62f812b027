namespace TrustCenter.Fhir;

/// <summary>One entry of a Bundle.</summary>
/// <param name="Resource">The resource, or null where the entry only says what to do or what was done.</param>
/// <param name="FullUrl">Absolute URL or urn:uuid: of the resource.</param>
/// <param name="Search">match, include or outcome.</param>
/// <param name="Request">Method and URL, in batches and transactions.</param>
/// <param name="Response">What was answered, in their responses.</param>
public sealed record BundleEntry(
    FhirResource? Resource, string? FullUrl = null, string? Search = null, BundleRequest? Request = null,
    BundleResponse? Response = null) : IFhirValue
{
    /// <summary>Reads an entry.</summary>
    public static BundleEntry Read(FhirElement entry) => new(entry["resource"] as FhirResource, entry.Text("fullUrl"),
        entry.Text("search.mode"), BundleRequest.Read(entry["request"]), BundleResponse.Read(entry["response"]));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Bundle.entry")
    {
        { "fullUrl", FullUrl }, { "resource", Resource },
        { "search", Search is null ? null : new FhirElement("Bundle.entry.search") { { "mode", Search } } },
        { "request", Request }, { "response", Response },
    };
}

/// <summary>What an entry of a batch or transaction asks for.</summary>
/// <param name="Method">GET, HEAD, POST, PUT, DELETE or PATCH.</param>
/// <param name="Url">Relative to the base.</param>
/// <param name="IfMatch">Only if the version is this one.</param>
/// <param name="IfNoneExist">Only if this search finds nothing.</param>
public sealed record BundleRequest(string Method, string Url, string? IfMatch = null, string? IfNoneExist = null)
    : IFhirValue
{
    /// <summary>Reads a request; null in, null out.</summary>
    public static BundleRequest? Read(FhirElement? element) => element is null ? null
        : new(element.Text("method") ?? "", element.Text("url") ?? "", element.Text("ifMatch"),
            element.Text("ifNoneExist"));

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Bundle.entry.request")
    {
        { "method", Method }, { "url", Url }, { "ifMatch", IfMatch }, { "ifNoneExist", IfNoneExist },
    };
}

/// <summary>What was answered to an entry.</summary>
/// <param name="Status">HTTP status, for example <c>201 Created</c>.</param>
/// <param name="Location">Where the resource is now.</param>
/// <param name="Etag">Its version.</param>
/// <param name="Outcome">OperationOutcome of the entry.</param>
public sealed record BundleResponse(
    string Status, string? Location = null, string? Etag = null, FhirResource? Outcome = null) : IFhirValue
{
    /// <summary>Reads a response; null in, null out.</summary>
    public static BundleResponse? Read(FhirElement? element) => element is null ? null
        : new(element.Text("status") ?? "", element.Text("location"), element.Text("etag"),
            element["outcome"] as FhirResource);

    /// <inheritdoc/>
    public FhirElement ToElement() => new("Bundle.entry.response")
    {
        { "status", Status }, { "location", Location }, { "etag", Etag }, { "outcome", Outcome },
    };
}

/// <summary>Makes and reads Bundles.</summary>
public static class Bundle
{
    /// <summary>A Bundle of any type.</summary>
    /// <param name="type">searchset, collection, transaction-response, …</param>
    /// <param name="entries">In order.</param>
    /// <param name="total">How many there are in all; only for searchset and history.</param>
    /// <param name="links">relation and url, for example self and next.</param>
    public static FhirResource Of(string type, IEnumerable<BundleEntry> entries, int? total = null,
        params IEnumerable<(string Relation, string Url)> links) => new("Bundle")
        {
            { "type", type },
            { "total", total },
            {
                "link", links.Select(l => new FhirElement("Bundle.link")
                {
                    { "relation", l.Relation }, { "url", l.Url },
                })
            },
            { "entry", entries },
        };

    /// <summary>A page of search results; every resource is a match.</summary>
    public static FhirResource SearchSet(IEnumerable<(string FullUrl, FhirResource Resource)> matches, int total,
        params IEnumerable<(string Relation, string Url)> links) =>
        Of("searchset", matches.Select(m => new BundleEntry(m.Resource, m.FullUrl, "match")), total, links);

    /// <summary>The entries of a Bundle.</summary>
    public static IReadOnlyList<BundleEntry> Entries(FhirResource bundle) =>
        [.. bundle.All("entry").Select(BundleEntry.Read)];

    /// <summary>The resources of a Bundle of one type.</summary>
    public static IEnumerable<FhirResource> Resources(FhirResource bundle, string type) => bundle.All("entry")
        .Select(e => e["resource"]).OfType<FhirResource>().Where(r => r.Is(type));
}
