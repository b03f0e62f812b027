using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Takes a site's encoded records, streamed and sealed page by page. The same file sent again changes nothing;
/// another one takes its place until linking begins.</summary>
static class SendingEncodings
{
    public const long MostBytes = 64L << 30;

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPut("/projects/{project:guid}/encodings", Send).RequirePermission(Permissions.ProjectSite)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .WithSummary("Send your site's encoded records")
            .Accepts<string>("application/x-ndjson", "application/octet-stream").Produces<EncodingsView>();
        routes.MapGet("/projects/{project:guid}/encodings", Get).RequirePermission(Permissions.ProjectSite)
            .WithSummary("What your site sent").Produces<EncodingsView>();
    }

    static async Task<IResult> Get(Guid project, Caller caller, IQuerySession session, CancellationToken ct) =>
        await session.FindSiteAsync(project, caller, ct) is not var (found, site)
            ? Problem.From(ProjectDecisions.Unknown)
            : found.Uploads.GetValueOrDefault(site) is { } sent ? Results.Ok(View(sent))
            : Problem.From(Rejection.NotFound("encodings-missing", "Your site has not sent any records."));

    static async Task<IResult> Send(
        Guid project, HttpContext http, Caller caller, IDocumentSession session, Vault vault,
        IOptions<LinkageOptions> options, CancellationToken ct)
    {
        if (await session.FindSiteAsync(project, caller, ct) is not var (found, site))
            return Problem.From(ProjectDecisions.Unknown);
        var today = Days.Of(session.RecordedAt);
        if (ProjectDecisions.OfSending(found, today) is { } refusal
            && !found.Uploads.ContainsKey(site)) return Problem.From(refusal);
        var file = new ReceivedFile(session, vault, options.Value.MostRecords);
        if (await file.ReadAsync(found, site, http.Request.BodyReader, ct) is { } fault) return Problem.From(fault);
        var stream = await session.Events.FetchForWriting<LinkageProject>(project, ct);
        var (decision, sent) = await file.KeepAsync(
            stream, stream.Aggregate.SiteOf(caller.Name) == site ? null : ProjectDecisions.Unknown);
        return decision.Rejection is { } rejection ? Problem.From(rejection)
            : await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, View(sent!)), ct);
    }

    static EncodingsView View(SiteUpload sent) => new(sent.Records, sent.Digest, sent.At);
}
