using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>The comparison behind the kill cycles sees what it is there to see.</summary>
[Collection(Load.Name)]
public sealed class StoreComparisonTests
{
    static readonly (string Damage, string Repair)[] Damages =
    [
        ("update consent.documents set quality = quality || '!'",
            "update consent.documents set quality = rtrim(quality, '!')"),
        ("update consent.document_states set kind = kind + 1", "update consent.document_states set kind = kind - 1"),
        (Behind("update events.events set version = version + 1000"),
            Behind("update events.events set version = version - 1000")),
        ("insert into vault.keys values ('00000000-0000-0000-0000-000000000001', '', '')",
            "delete from vault.keys where kek = ''"),
        ("update hosting.answers set key = key || '!'", "update hosting.answers set key = rtrim(key, '!')"),
        ("""
            insert into consent.documents (consent_id, subject, domain, template, kind, signed_at, recorded_at,
                changed_at, version, quality, provisions, answers, detail)
            select gen_random_uuid(), subject, domain, template, kind, signed_at, recorded_at, changed_at, 99, quality,
                provisions, answers, detail from consent.documents limit 1
            """, "delete from consent.documents where version = 99"),
    ];

    /// <summary>Behind the back of the trigger that refuses changes; so far that no version is there twice.</summary>
    static string Behind(string change) => $"""
        alter table events.events disable trigger refuse_change;
        {change};
        alter table events.events enable trigger refuse_change
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_changed_added_or_missing_is_found()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        await using var store = await SuiteStore.OpenAsync(suite, Ct);
        using var ledger = new Ledger(Path.Combine(suite.Data, "ledger.jsonl"));
        using var client = new LoadClient(suite);
        using (var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.5)))
            await new Writers(ledger).RunAsync(client, 0, stop.Token);

        var lines = ledger.Read();
        Assert.True(await IsFineAsync(store, lines));
        foreach (var (damage, repair) in Damages)
        {
            await store.ExecuteAsync(damage, Ct);
            Assert.False(await IsFineAsync(store, lines), damage);
            await store.ExecuteAsync(repair, Ct);
            Assert.True(await IsFineAsync(store, lines), repair);
        }

        Assert.False(await IsFineAsync(store, [.. lines.Skip(1)]), "a document nobody asked for");
        Assert.False(await IsFineAsync(store, [.. lines, lines[0] with { Document = Guid.Empty }]), "two for one key");
        Assert.False(await IsFineAsync(store, Renamed(lines)), "an acknowledged one that is not there");
    }

    static LedgerLine[] Renamed(IReadOnlyList<LedgerLine> lines) =>
        [.. lines, lines[0] with { Request = lines[0].Request with { Key = "lost" }, Document = Guid.Empty }];

    static async Task<bool> IsFineAsync(SuiteStore store, IReadOnlyList<LedgerLine> lines)
    {
        try
        {
            var comparison = new StoreComparison(store, lines);
            await comparison.KeysAndDocumentsAsync(Ct);
            await comparison.InsideAsync(Ct);
            return true;
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
