using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary><c>$requestPsnFromBfWorkflow</c>, <c>$updateBf</c> and <c>$requestPsnWorkflow</c>: filters to pseudonyms,
/// and pseudonyms of a site to those of a study.</summary>
static class RequestingPseudonyms
{
    const int Most = 1000;
    const int LongestText = 200;

    static readonly string[] FromFilter = ["study", "bloomfilter", "target"];
    static readonly string[] Update = ["study", "bloomfilter", "source", "pseudonym", "bfVersion"];
    static readonly string[] FromPseudonym = ["original", "study", "source", "target", "event"];

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPost("/$requestPsnFromBfWorkflow", FromFilters).RequirePermission(Permissions.ProjectSite)
            .WithSummary("Register people by their filters and get the site's pseudonyms");
        routes.MapPost("/$updateBf", Replace).RequirePermission(Permissions.ProjectSite)
            .WithSummary("Put another filter in place of the one of a pseudonym");
        routes.MapPost("/$requestPsnWorkflow", FromPseudonyms).RequirePermission(Permissions.ProjectRead)
            .WithSummary("Pseudonyms of one domain of a study for those of another");
    }

    static async Task<IResult> FromFilters(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, StudyIndexes indexes, TimeProvider clock,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, FromFilter, ct);
        if (body is null) return refusal!;
        var (name, target) = (body.Parameters.RequiredString("study"), body.Parameters.RequiredString("target"));
        var filters = Filters(body.Parameters);
        if (body.Refusal is { } malformed) return malformed;
        if (filters.Count > Most)
            return Problem.From(Rejection.Invalid("too-many", $"At most {Most} at a time.", Places.Of("bloomfilter")));
        var desk = new StudyDesk(session.DataSource, session, vault);
        var (study, unknown) = await desk.FindAsync(name, caller, ct);
        if (study is null) return Problem.From(unknown!);
        if (study.Site != target) return Problem.From(StudyDesk.SiteUnknown("target"));
        var registration = new FilterRegistration(session.DataSource, desk, indexes, clock);
        var answers = new List<(string, ParameterValue)>();
        foreach (var (text, version) in filters)
        {
            var audit = AuditRecord.Of(new("filter-registered", $"project/{study.Id}", "done"), caller,
                clock.GetUtcNow());
            var (pseudonym, fault) = await PseudonymAsync(
                study, desk, registration, target, text, version ?? study.Version, audit, ct);
            answers.Add(pseudonym is null
                ? ("error", ParameterValue.Parts(("bloomfilter", Binary(text)),
                    ("target", DispatcherWords.Value(target)), ("error-code", fault)))
                : ("pseudonym-bf", ParameterValue.Parts(("bloomfilter", Binary(text)),
                    ("target", DispatcherWords.Value(target)), ("pseudonym", DispatcherWords.Value(pseudonym)))));
        }

        return new FhirAnswer(Parameters.Of(answers));
    }

    /// <summary>The pseudonym of a filter; or why there is none (yet).</summary>
    public static async Task<(string? Pseudonym, Coding? Fault)> PseudonymAsync(
        Study study, StudyDesk desk, FilterRegistration registration, string site, string text, string version,
        AuditRecord audit, CancellationToken ct)
    {
        if (study.Filter(text) is not { } filter || version != study.Version) return (null, DispatcherWords.Invalid);
        var registered = await registration.RegisterAsync(study, site, filter, version, audit, ct);
        return registered.Waits ? (null, DispatcherWords.Later)
            : (await desk.PseudonymAsync(study, site, registered.Person, create: true, ct), null);
    }

    static async Task<IResult> Replace(
        HttpContext http, Caller caller, IQuerySession session, Vault vault, StudyIndexes indexes, TimeProvider clock,
        CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, Update, ct);
        if (body is null) return refusal!;
        var (name, source) = (body.Parameters.RequiredString("study"), body.Parameters.RequiredString("source"));
        var pseudonym = body.Parameters.RequiredString("pseudonym");
        var version = body.Parameters.RequiredString("bfVersion");
        var filters = Filters(body.Parameters);
        if (body.Refusal is { } malformed) return malformed;
        var desk = new StudyDesk(session.DataSource, session, vault);
        var (study, unknown) = await desk.FindAsync(name, caller, ct);
        if (study is null) return Problem.From(unknown!);
        if (study.Site != source) return Problem.From(StudyDesk.SiteUnknown("source"));
        if (filters.Count != 1 || study.Filter(filters[0].Text) is not { } filter || version != study.Version)
        {
            return Problem.From(Rejection.Unprocessable("filter-not-of-profile",
                $"One filter of {study.Bits} bits by version {study.Version} of the study's profile.",
                Places.Of("bloomfilter")));
        }

        if (await desk.PersonAsync(study, source, pseudonym, ct) is not { } person)
        {
            return Problem.From(Rejection.NotFound("pseudonym-unknown", "The site has no such pseudonym.",
                Places.Of("pseudonym")));
        }

        await new FilterRegistration(session.DataSource, desk, indexes, clock).ReplaceAsync(
            study, source, person, filter, version, AuditRecord.Of(
                new("filter-replaced", $"project/{study.Id}", "done"), caller, clock.GetUtcNow()), ct);
        return new FhirAnswer(DispatcherWords.Updated("Bloomfilter updated."));
    }

    static async Task<IResult> FromPseudonyms(
        HttpContext http, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        var (body, refusal) = await EpixBody.ReadAsync(http, FromPseudonym, ct);
        if (body is null) return refusal!;
        var originals = body.Parameters.Strings("original");
        if (originals.Count == 0) body.Parameters.Missing("original");
        var (name, source) = (body.Parameters.RequiredString("study"), body.Parameters.RequiredString("source"));
        var target = body.Parameters.RequiredString("target");
        if (body.Refusal is { } malformed) return malformed;
        if (originals.Count > Most)
            return Problem.From(Rejection.Invalid("too-many", $"At most {Most} at a time.", Places.Of("original")));
        var desk = new StudyDesk(session.DataSource, session, vault);
        var (study, unknown) = await desk.FindAsync(name, caller, ct);
        if (study is null) return Problem.From(unknown!);
        if (study.Site is null && !caller.May(Permissions.ProjectManage)) return Problem.PermissionMissing;
        if (Fault(study, source, target) is { } fault) return Problem.From(fault);
        var answers = new List<(string, ParameterValue)>();
        foreach (var original in originals)
        {
            var person = original.Length > LongestText ? null : await desk.PersonAsync(study, source, original, ct);
            (string, ParameterValue)[] parts =
                [("original", DispatcherWords.Value(original)), ("target", DispatcherWords.Value(target))];
            answers.Add(person is { } known
                ? ("pseudonym", ParameterValue.Parts([.. parts, ("pseudonym", DispatcherWords.Value(
                    (await desk.PseudonymAsync(study, target, known, create: true, ct))!))]))
                : ("error", ParameterValue.Parts([.. parts, ("error-code", DispatcherWords.NotFound)])));
        }

        session.Audit(new("pseudonyms-translated", $"project/{study.Id}", "done",
            Detail: new { source, target, count = originals.Count }));
        await session.SaveChangesAsync(ct);
        return new FhirAnswer(Parameters.Of(answers));
    }

    /// <summary>A site gets pseudonyms of the study for its own. Of two sites only who looks after the study may know
    /// both, since together they are the linkage table.</summary>
    static Rejection? Fault(Study study, string source, string target)
    {
        var sites = study.Project.Sites;
        if (study.Site is null)
        {
            return !sites.Contains(source) && source != study.Project.Name ? StudyDesk.SiteUnknown("source")
                : !sites.Contains(target) && target != study.Project.Name ? StudyDesk.SiteUnknown("target") : null;
        }

        return source != study.Site ? StudyDesk.SiteUnknown("source")
            : target != study.Project.Name ? StudyDesk.SiteUnknown("target") : null;
    }

    /// <summary>Filters as Base64, each with its version where it has parts.</summary>
    static List<(string Text, string? Version)> Filters(Parameters parameters)
    {
        var filters = new List<(string, string?)>();
        var parts = parameters.Parts("bloomfilter");
        var values = parameters.Each("bloomfilter");
        for (var i = 0; i < values.Count; i++)
        {
            var text = values[i]?.Value ?? parts[i].Any("bloomfilter")?.Value;
            if (text is null) parts[i].Missing("bloomfilter");
            filters.Add((text ?? "", parts[i].Any("version")?.Value));
        }

        if (values.Count == 0) parameters.Missing("bloomfilter");
        return filters;
    }

    static ParameterValue Binary(string text) => ParameterValue.Of(FhirElement.Primitive("base64Binary", text));
}
