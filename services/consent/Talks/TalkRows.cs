using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>What a talk says, as the vault keeps it.</summary>
public sealed record TalkContent(string ExplainedBy, IReadOnlyList<string> Questions);

/// <summary>Reading talks and questions.</summary>
public static class TalkRows
{
    public const string Content = "talk";
    public const string Text = "question";

    const string Columns = "t.id, t.held_at, t.minutes, t.way, t.capture, t.documents, t.logged_at";

    // whoever the index takes for the same person is the same person here; so are further identifiers given later
    public const string Lookups = """
        with mine as (select subject from consent.signer_ids where lookup = any($2) and domain = $1),
            all_of_them as (select subject from mine union select other from consent.links
                where subject in (select subject from mine)),
            lookups as (select lookup from consent.signer_ids
                where domain = $1 and subject in (select subject from all_of_them)
                union select unnest($2::bytea[]))
        select lookup from lookups
        """;

    public const string OfPerson =
        $"select {Columns} from consent.talks t where t.domain = $1 and t.lookups && $2 "
        + "order by t.held_at desc limit 200";

    public const string OfCapture = $"select {Columns} from consent.talks t where t.capture = $1 order by t.held_at";

    public const string OfDocument =
        $"select {Columns} from consent.talks t where $1 = any(t.documents) order by t.held_at";

    public static async Task<List<TalkView>> TalksAsync(
        IQuerySession session, Vault vault, string sql, object?[] parameters, CancellationToken ct)
    {
        var talks = await CaptureRows.FindAsync(session, sql, parameters, row => new TalkView(
            row.GetGuid(0), "", row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), row.GetString(3), [],
            row.IsDBNull(4) ? null : row.GetGuid(4), row.GetFieldValue<Guid[]>(5),
            row.GetFieldValue<DateTimeOffset>(6)), ct);
        var opened = new List<TalkView>();
        foreach (var talk in talks)
        {
            if (await OpenAsync(session, vault, talk.Id, Content, ct) is not { } json) continue;
            var content = CaptureRows.Read<TalkContent>(json);
            opened.Add(talk with { ExplainedBy = content.ExplainedBy, Questions = content.Questions });
        }

        return opened;
    }

    public static async Task<byte[]?> OpenAsync(
        IQuerySession session, Vault vault, Guid id, string field, CancellationToken ct) =>
        (await DocumentVault.OpenAsync(session, vault, id, [field], ct))?.GetValueOrDefault(field);

    /// <summary>As documents print them.</summary>
    public static System.Collections.Immutable.ImmutableArray<DocumentTalk> Printed(IEnumerable<TalkView> talks) =>
        [.. talks.Select(talk => new DocumentTalk(
            talk.ExplainedBy, talk.HeldAt, talk.Minutes, talk.Way, [.. talk.Questions]))];
}
