using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>An import of a file against a suite that is killed while it runs.</summary>
public sealed class ImportTests
{
    const int People = 2_500;
    const int Kills = 3;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task A_killed_import_goes_on_where_it_was_and_no_line_is_registered_twice()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        var import = await SendAsync(suite);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await UntilAsync(suite, import, view => view.Done > People * kill / (Kills + 2));
            await suite.KillAsync();
            await suite.StartAgainAsync(Ct);
        }

        var end = await UntilAsync(suite, import, view => view.EndedAt is not null);
        Assert.Equal((ImportStatuses.Finished, (long)People), (end.Status, end.Done));
        Assert.Equal(People, end.Counts[MatchStatuses.NoMatch]);
        using var http = suite.Client("clerk");
        var report = await http.GetStringAsync($"/api/identity/imports/{import}/report", Ct);
        var lines = report.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ImportedLine>(line, JsonSerializerOptions.Web)!).ToArray();
        Assert.Equal(Enumerable.Range(1, People).Select(line => (long)line), lines.Select(line => line.Line));
        Assert.Equal(People, lines.Select(line => line.MpiId).Distinct().Count());
    }

    [Fact(Timeout = 300_000)]
    public async Task A_clerk_imports_a_file_by_the_command_and_gets_the_report()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        var file = Path.Combine(suite.Data, "people.csv");
        var report = Path.Combine(suite.Data, "report.csv");
        await File.WriteAllTextAsync(file,
            "Nachname;Vorname;Geburtsdatum\nKommandowitz;Ida;1.2.1950\nOhnetag;Ivo;\n", Ct);
        var (code, output, errors) = await suite.CommandAsync("import", file, "--report", report);

        Assert.True(code == 1, output + errors);
        Assert.Contains("finished: 2 lines", output, StringComparison.Ordinal);
        Assert.Contains("1  refused", output, StringComparison.Ordinal);
        Assert.Matches("100.0 ?%", errors);
        var lines = await File.ReadAllLinesAsync(report, Ct);
        Assert.StartsWith("3,refused,,required,", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",birthDate,Geburtsdatum", lines[2], StringComparison.Ordinal);
        var (wrong, _, complaint) = await suite.CommandAsync("import", file, "--colour", "red");
        Assert.Equal(78, wrong);
        Assert.Contains("--colour", complaint, StringComparison.Ordinal);
    }

    static async Task<Guid> SendAsync(SuiteProcess suite)
    {
        using var http = suite.Client("clerk");
        using var started = await http.PostAsJsonAsync(
            "/api/identity/imports", new StartImport("MII", "kis", "ndjson"), Ct);
        var import = (await started.Content.ReadFromJsonAsync<ImportView>(Ct))!.Import;
        var lines = Enumerable.Range(0, People).Select(n => JsonSerializer.Serialize(
            new IdentityData(Name(n * 7919), Name(n * 104_729 + 5),
                new DateOnly(1930, 1, 1).AddDays(n * 11 % 30_000).ToString("yyyy-MM-dd", null)),
            JsonSerializerOptions.Web));
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var sent = await http.PutAsync($"/api/identity/imports/{import}/content", content, Ct);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Ct));
        return import;
    }

    /// <summary>A name for a number: names of different numbers are not alike.</summary>
    static string Name(int number)
    {
        var name = new StringBuilder();
        for (var rest = number * 2_654_435_761L % 1_000_003; name.Length < 8; rest = (rest * 31 + 17) % 1_000_003)
            name.Append("bdfgklmnprstvw"[(int)(rest % 14)]).Append("aeiou"[(int)(rest / 14 % 5)]);
        name[0] = char.ToUpperInvariant(name[0]);
        return name.ToString();
    }

    static async Task<ImportView> UntilAsync(SuiteProcess suite, Guid import, Predicate<ImportView> reached)
    {
        using var http = suite.Client("clerk");
        while (true)
        {
            var view = (await http.GetFromJsonAsync<ImportView>($"/api/identity/imports/{import}", Ct))!;
            if (reached(view)) return view;
            await Task.Delay(50, Ct);
        }
    }
}
