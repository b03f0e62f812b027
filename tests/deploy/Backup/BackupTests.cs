using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Postgres;
using TrustCenter.Testing;

namespace TrustCenter.Deploy.Tests;

/// <summary>The restore test as one command: <c>./test deploy</c>.</summary>
public sealed class BackupTests
{
    const int People = 40;

    /// <summary>How far the services have followed each other, written down every second: it went on
    /// between the copy and the stop.</summary>
    static readonly string[] OfEverySecond =
        ["pseudonym.pseudonym.consent_feed", "pseudonym.pseudonym.index_feed", "consent.consent.index_feed"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_suite_is_the_one_that_was_backed_up()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        var permitted = await FillAsync(suite);
        await SealedAsync(suite);
        var file = Path.Combine(Path.GetTempPath(), $"backup-{Environment.ProcessId}.sealed");
        File.Delete(file);
        var (saved, said, fault) = await suite.CommandAsync("backup", file);
        Assert.True(saved == 0, fault);
        Assert.Contains("The keys are not in it", said, StringComparison.Ordinal);
        Assert.Equal("600", ModeOf(file));
        await suite.StopAsync();
        var before = await DumpAsync(suite.Data);
        Assert.True(before.Count > 20);

        await using var restored = SuiteProcess.Prepare();
        await RefusedAsync(restored, file, "bring them back first");
        Copy(Path.Combine(suite.Data, "keys"), Path.Combine(restored.Data, "keys"));
        await TamperedAsync(restored, file);
        var (code, _, errors) = await restored.CommandAsync("restore", file);
        Assert.True(code == 0, errors);
        await RefusedAsync(restored, file, "There is a PostgreSQL in");
        var after = await DumpAsync(restored.Data);
        Assert.Equal(before.Keys, after.Keys);
        Assert.Empty(before.Keys.Where(table => before[table] != after[table]).Except(OfEverySecond));

        await restored.StartAgainAsync(Ct);
        Assert.Equal(permitted, await PermittedAsync(restored));
        await VerifiedAsync(restored);
        File.Delete(file);
    }

    /// <summary>Each of these is the right file but for one thing; nothing is set in place.</summary>
    static async Task TamperedAsync(SuiteProcess suite, string file)
    {
        var whole = await File.ReadAllBytesAsync(file, Ct);
        var wrong = $"{file}.wrong";
        foreach (var (bytes, sentence) in new (byte[], string)[]
        {
            ([.. whole[..(whole.Length / 2)], (byte)(whole[whole.Length / 2] ^ 1), .. whole[(whole.Length / 2 + 1)..]],
                "changed or cut off"),
            (whole[..^1], "changed or cut off"),
            (whole[..(whole.Length / 1_048_592 * 1_048_592)], "cut off"),
            ([.. whole, .. whole[^4096..]], "changed or cut off"),
            ([1, .. whole], "no backup of TrustCenter"),
        })
        {
            await File.WriteAllBytesAsync(wrong, bytes, Ct);
            await RefusedAsync(suite, wrong, sentence);
            Assert.False(Directory.Exists(Path.Combine(suite.Data, "postgres/data")));
        }

        File.Delete(wrong);
        var key = Path.Combine(suite.Data, "keys/backup.key");
        var own = await File.ReadAllTextAsync(key, Ct);
        await File.WriteAllTextAsync(key, Convert.ToBase64String(new byte[32]), Ct);
        await RefusedAsync(suite, file, "belongs to other keys");
        await File.WriteAllTextAsync(key, own, Ct);
    }

    static async Task RefusedAsync(SuiteProcess suite, string file, string sentence)
    {
        var (code, _, errors) = await suite.CommandAsync("restore", file);
        Assert.Equal(78, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    static async Task<string[]> FillAsync(SuiteProcess suite)
    {
        using var ward = suite.Client("ward");
        using var diz = suite.Client("diz");
        using var clerk = suite.Client("clerk");
        for (var person = 0; person < People; person++)
        {
            await PostAsync(ward, "/api/consent/consents", new RecordConsent(
                "MII", "Patienteneinwilligung MII|1.6.d", [Id(person)], "2024-03-01",
                new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
                [new("patient", "Łucja Żółć")]));
        }

        await PostAsync(diz, "/api/pseudonym/pseudonyms",
            new CreatePseudonyms("MII", [.. Enumerable.Range(0, People).Select(person => Id(person).Value)]));
        foreach (var person in Enumerable.Range(0, People).Where(person => person % 3 == 0))
            await PostAsync(clerk, "/api/consent/withdrawals", new WithdrawConsent("MII", [Id(person)], []));

        var permitted = await PermittedAsync(suite);
        Assert.Equal(Enumerable.Range(0, People).Count(person => person % 3 != 0), permitted.Length);
        return permitted;
    }

    static async Task<string[]> PermittedAsync(SuiteProcess suite)
    {
        using var diz = suite.Client("diz");
        var permitted = new List<string>();
        for (var person = 0; person < People; person++)
        {
            using var answer = await PostAsync(
                diz, "/api/consent/check", new CheckConsent("MII", [Id(person)], Purpose: "research-mdat"));
            if ((await answer.Content.ReadFromJsonAsync<ConsentAnswer>(Ct))!.Permitted) permitted.Add(Id(person).Value);
        }

        return [.. permitted];
    }

    static async Task VerifiedAsync(SuiteProcess suite)
    {
        using var auditor = suite.Client("auditor");
        foreach (var service in (string[])["consent", "pseudonym", "identity"])
        {
            using var answer = await auditor.GetAsync(new Uri($"/api/{service}/audit/verify", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    static async Task<HttpResponseMessage> PostAsync<T>(HttpClient client, string path, T body)
    {
        var answer = await client.PostAsJsonAsync(path, body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return answer;
    }

    static PersonIdentifier Id(int person) =>
        new("Pseudonym", string.Create(CultureInfo.InvariantCulture, $"backup-{person}"));

    /// <summary>Waits until nothing is left to be sealed: then nothing changes by itself any more.</summary>
    static async Task SealedAsync(SuiteProcess suite)
    {
        using var auditor = suite.Client("auditor");
        var (last, now) = (-2L, -1L);
        while (last != now)
        {
            await Task.Delay(3_000, Ct);
            var head = await auditor.GetFromJsonAsync<Hosting.AuditHead>(
                new Uri("/.well-known/audit/pseudonym", UriKind.Relative), Ct);
            (last, now) = (now, head!.Position);
        }
    }

    /// <summary>Every row of every table of the three databases, hashed in an order of its own.</summary>
    static async Task<SortedDictionary<string, string>> DumpAsync(string data)
    {
        var folder = Path.Combine(data, "postgres");
        await using var server = await EmbeddedPostgres.StartAsync(
            new DirectoryInfo(folder).LinkTarget ?? folder, ct: Ct);
        var dump = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var database in (string[])["consent", "pseudonym", "identity"])
        {
            await using var source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString);
            foreach (var table in await ReadAsync(source, """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')
                """))
            {
                dump[$"{database}.{table}"] = (await ReadAsync(source, $"""
                    select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '')
                    from {table} t
                    """)).Single();
            }
        }

        return dump;
    }

    static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct)) rows.Add(reader.GetString(0));
        return rows;
    }

    static string ModeOf(string file) =>
        OperatingSystem.IsWindows() ? "600" : Convert.ToString((int)File.GetUnixFileMode(file), 8);

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
