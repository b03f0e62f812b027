using System.IO.Pipelines;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A site's encoded file, however it came: read, checked and sealed page by page, then kept with the event
/// that makes it count.</summary>
sealed class ReceivedFile(IDocumentSession session, Vault vault, long mostRecords)
{
    EncodingsReceived? _received;
    WrappedKey? _key;

    /// <returns>What is wrong with it; nothing of it is there then.</returns>
    public async Task<Rejection?> ReadAsync(LinkageProject project, string site, PipeReader body, CancellationToken ct)
    {
        var upload = Guid.CreateVersion7(session.RecordedAt);
        _key = vault.NewKey(upload);
        using var pages = new SealedPages(session.DataSource, upload, vault.OpenKey(upload, _key));
        var view = ProjectProfiles.View(project.Terms!);
        using var reader = new EncodingReader(
            new(EncodedHead.Name, project.Name, view.Digest, view.Version, view.Bits), mostRecords,
            (page, content, end) => pages.WriteAsync(0, page, content, end));
        if (await reader.ReadAsync(body, ct) is { } fault)
        {
            await DropAsync(upload);
            return fault;
        }

        _received = new(site, upload, reader.Records, reader.Digest, session.RecordedAt);
        return null;
    }

    /// <summary>Puts it into the session, unless it is there already or may not come any more.</summary>
    public async Task<(Decision Decision, SiteUpload? Sent)> KeepAsync(
        IEventStream<LinkageProject> stream, Rejection? refusal = null)
    {
        var received = _received!;
        var decision = refusal is { } reason ? reason
            : ProjectDecisions.Receive(stream.Aggregate, received, Days.Of(session.RecordedAt));
        if (decision.Events is []) await DropAsync(received.Upload);
        if (decision.Rejection is not null) return (decision, null);
        var before = stream.Aggregate.Uploads.GetValueOrDefault(received.Site);
        if (decision.Events is not [])
        {
            stream.AppendMany([.. decision.Events]);
            session.QueueSqlCommand(VaultRows.StoreKey(received.Upload, _key!));
            foreach (var statement in before is null ? [] : SealedPages.Erase(before.Upload))
                session.QueueSqlCommand(statement);
        }

        session.Audit(new("encodings-received", $"project/{stream.Id}",
            decision.Events is [] ? "unchanged" : "done", Detail: new { site = received.Site, received.Records }));
        return (decision, decision.Events is [] ? before!
            : new(received.Upload, received.Records, received.Digest, received.At));
    }

    /// <summary>Whoever sent the file may be gone; what came of it goes all the same.</summary>
    async Task DropAsync(Guid upload)
    {
        await using var batch = session.DataSource.CreateBatch();
        foreach (var statement in SealedPages.Erase(upload)) batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
