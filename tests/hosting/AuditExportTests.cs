using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TrustCenter.Hosting.Tests;

public sealed class AuditExportTests(SharedApp shared) : IClassFixture<SharedApp>
{
    readonly HostingApp _app = shared.App;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_of_the_trail_is_taken_away_with_a_signature_that_fits_and_that_is_written_down()
    {
        await NoteAsync();

        var export = await ExportAsync("?Action=note.take");

        var verdict = await VerifyAsync(export);
        Assert.True(verdict.Genuine, verdict.What);
        Assert.Equal("notes", verdict.Manifest!.Service);
        Assert.NotEmpty(verdict.Manifest.By);
        Assert.Equal("note.take", verdict.Manifest.Question.Action);
        Assert.Equal(export.Count(c => c == '\n') - 1, verdict.Manifest.Entries);
        Assert.True(verdict.Manifest.Before.Position <= verdict.Manifest.After.Position);
        Assert.True(await _app.ScalarAsync<long>(
            "select count(*) from audit.entries where action = 'audit.read' and outcome = 'exported'") > 0);
    }

    [Fact]
    public async Task The_trail_is_read_newest_first_page_by_page_and_nothing_is_left_out_or_twice()
    {
        for (var i = 0; i < 7; i++) await NoteAsync();
        var oldestFirst = await PagesAsync("Action=note.take&Limit=1000");
        var newestFirst = await PagesAsync("Action=note.take&Limit=3&newest=true");

        Assert.True(oldestFirst.Count >= 7);
        Assert.Equal(oldestFirst.AsEnumerable().Reverse(), newestFirst);
    }

    async Task<List<Guid>> PagesAsync(string query)
    {
        var (ids, after) = (new List<Guid>(), "");
        do
        {
            var response = await _app.SendAsync(HttpMethod.Get, $"/api/notes/audit?{query}{after}", "auditor");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = JsonSerializer.Deserialize<AuditPage>(
                await response.Content.ReadAsStringAsync(Ct), JsonSerializerOptions.Web)!;
            ids.AddRange(page.Entries.Select(entry => entry.Id));
            after = page.Next is { } next ? $"&After={next}" : "";
        }
        while (after.Length > 0);
        return ids;
    }

    [Fact]
    public async Task Nothing_about_an_export_can_be_changed_unnoticed()
    {
        await NoteAsync();
        await NoteAsync();
        var export = await ExportAsync("");
        var lines = export.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length > 2);

        foreach (var forged in new[]
        {
            string.Join('\n', lines.Skip(1)),
            string.Join('\n', lines.SkipLast(1)),
            string.Join('\n', [lines[1], lines[0], .. lines.Skip(2)]),
            string.Join('\n', [lines[0], lines[0], .. lines.Skip(2)]),
            export.Replace("note.take", "note.tock", StringComparison.Ordinal),
            string.Join('\n', [.. lines.SkipLast(1), Turned(lines[^1])]),
            "",
            "nonsense",
        })
        {
            Assert.NotEqual(export, forged);
            var verdict = await VerifyAsync(forged);
            Assert.False(verdict.Genuine);
            Assert.NotNull(verdict.What);
        }
    }

    [Fact]
    public async Task Another_services_key_does_not_fit()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(
            System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var point = other.ExportParameters(false).Q;
        var keys = string.Create(CultureInfo.InvariantCulture, $$"""
            {"keys":[{"kty":"EC","crv":"P-256","x":"{{Base64(point.X!)}}","y":"{{Base64(point.Y!)}}"}]}
            """);
        using var export = new StringReader(await ExportAsync(""));

        Assert.False((await AuditExport.VerifyAsync(export, keys, Ct)).Genuine);
    }

    static string Base64(byte[] bytes) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(bytes);

    /// <summary>The signature with one of its letters turned.</summary>
    static string Turned(string manifest)
    {
        var at = manifest.LastIndexOf('.') + 5;
        return manifest[..at] + (manifest[at] == 'A' ? 'B' : 'A') + manifest[(at + 1)..];
    }

    async Task NoteAsync() =>
        await _app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(Guid.CreateVersion7(), "x"));

    async Task<string> ExportAsync(string query)
    {
        var response = await _app.SendAsync(HttpMethod.Get, "/api/notes/audit/export" + query, "auditor");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    async Task<AuditExportVerdict> VerifyAsync(string export)
    {
        var keys = await _app.SendAsync(HttpMethod.Get, "/.well-known/audit/notes/jwks.json", role: null);
        using var reader = new StringReader(export);
        return await AuditExport.VerifyAsync(reader, await keys.Content.ReadAsStringAsync(Ct), Ct);
    }
}
