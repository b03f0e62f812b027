using System.Net;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

public sealed class ImportTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    static readonly StartImport Csv = new(IdentityApp.Domain, "kis");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_as_a_hospital_system_writes_it_is_read_by_its_heads()
    {
        var file = Imports.Windows.GetBytes(""""
            Nachname;Vorname;Geburtsdatum;Geschlecht;PLZ;Ort;Straße;patient-number
            Größenwahn;Änne;19.06.1985;w;01069;Dresden;Prager Straße 1;P-1
            "Von; zu ""Stein""";Jörg;1.2.1961;m;80331;München;Marienplatz 8;P-2
            Größenwahn;Änne;19.06.1985;w;01069;Dresden;Prager Straße 1;P-1
            Falschtag;Ute;31.02.1985;w;;;;
            ;;;;;;;
            Falschwert;Uwe;1.1.1970;q;;;;
            """".ReplaceLineEndings("\r\n"));
        var (view, report) = await app.ImportAsync(Csv, file);

        Assert.Equal(ImportStatuses.Finished, view.Status);
        Assert.Equal("familyName", view.Columns![0].Field);
        Assert.Equal("identifier:patient-number", view.Columns[7].Field);
        Assert.Equal([2, 3, 4, 5, 6, 7], report.Select(line => line.Line));
        Assert.Equal(
            [MatchStatuses.NoMatch, MatchStatuses.NoMatch, MatchStatuses.PerfectMatch, "refused", "refused", "refused"],
            report.Select(line => line.Status));
        Assert.Equal(report[0].MpiId, report[2].MpiId);
        Assert.Equal(("date-invalid", "birthDate", "Geburtsdatum"),
            (report[3].Code, report[3].Field, report[3].Column));
        Assert.Equal(("required", "familyName", "Nachname"), (report[4].Code, report[4].Field, report[4].Column));
        Assert.Equal(("value-unknown", "Geschlecht"), (report[5].Code, report[5].Column));
        Assert.Equal(3, view.Counts["refused"]);
        Assert.Equal(6, view.Done);
        var stored = await app.PostAsync<PersonView>($"/api/identity/persons/{report[1].Person}/view", new { });
        var data = stored.Identities[0].Data;
        Assert.Equal(("Von; zu \"Stein\"", "Jörg", "1961-02-01", "male"),
            (data.FamilyName, data.GivenName, data.BirthDate, data.Gender));
        Assert.Equal("München", stored.Identities[0].Contacts[0].Data.City);
        Assert.Equal(0, await app.CountAsync("select count(*) from identity.import_chunks"));
    }

    [Fact]
    public async Task Lines_of_json_are_read_and_may_name_their_source()
    {
        var people = Enumerable.Range(0, 120).Select(_ => People.New()).ToArray();
        var lines = people.Select(person => JsonSerializer.Serialize(person, JsonSerializerOptions.Web)).ToList();
        lines.Add("{\"familyName\":\"Sorgfalt\",\"birthDate\":\"1950-01-01\",\"source\":\"default\"}");
        lines.Add("{\"familyName\":\"Sorgfalt\",\"birthDate\":\"1951-01-01\",\"source\":\"nowhere\"}");
        lines.Add("{\"vorname\":\"Otto\"}");
        lines.Add("no json");
        var (view, report) = await app.ImportAsync(Csv with { Format = "ndjson" }, string.Join('\n', lines));

        Assert.Equal(124, view.Done);
        Assert.Equal(120, report.Take(120).Select(line => line.Person).Distinct().Count());
        Assert.Equal([null, "source-unknown", "malformed-json", "malformed-json"],
            report.Skip(120).Select(line => line.Code));
        Assert.Equal(3, (await app.ReportAsync(view.Import, "?status=refused")).Length);
    }

    [Fact]
    public async Task Columns_are_what_the_mapping_says()
    {
        var wish = Csv with
        {
            Csv = new(Delimiter: "|", Quote: "", DateFormats: ["MM/dd/yyyy"], Header: false, Columns:
            [
                new("1", "familyName"), new("3", "birthDate"), new("4", "contact2.city"), new("5", "contact1.city"),
                new("6", "value:nickname"),
            ]),
        };
        var (_, report) = await app.ImportAsync(wish, "Mappenfrau|not read|06/19/1985|Berlin|Bonn|\"Mausi\n");

        var stored = await app.PostAsync<PersonView>($"/api/identity/persons/{report[0].Person}/view", new { });
        var person = stored.Identities[0];
        Assert.Equal(("Mappenfrau", null, "1985-06-19"),
            (person.Data.FamilyName, person.Data.GivenName, person.Data.BirthDate));
        Assert.Equal("\"Mausi", person.Data.Values!["nickname"]);
        Assert.Equal(["Bonn", "Berlin"], person.Contacts.Select(contact => contact.Data.City));
    }

    [Theory]
    [InlineData("Nachname;Lieblingsfarbe\nA;B\n", "columns-invalid", "column 2")]
    [InlineData("Nachname;Familienname\nA;B\n", "columns-invalid", null)]
    [InlineData("Nachname;Vorname\n", "import-empty", null)]
    [InlineData("", "import-empty", null)]
    public async Task A_table_nobody_understands_is_refused_and_another_one_may_follow(
        string file, string code, string? path)
    {
        var import = (await app.StartAsync(Csv)).Import;
        using var answer = await app.UploadAsync(import, Encoding.UTF8.GetBytes(file));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(path, problem.TryGetProperty("path", out var at) ? at.GetString() : null);

        using var second = await app.UploadAsync(import, "Nachname;Geburtsjahr\nZweitversuch;1950\n"u8.ToArray());
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        var end = await app.EndOfAsync(import);
        Assert.Equal((ImportStatuses.Finished, 1L), (end.Status, end.Done));
        Assert.DoesNotContain("refused", end.Counts.Keys);
        using var third = await app.UploadAsync(import, "Nachname\nX\n"u8.ToArray());
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_come_and_keeps_nothing()
    {
        var known = People.New();
        var registered = await app.RegisterAsync(known);
        var before = await app.CountAsync("select count(*) from identity.identities");
        var lines = new[] { known, People.New() }
            .Select(one => JsonSerializer.Serialize(one, JsonSerializerOptions.Web));
        var (view, report) = await app.ImportAsync(
            Csv with { Format = "ndjson", DryRun = true }, string.Join('\n', lines));

        Assert.Equal([MatchStatuses.PerfectMatch, MatchStatuses.NoMatch], report.Select(line => line.Status));
        Assert.Equal([registered.MpiId, null], report.Select(line => line.MpiId));
        Assert.True(view.DryRun);
        Assert.Equal(before, await app.CountAsync("select count(*) from identity.identities"));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_ends_the_import_with_its_line()
    {
        var lines = Enumerable.Range(0, 4_000).Select(i => $"Vielzeiler{i},1950-01-01").ToArray();
        lines[10] = "\"Offen,1950-01-01";
        var (view, report) = await app.ImportAsync(Csv with { Csv = new(Delimiter: ",") },
            "Nachname,Geburtsdatum\n" + string.Join('\n', lines));

        Assert.Equal((ImportStatuses.Failed, "record-too-long", 12L), (view.Status, view.Code, view.FaultLine));
        Assert.Equal(10, report.Length);
    }

    [Fact]
    public async Task The_report_is_a_table_too_and_is_forgotten_when_wanted()
    {
        var (view, _) = await app.ImportAsync(Csv, "Nachname;Geburtsdatum\nTabellarisch;1.1.1950\nOhnetag;\n");
        using var response = await app.GetAsync($"/api/identity/imports/{view.Import}/report?format=csv", "clerk");
        var lines = (await response.Content.ReadAsStringAsync(Ct)).Split("\r\n");
        Assert.Equal("line,status,mpiId,code,message,field,column", lines[0]);
        Assert.StartsWith("2,no-match,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("3,refused,,required,", lines[2], StringComparison.Ordinal);

        using var deletion = await app.Client.SendAsync(
            app.Request(HttpMethod.Delete, $"/api/identity/imports/{view.Import}", null, "clerk"), Ct);
        Assert.Equal(HttpStatusCode.NoContent, deletion.StatusCode);
        using var gone = await app.GetAsync($"/api/identity/imports/{view.Import}", "clerk");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(0, await app.CountAsync(
            $"select count(*) from identity.import_lines where import = '{view.Import}'"));
        Assert.Equal(0, await app.CountAsync($"select count(*) from vault.keys where subject = '{view.Import}'"));
    }
}
