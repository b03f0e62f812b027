using Npgsql;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>Who looked is found without reading the audit trail, however long it is.</summary>
public sealed class WhoLookedTests(PortalApp app) : IClassFixture<PortalApp>
{
    const int Others = 120_000;

    // as checks and bulk checks of others leave it
    const string Fill = """
        insert into audit.entries (id, at, actor, roles, action, object, outcome, purpose, request_id, detail, leaf)
        select gen_random_uuid(), $1 - make_interval(secs => 60 * ($2 - n)), 'client/diz', 'diz',
            case when n % 5000 = 0 then 'consent-check-many' else 'consent-check' end,
            case when n % 5000 = 0 then 'MII' else md5((n % 40000)::text)::uuid::text end, 'permit',
            'research-mdat', md5(n::text), '{"position":"734:734:","reason":"permitted"}', sha256(int4send(n))
        from generate_series(1, $2) as n
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_looked_at_one_person_is_found_by_index_in_a_long_audit_trail()
    {
        using var patient = await TestPatient.OpenAsync(app);
        await app.CheckAsync(patient.Person, 8);
        await app.PostAsync<PermitAnswers>("/api/consent/permits", new AskPermits(
            "MII", $"{PolicyCode.MiiPrefix}8", "Pseudonym", [Sample.NewPerson(), patient.Person]), "service");
        var before = await patient.GetAsync<List<PortalAccess>>("/me/access");
        await RunAsync(Fill, app.Clock.Now.UtcDateTime, Others);
        await RunAsync("select brin_summarize_new_values('audit.entries_object')");
        await RunAsync("analyze audit.entries");

        var subject = await SubjectAsync();
        var objects = await TextsAsync(MyAccess.Objects, subject);
        Assert.True(objects.Count >= 4, string.Join('\n', objects)); // person, document, letter, account
        var plan = string.Join('\n', await TextsAsync($"explain (analyze, buffers) {MyAccess.Entries}",
            subject, objects.ToArray(), app.Clock.Now.AddDays(-90).UtcDateTime, 500));
        Assert.DoesNotContain("Seq Scan on entries", plan, StringComparison.Ordinal);
        Assert.Contains("entries_object", plan, StringComparison.Ordinal);
        Assert.Contains("entries_many", plan, StringComparison.Ordinal);

        var after = await patient.GetAsync<List<PortalAccess>>("/me/access");
        Assert.Equal(before, after.Where(look => look.Action != "portal-access-read"));
        Assert.Contains(after, look => look is { Who: "service", Action: "consent-check-many" });
        Assert.Contains(after, look => look is { Who: "letter", Action: ActivatingPortal.Action });
    }

    async Task<Guid> SubjectAsync() => Guid.Parse((await TextsAsync(
        "select subject::text from consent.portal_accounts order by opened_at desc limit 1")).Single());

    async Task RunAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(Ct);
    }

    async Task<List<string>> TextsAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var row = await command.ExecuteReaderAsync(Ct);
        var texts = new List<string>();
        while (await row.ReadAsync(Ct)) texts.Add(row.GetString(0));
        return texts;
    }

    NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = app.Superuser.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return command;
    }
}
