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
    const long MostBytes = 64L << 30;

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
        var upload = Guid.CreateVersion7(session.RecordedAt);
        var key = vault.NewKey(upload);
        using var pages = new SealedPages(session.DataSource, upload, vault.OpenKey(upload, key));
        var view = ProjectProfiles.View(found.Terms!);
        using var reader = new EncodingReader(
            new(EncodedHead.Name, found.Name, view.Digest, view.Version, view.Bits), options.Value.MostRecords,
            (page, content, end) => pages.WriteAsync(0, page, content, end));
        if (await reader.ReadAsync(http.Request.BodyReader, ct) is { } fault)
        {
            await DropAsync(session, upload);
            return Problem.From(fault);
        }

        var received = new EncodingsReceived(site, upload, reader.Records, reader.Digest, session.RecordedAt);
        return await KeepAsync(project, received, key, http, caller, session, ct);
    }

    static async Task<IResult> KeepAsync(
        Guid project, EncodingsReceived received, WrappedKey key, HttpContext http, Caller caller,
        IDocumentSession session, CancellationToken ct)
    {
        var stream = await session.Events.FetchForWriting<LinkageProject>(project, ct);
        var decision = stream.Aggregate.SiteOf(caller.Name) == received.Site
            ? ProjectDecisions.Receive(stream.Aggregate, received, Days.Of(session.RecordedAt))
            : ProjectDecisions.Unknown;
        if (decision.Events is []) await DropAsync(session, received.Upload);
        if (decision.Rejection is { } rejection) return Problem.From(rejection);
        var before = stream.Aggregate.Uploads.GetValueOrDefault(received.Site);
        if (decision.Events is not [])
        {
            stream.AppendMany([.. decision.Events]);
            session.QueueSqlCommand(VaultRows.StoreKey(received.Upload, key));
            foreach (var statement in before is null ? [] : SealedPages.Erase(before.Upload))
                session.QueueSqlCommand(statement);
        }

        session.Audit(new("encodings-received", $"project/{project}",
            decision.Events is [] ? "unchanged" : "done", Detail: new { site = received.Site, received.Records }));
        return await session.CommitAsync(http, new Answer(StatusCodes.Status200OK, decision.Events is []
            ? View(before!) : new EncodingsView(received.Records, received.Digest, received.At)), ct);
    }

    /// <summary>Whoever sent the file may be gone; what came of it goes all the same.</summary>
    static async Task DropAsync(IDocumentSession session, Guid upload)
    {
        await using var batch = session.DataSource.CreateBatch();
        foreach (var statement in SealedPages.Erase(upload)) batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    static EncodingsView View(SiteUpload sent) => new(sent.Records, sent.Digest, sent.At);
}
