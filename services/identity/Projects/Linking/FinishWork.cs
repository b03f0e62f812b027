using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Makes the result of a run of all that its tiles found: people, pseudonyms, questions. Written beside what
/// is there; it counts from the moment the project says so, and whoever is second to say it has done nothing.</summary>
sealed class FinishWork(IDocumentStore store, NpgsqlDataSource data, Vault vault, TimeProvider clock)
{
    static readonly SessionContext Context = new("trustcenter", "linkage");

    public async Task RunAsync(LinkageRun run, CancellationToken ct)
    {
        var result = Guid.CreateVersion7(clock.GetUtcNow());
        var wrapped = vault.NewKey(result);
        var key = vault.OpenKey(result, wrapped);
        var terms = run.Project.Terms!;
        var certain = run.ByFields ? FieldRun.Odds(terms.LinkFrom) : terms.LinkFrom;
        var fields = run.ByFields ? await run.FieldsAsync(ct) : null;
        var linkage = fields?.Learn((await run.FoundAsync(ct)).Select(found => found.Plain));
        var pairs = fields is null ? await run.PairsAsync(ct)
            : fields.Pairs(linkage!, FieldRun.Odds(run.Profile.Threshold));
        var assigned = pairs.Select(sites => sites with { Pairs = OneToOne.Optimal(sites.Pairs) }).ToArray();
        SitePairs[] links =
            [.. assigned.Select(sites => sites with { Pairs = [.. sites.Pairs.Where(one => one.Score >= certain)] })];
        var people = new PersonClusters([.. run.Sites.Select(site => run.Project.Uploads[site].Records)]);
        var linked = people.Link(links);
        PossiblePair[] possible =
        [
            .. assigned.SelectMany(sites => sites.Pairs.Where(pair => pair.Score < certain)
                .Where(pair => people.MayJoin(sites.Left, pair.Left, sites.Right, pair.Right))
                .Select(pair => new PossiblePair(Guid.CreateVersion7(clock.GetUtcNow()), sites.Left, pair.Left,
                    sites.Right, pair.Right, pair.Score))),
        ];
        if (fields is not null)
            await WeightsPage.WriteAsync(data, result, key, fields.Weights(linkage!, links, possible), ct);
        var ids = await PagesAsync(run, result, key, people, possible, ct);
        await KeepAsync(run, new(run.Run, result, linked, possible.Length), wrapped,
            Questions(run, result, key, people, possible, ids), ct);
    }

    /// <summary>Writes the pseudonyms of all records; gives the ids of those that are asked about.</summary>
    async Task<Dictionary<(int, int), UInt128>> PagesAsync(
        LinkageRun run, Guid result, DataKey key, PersonClusters people, PossiblePair[] possible, CancellationToken ct)
    {
        var asked = possible.SelectMany(pair => new[] { (pair.Left, pair.LeftRow), (pair.Right, pair.RightRow) })
            .ToHashSet();
        var found = new Dictionary<(int, int), UInt128>();
        var draw = new PseudonymDraw();
        using var pages = new SealedPages(data, result, key);
        for (var site = 0; site < run.Sites.Count; site++)
        {
            var count = LinkageRun.Pages(run.Project.Uploads[run.Sites[site]]);
            for (var page = 0; page < count; page++)
            {
                var ids = await run.IdsAsync(site, page, ct);
                var (first, of) = (page * EncodedPage.Size, site);
                await pages.WriteAsync(site, page,
                    ResultPage.Write(ids, row => people.PersonOf(of, first + row), draw), ct);
                for (var row = 0; row < ids.Length; row++)
                    if (asked.Contains((site, first + row))) found[(site, first + row)] = ids[row];
            }
        }

        return found;
    }

    IEnumerable<NpgsqlBatchCommand> Questions(
        LinkageRun run, Guid result, DataKey key, PersonClusters people, PossiblePair[] possible,
        Dictionary<(int, int), UInt128> ids)
    {
        using var sealer = new TaskSeal(key);
        foreach (var part in possible.Chunk(1000))
        {
            var now = clock.GetUtcNow();
            var questions = part.Select(pair => pair.Question).ToArray();
            yield return Sql.Command("""
                insert into identity.linkage_questions (question, project, content)
                select $1[n], $2, $3[n] from generate_series(1, cardinality($1)) as n
                """, questions, run.Id, part.Select((pair, n) => sealer.SealQuestion(questions[n],
                    people.PersonOf(pair.Left, pair.LeftRow), people.PersonOf(pair.Right, pair.RightRow))).ToArray());
            var tasks = part.SelectMany((pair, n) => new[]
            {
                (Question: questions[n], Site: pair.Left, Row: pair.LeftRow),
                (Question: questions[n], Site: pair.Right, Row: pair.RightRow),
            }).Select(task => (Id: Guid.CreateVersion7(now), task.Question, task.Site, task.Row)).ToArray();
            yield return Sql.Command("""
                insert into identity.linkage_tasks (task, question, project, site, content)
                select $1[n], $2[n], $3, $4[n], $5[n] from generate_series(1, cardinality($1)) as n
                """, tasks.Select(task => task.Id).ToArray(), tasks.Select(task => task.Question).ToArray(), run.Id,
                tasks.Select(task => run.Sites[task.Site]).ToArray(),
                tasks.Select(task => sealer.SealTask(task.Id, ids[(task.Site, task.Row)])).ToArray());
        }
    }

    async Task KeepAsync(
        LinkageRun run, LinkingDone done, WrappedKey key, IEnumerable<NpgsqlBatchCommand> questions,
        CancellationToken ct)
    {
        var session = store.LightweightSession(Context);
        var stream = await session.Events.FetchForWriting<LinkageProject>(run.Id, ct);
        var decision = ProjectDecisions.Complete(stream.Aggregate, done);
        if (decision.Events is []) return; // cancelled, or another worker was first
        stream.AppendMany([.. decision.Events]);
        session.QueueSqlCommand(VaultRows.StoreKey(done.Result, key));
        foreach (var statement in (NpgsqlBatchCommand[])
            [.. questions, .. ProjectErasure.OfComparing(run.Id, stream.Aggregate)])
            session.QueueSqlCommand(statement);
        session.Audit(new("linking-done", $"project/{run.Id}", "done",
            Detail: new { links = done.Links, questions = done.Questions }));
        await session.SaveChangesAsync(ct);
    }
}

/// <summary>A pair that both sites are asked about.</summary>
sealed record PossiblePair(Guid Question, int Left, int LeftRow, int Right, int RightRow, double Score);
