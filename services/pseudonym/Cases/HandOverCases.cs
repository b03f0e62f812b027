using System.Buffers;
using System.Text;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// The file for one recipient. It holds that recipient's numbers and nothing that the other one's file holds too: no
/// case id, no time, no order (rows are sorted by the random number), and keys of that recipient's own data only.
/// </summary>
public static class HandingOverCases
{
    const int Most = 1_000;

    static readonly SearchValues<char> Quoted = SearchValues.Create(";\"\r\n\t=+-@ ");

    public static void Map(RouteGroupBuilder routes) => routes
        .MapPost("/cases/hand-over", Handle)
        .RequirePermission(Permissions.CaseManage)
        .WithSummary("Get the file of one recipient: everything it has not got yet")
        .Produces<string>(StatusCodes.Status200OK, "text/csv");

    static async Task<IResult> Handle(
        HandOverCases command, HttpContext http, Caller caller, DomainCatalog catalog, IDocumentSession session,
        Vault vault, PairDesk desk, CancellationToken ct)
    {
        // a file that gets lost on the way can be asked for again under its key, and only so
        if (!AnswerKeeper.IsAsked(http)) return Problem.From(Faults.Missing("Idempotency-Key"));
        if (!Recipients.All.Contains(command.Recipient))
        {
            return Problem.From(Rejection.Invalid("recipient-invalid",
                $"A recipient is one of {string.Join(", ", Recipients.All)}.", "recipient"));
        }

        if (await CaseScheme.FindAsync(catalog, command.Scheme, ct) is not { } scheme
            || !scheme.MayHandOver(caller, command.Recipient))
            return Problem.From(CaseFaults.SchemeUnknown);

        var waiting = await WaitingAsync(session.DataSource, scheme, command.Recipient, ct);
        var submissions = new List<(Guid Case, Submission Submission)>();
        foreach (var group in waiting.GroupBy(one => one.Case, one => one.Number))
        {
            var stream = await session.Events.FetchForWriting<Case>(group.Key, ct);
            foreach (var number in group)
            {
                var decision = Case.HandOver(
                    stream.Aggregate, new SubmissionHandedOver(number, command.Recipient, session.RecordedAt));
                if (decision.Events.Count == 0) continue;
                stream.AppendMany([.. decision.Events]);
                submissions.Add((group.Key, stream.Aggregate.Find(number)!));
            }
        }

        var file = command.Recipient == Recipients.TrustOffice
            ? File("workNumber", submissions.Select(one => new[] { one.Submission.WorkNumber }))
            : await FileAsync(scheme, command.Recipient, submissions, caller, session.DataSource, vault, desk, ct);
        session.Audit(new AuditEntry("case-hand-over", $"scheme/{scheme.Genome.Row.Stream}", "done",
            command.Recipient, new { cases = submissions.Select(one => $"{one.Case}/{one.Submission.Number}") }));
        return await session.CommitAsync(http, new Answer(
            StatusCodes.Status200OK, file, ContentType: "text/csv; charset=utf-8"), ct);
    }

    static async Task<string> FileAsync(
        CaseScheme scheme, string recipient, List<(Guid Case, Submission Submission)> submissions, Caller caller,
        NpgsqlDataSource database, Vault vault, PairDesk desk, CancellationToken ct)
    {
        var originals = await CasePairs.OriginalsAsync(
            database, vault, [.. submissions.Select(one => one.Case).Distinct()], ct);
        var domain = scheme.Of(recipient);
        var numbers = (await CasePairs.RowsAsync(database, scheme, [.. originals.Values], ct))
            .Where(row => row.Domain == domain.Id)
            .ToDictionary(row => (row.Original, row.Number), row => row.Pseudonym);
        var keys = await KeysAsync(domain, [.. originals.Values], caller, desk, ct);
        var name = recipient == Recipients.Genome ? "tanG" : "tanC";
        return File(keys is null ? $"{name};submissionType" : $"{name};submissionType;key", submissions.Select(one =>
        {
            var original = originals[one.Case];
            var pair = (recipient == Recipients.Genome ? one.Submission.Genome : one.Submission.Clinical)!.Value;
            var number = numbers[(original, pair)];
            return keys is null ? new[] { number, one.Submission.Kind }
                : [number, one.Submission.Kind, keys.GetValueOrDefault(original, "")];
        }));
    }

    /// <summary>The originals' pseudonyms in the domain whose keys the recipient's data bear; none are made.</summary>
    static async Task<Dictionary<string, string>?> KeysAsync(
        OpenDomain domain, string[] originals, Caller caller, PairDesk desk, CancellationToken ct)
    {
        if (domain.Settings.Properties!.GetValueOrDefault(CaseScheme.KeysProperty) is not { } keys) return null;
        if (originals.Length == 0) return [];
        var reply = await desk.AnswerAsync(new PairAsk(keys, originals, PairWish.Get, caller), ct);
        return reply.Rejection is not null ? [] : originals.Zip(reply.Answers)
            .Where(one => one.Second.Pseudonym is not null)
            .DistinctBy(one => one.First).ToDictionary(one => one.First, one => one.Second.Pseudonym!);
    }

    static string File(string header, IEnumerable<string[]> rows)
    {
        var file = new StringBuilder(header).Append("\r\n");
        foreach (var row in rows.OrderBy(row => row[0], StringComparer.Ordinal))
            file.AppendJoin(';', row.Select(Field)).Append("\r\n");
        return file.ToString();
    }

    /// <summary>RFC 4180. What a spreadsheet would take for a formula can't be a number; a key may be.</summary>
    static string Field(string text) => text.AsSpan().ContainsAny(Quoted)
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    static async Task<List<(Guid Case, int Number)>> WaitingAsync(
        NpgsqlDataSource database, CaseScheme scheme, string recipient, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            select case_id, number from pseudonym.submissions
            where scheme = $1 and not $2 = any(handed_to) and numbered <> $3 order by case_id, number limit $4
            """, scheme.Name, recipient, recipient == Recipients.TrustOffice, Most));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var waiting = new List<(Guid, int)>();
        while (await row.ReadAsync(ct)) waiting.Add((row.GetGuid(0), row.GetInt32(1)));
        return waiting;
    }
}
