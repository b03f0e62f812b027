using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary><c>$queryPossibleMatches</c>: open pairs, those most alike first.</summary>
static class QueryPossibleMatches
{
    const string Path = "/$queryPossibleMatches";
    const int Usual = 100;
    const int Most = 200;

    static readonly string[] Names = ["domain", "mpiId", "_offset", "_count"];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost(Path, Handle).RequirePermission(Permissions.IdentityLink)
            .WithSummary("List pairs that may be one person");
        routes.MapGet(Path, Page).RequirePermission(Permissions.IdentityLink)
            .WithSummary("A further page of pairs, by its link");
    }

    static async Task<IResult> Handle(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, EpixPages pages, Vault vault,
        CancellationToken ct)
    {
        if (http.Request.Query.ContainsKey(EpixPages.Parameter))
            return await Page(http, caller, session, domains, pages, vault, ct);
        var (body, refusal) = await EpixBody.ReadAsync(http, Names, ct);
        if (body is null) return refusal!;
        var (offset, count) = (body.Parameters.Integer("_offset") ?? 0, body.Parameters.Integer("_count") ?? Usual);
        var (wanted, mpiId) = (body.Domain, body.MpiId("mpiId"));
        if (body.Refusal is { } malformed) return malformed;
        if (offset < 0 || count < 0)
        {
            return Problem.From(Rejection.Invalid("paging-invalid", "A whole number, zero or more.",
                Places.Of(offset < 0 ? "_offset" : "_count")));
        }

        var (domain, unknown) = await domains.FindAsync(caller, wanted, Places.Of("domain"), ct);
        if (domain is null) return Problem.From(unknown!);
        Guid? person = null;
        if (body.Parameters.Has("mpiId"))
        {
            person = await EpixPeople.FindAsync(session, vault, domain, mpiId ?? "", ct);
            if (person is null) return Problem.From(EpixPeople.Unknown("mpiId"));
        }

        return await AnswerAsync(new(domain.Name, person, offset, Math.Min(count, Most)), domain, http, caller,
            session, pages, vault, ct);
    }

    static async Task<IResult> Page(
        HttpContext http, Caller caller, IDocumentSession session, EpixDomains domains, EpixPages pages, Vault vault,
        CancellationToken ct)
    {
        if (pages.Open<PossibleMatchQuery>(http.Request.Query[EpixPages.Parameter], caller) is not { } query)
            return Problem.From(EpixPeople.PageUnknown);
        var (domain, unknown) = await domains.FindAsync(caller, query.Domain, Places.Of("domain"), ct);
        return domain is null ? Problem.From(unknown!)
            : await AnswerAsync(query, domain, http, caller, session, pages, vault, ct);
    }

    static async Task<IResult> AnswerAsync(
        PossibleMatchQuery query, OpenDomain domain, HttpContext http, Caller caller, IDocumentSession session,
        EpixPages pages, Vault vault, CancellationToken ct)
    {
        var found = await PossibleMatchPages.ReadAsync(session.DataSource, query, ct);
        session.Audit(new("pairs-listed", $"domain/{StreamIds.OfDomain(domain.Name)}", "seen"));
        var shown = await PossibleMatchPages.ShowAsync(
            [.. found.Take(query.Count)], domain, session, vault, ct);
        var address = FhirRequest.BaseOf(http, EpixNames.Prefix) + Path;
        ParameterValue To(int offset, bool there) => there
            ? ParameterValue.Uri(pages.Link(address, caller, query with { Offset = Math.Max(0, offset) })) : default;
        return new FhirAnswer(Parameters.Of(
        [
            ("prev", To(query.Offset - query.Count, query.Offset > 0)),
            ("self", To(query.Offset, true)),
            ("next", To(query.Offset + query.Count, query.Count > 0 && found.Count > query.Count)),
            .. shown.Select(row => ("match", Match(row, domain.Linker.Configuration))),
        ]));
    }

    static ParameterValue Match(
        (OpenPair Pair, FhirResource A, FhirResource B, int Link) row, LinkageConfiguration configuration)
    {
        var (score, result) = PossibleMatchPages.Weights(row.Pair.Score, configuration);
        return ParameterValue.Parts(("matchItem", row.A), ("matchItem", row.B), ("matchScore", score),
            ("matchResult", result), ("linkId", row.Link));
    }
}
