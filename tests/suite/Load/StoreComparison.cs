using System.Net;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Suite.Tests;

/// <summary>The ledger against the store: what was said is there, once, and nothing else is.</summary>
sealed class StoreComparison(SuiteStore store, IReadOnlyList<LedgerLine> ledger)
{
    const int MostReadOneByOne = 400;

    readonly LedgerLine[] _acknowledged = [.. ledger.Where(line => line.Document is not null)];

    /// <summary>One request, one document; the same one however often it was asked for.</summary>
    public async Task KeysAndDocumentsAsync(CancellationToken ct)
    {
        var byKey = _acknowledged.GroupBy(line => line.Request.Key)
            .ToDictionary(key => key.Key, key => key.Select(line => line.Document!.Value).Distinct().ToArray());
        Assert.DoesNotContain(ledger, line => !byKey.ContainsKey(line.Request.Key));
        Assert.All(byKey.Values, documents => Assert.Single(documents));

        var answers = await store.ReadAsync("select key, location from hosting.answers", row =>
            (Key: row.GetString(0), Id: Guid.Parse(row.GetString(1)[(row.GetString(1).LastIndexOf('/') + 1)..])), ct);
        Assert.Equal(
            byKey.Select(key => (key.Key, key.Value[0])).Order(),
            answers.Select(answer => (answer.Key, answer.Id)).Order());
        var documents = await store.ReadAsync("select consent_id from consent.documents", row => row.GetGuid(0), ct);
        Assert.Equal(byKey.Values.Select(ids => ids[0]).Order(), documents.Order());
        Assert.Equal(documents.Count, await store.CountAsync(
            "select count(distinct object) from audit.entries where action = 'consent-recorded'", ct));
        Assert.Equal(documents.Count, await store.CountAsync(
            "select count(*) from audit.entries where action = 'consent-recorded'", ct));
    }

    /// <summary>Versions without gaps, read models equal to what the events say, no row without its document.</summary>
    public async Task InsideAsync(CancellationToken ct)
    {
        Assert.Equal(0, await store.CountAsync("""
            select count(*) from (select count(*) as n, min(version) as low, max(version) as high,
                    count(distinct kind) as kinds
                from events.events group by stream_id) e
            where n <> high or low <> 1 or kinds <> 1
            """, ct));
        foreach (var rows in (string[])["consent.document_states", "consent.signer_ids", "vault.keys", "vault.items"])
        {
            var orphans = await store.CountAsync($"""
                select count(*) from {rows} r where not exists (
                    select 1 from consent.documents d where d.subject = r.subject)
                """, ct);
            Assert.True(orphans == 0, $"{orphans} rows of {rows} belong to no document.");
        }

        Assert.Equal(await store.CountAsync("select count(*) from consent.documents", ct), await store.CountAsync(
            "select count(*) from consent.documents where length(content) > 0", ct));
        await ReadModelsAsync(ct);
    }

    /// <summary>Everybody's consent, asked for over the API, is what the ledger says.</summary>
    public async Task OverTheApiAsync(LoadClient client, CancellationToken ct)
    {
        var withdrawn = _acknowledged.Where(line => line.Request.Withdraws)
            .Select(line => line.Request.Person).ToHashSet();
        var people = _acknowledged.Select(line => line.Request.Person).Distinct().ToArray();
        var answers = await client.BulkAsync(new(Load.Domain, Load.Samples), people, ct);
        Assert.Equal(people.Select(person => !withdrawn.Contains(person)), answers.Select(answer => answer.Permitted));

        var some = _acknowledged.TakeLast(MostReadOneByOne).ToArray();
        await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct },
            async (line, each) =>
            {
                var reply = await client.GetAsync("clerk", $"/api/consent/consents/{line.Document}", each);
                Assert.True(reply.Status == HttpStatusCode.OK, $"{line.Document}: {(int)reply.Status} {reply.Body}");
                Assert.Equal(line.Request.Withdraws ? "full-withdrawal" : "consent", reply.Read<ConsentDetail>().Kind);
            });
        var verdict = await client.GetAsync("auditor", "/api/consent/audit/verify", ct);
        Assert.Contains("\"intact\":true", verdict.Body, StringComparison.Ordinal);
    }

    async Task ReadModelsAsync(CancellationToken ct)
    {
        var events = await store.Log.FetchVisibleAtAsync(await store.Log.PositionAsync(ct), ct);
        var expected = events.Where(e => e.Data is ConsentRecorded).Select(e =>
        {
            var said = (ConsentRecorded)e.Data;
            return Row(said.ConsentId, said.Subject, e.Version, (short)said.Kind, said.SignedAt.UtcDateTime,
                e.Metadata.RecordedAt.UtcDateTime, said.Quality, said.Provisions);
        }).Order(StringComparer.Ordinal).ToArray();
        foreach (var table in (string[])
            [
                """
                select consent_id, subject, version, kind, signed_at, recorded_at, quality, provisions
                from consent.documents
                """,
                """
                select consent_id, subject, state::bigint, kind, signed_at, known_from, quality, provisions
                from consent.document_states
                """,
            ])
        {
            var rows = await store.ReadAsync(table, row => Row(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2),
                row.GetInt16(3), row.GetDateTime(4), row.GetDateTime(5), row.GetString(6), row.GetString(7)), ct);
            Assert.Equal(expected, rows.Order(StringComparer.Ordinal));
        }
    }

    // columns hold microseconds
    static string Row(
        Guid document, Guid subject, long version, short kind, DateTime signed, DateTime recorded, string quality,
        string provisions) =>
        $"{document} {subject} {version} {kind} {signed:yyyy-MM-ddTHH:mm:ss.ffffff} {recorded:O} {quality} "
        + provisions;
}
