using System.Net;
using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

public sealed class DepartmentFiguresTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    static readonly DateOnly From = new(2026, 3, 2);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Departments_are_ranked_by_consents_of_those_who_could_be_asked()
    {
        await PaperAsync("Innere Medizin", 6);
        await PaperAsync("Augenklinik", 4);
        await PlannedAsync("Innere Medizin", 6);

        var ranking = await app.ReadAsync<DepartmentRanking>("/api/consent/domains/MII/statistics/departments");

        var row = Assert.Single(ranking.Departments, one => one.Department == "Innere Medizin");
        Assert.Equal(("Innere Medizin", 12, 6, 0.5), (row.Department, row.Contacts, row.Consents, row.Rate));
        Assert.DoesNotContain(ranking.Departments, one => one.Department == "Augenklinik");
        Assert.True(ranking.Hidden > 0);
        Assert.Equal(12, row.Weeks.Count);
    }

    [Fact]
    public async Task A_tablets_session_counts_for_the_department_it_was_given_or_else_for_its_place()
    {
        var tablet = await TestTablet.EnrolAsync(app);
        foreach (var (department, expected) in new[] { (" Chirurgie ", "Chirurgie"), (null, "Hier") })
        {
            var person = Sample.NewPerson();
            var planned = await app.PostAsync<PlannedCapture>("/api/consent/captures", new PlanCapture(
                "MII", [new("Pseudonym", person)], "1980-03-05", Department: department), "ward");
            var code = await app.PostAsync<HandOverCode>($"/api/consent/captures/{planned.Id}/hand-over",
                new HandOverCapture(tablet.Id), "ward");
            var bundle = await TestTablet.SendAsync<CaptureBundle>(
                app, tablet.Key, "/api/consent/tablet/captures", new OpenCapture(code.Code));
            await TestTablet.SendAsync<ConfirmedBirthday>(
                app, bundle.Token, "/api/consent/capture/confirmation", new ConfirmBirthday(5, 3));
            using var delivered = await tablet.DeliverAsync(TestTablet.Seal(bundle, TestTablet.Content(bundle)));
            Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);

            Assert.Equal(1, await app.CountAsync($"""
                select count(*) from consent.captures c where c.id = '{planned.Id}' and c.department = '{expected}'
                    and exists (select from consent.documents d where d.detail ->> 'department' = '{expected}')
                """));
        }
    }

    [Fact]
    public async Task The_table_is_downloaded_and_the_download_is_in_the_audit_trail()
    {
        using var response = await app.GetAsync("/api/consent/domains/MII/statistics/departments.csv", "dpo");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.True(await app.CountAsync("""
            select count(*) from audit.entries where action = 'statistics-departments' and outcome = 'exported'
            """) > 0);
        using var ward = await app.GetAsync("/api/consent/domains/MII/statistics/departments.csv", "ward");
        Assert.Equal(HttpStatusCode.Forbidden, ward.StatusCode);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1+1")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("a,\"b\"\n=c")]
    public void No_cell_of_the_table_is_a_formula_and_each_is_read_back(string name)
    {
        var csv = DepartmentFigures.Csv(DepartmentFigures.Of(From, [(name, 20, [5, .. new long[10], 9])]));

        var record = CsvText.Records(csv, ',').ElementAt(1);
        Assert.Equal(name, CsvText.Unguard(record.Cells[0]));
        Assert.All(record.Cells, cell => Assert.DoesNotContain(cell[0], "=+-@\t\r\n"));
        Assert.Equal(16, record.Cells.Length);
    }

    [Fact]
    public void A_group_is_small_from_either_side()
    {
        var ranking = DepartmentFigures.Of(From,
        [
            ("wenige ja", 30, Weeks(4)), ("wenige nein", 30, Weeks(27)), ("alle", 30, Weeks(30)),
            ("halb", 30, Weeks(15)), ("klein", 4, Weeks(2)),
        ]);

        Assert.Equal(["alle", "halb", "wenige ja", "wenige nein"], ranking.Departments.Select(row => row.Department));
        Assert.Equal([30, 15, null, null], ranking.Departments.Select(row => row.Consents));
        Assert.Equal(1, ranking.Hidden);
    }

    [Fact]
    public void Nothing_small_is_shown_and_nothing_small_can_be_found_by_subtracting() =>
        Prop.ForAll(Tables(), cells =>
        {
            var shown = SmallCells.Hide(cells);
            var rows = cells.Select((row, r) => row.Select((cell, c) => (cell, shown[r][c])).ToArray()).ToArray();
            var columns = Enumerable.Range(0, cells[0].Length)
                .Select(c => rows.Select(row => row[c]).ToArray()).ToArray();
            return rows.SelectMany(row => row).All(one => one.Item2 is null || one.Item2 == one.cell && one.cell >= 5)
                && rows.Concat(rows.Length > 1 ? columns : []).All(IsSafe);
        }).QuickCheckThrowOnFailure();

    static bool IsSafe((long Cell, long? Shown)[] line)
    {
        var hidden = line.Where(one => one.Shown is null).ToArray();
        return hidden.Length == 0 || hidden.Length == line.Length
            || hidden.Length > 1 && hidden.Sum(one => one.Cell) >= 5;
    }

    static Arbitrary<long[][]> Tables() =>
        (from rows in Gen.Choose(1, 6)
         from columns in Gen.Choose(1, 8)
         from cells in Gen.Choose(0, 14).Select(cell => (long)cell).ArrayOf(columns).ArrayOf(rows)
         select cells).ToArbitrary();

    static long[] Weeks(long total) => [total, .. new long[11]];

    async Task PaperAsync(string department, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await app.RecordAsync(Sample.Consent(Sample.NewPerson()) with
            {
                Department = department,
                Channel = "paper",
            });
        }
    }

    async Task PlannedAsync(string department, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await app.PostAsync<PlannedCapture>("/api/consent/captures", new PlanCapture(
                "MII", [new("Pseudonym", Sample.NewPerson())], "1980-01-01", Department: department), "ward");
        }
    }
}
