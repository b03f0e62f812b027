using System.Globalization;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary><c>$currentConsentForPersonAndTemplate</c>: the one document of a person that counts for a form.</summary>
public static class CurrentConsent
{
    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/$currentConsentForPersonAndTemplate", Handle)
        .RequirePermission(Permissions.ConsentRead)
        .WithSummary("The current consent of a person on a form");

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, GatewayCatalog catalog, TimeProvider clock,
        CancellationToken ct)
    {
        var (parameters, refusal) = await GatewayRequest.ReadAsync(http, ct);
        if (parameters is null) return refusal!;
        var (read, fault) = await PersonRead.TryReadAsync(parameters, caller, session, vault, catalog, ct);
        TemplateReference? template = null;
        if (read is not null) fault = GatewayQuestion.TryReadTemplate(parameters, read.Domain, out template);
        if (GatewayRequest.Refusal(parameters) is { } malformed) return malformed;
        if (fault is not null) return Problem.From(fault);

        await using var look = await GatewayLook.OpenAsync(session, ct);
        var selected = PersonRead.Ids(await read!.FindAsync(look, ct));
        var documents = await look.DocumentsAsync(
            read.Domain, "consent_id = any($2) order by signed_at, position", [selected], ct);
        var current = Choose(documents, template!.Name, read.Config.IgnoreVersion);

        var bundles = new GatewayBundles(GatewayRequest.BaseOf(http));
        var answer = bundles.List([], 0);
        if (current is not null)
        {
            var shown = await look.IdentifiersAsync(read.Domain.Settings, vault, [current.Subject], ct);
            answer = bundles.Document(current, shown[current.Subject]);
        }

        await look.CommitAsync(new("gateway-current-consent", read.Audited, current is null ? "none" : "seen",
            Detail: new { domain = read.Domain.Settings.Name, document = current?.Id }), caller, clock.GetUtcNow(), ct);
        return new FhirAnswer(answer);
    }

    /// <summary>The highest version of the form, and of that the newest; or the newest of all.</summary>
    public static GatewayDocument? Choose(
        IEnumerable<GatewayDocument> documents, string template, bool ignoreVersion) =>
        documents.Where(document => document.Template.Name == template && document.Status == "active")
            .OrderBy(document => ignoreVersion ? "" : document.Template.Version, VersionOrder)
            .ThenBy(document => document.SignedAt).ThenBy(document => document.RecordedAt)
            .LastOrDefault();

    /// <summary>1.6.f comes after 1.6.d and before 1.10.</summary>
    static readonly IComparer<string> VersionOrder = Comparer<string>.Create(static (one, other) =>
    {
        var (left, right) = (one.Split('.'), other.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var numbers = int.TryParse(left[i], NumberStyles.None, CultureInfo.InvariantCulture, out var l)
                & int.TryParse(right[i], NumberStyles.None, CultureInfo.InvariantCulture, out var r);
            var order = numbers ? l.CompareTo(r) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    });
}
