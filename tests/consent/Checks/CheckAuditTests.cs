using System.Net;

namespace TrustCenter.Consents.Tests;

public sealed class CheckAuditTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Checks = "select count(*) from audit.entries where action = 'consent-check'";

    [Fact]
    public async Task Every_check_has_its_entry_whatever_the_answer()
    {
        var before = await app.CountAsync(Checks);
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));

        await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => app.CheckAsync(i % 2 == 0 ? person : Sample.NewPerson(), 8)));

        Assert.Equal(before + 40, await app.CountAsync(Checks));
        Assert.Equal(0,
            await app.CountAsync($"{Checks} and (object like '%{person}%' or detail::text like '%{person}%')"));
    }

    [Fact]
    public async Task If_the_audit_cannot_be_written_nothing_is_answered()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        await ExecuteAsync("revoke insert on audit.entries from tc_test_app");
        try
        {
            using var check = await app.PostAsync("/api/consent/check", new Contracts.Consent.CheckConsent(
                "MII", [new("Pseudonym", person)], $"{PolicyCode.MiiPrefix}8"), "diz");
            using var record = await app.PostAsync("/api/consent/consents", Sample.Consent(Sample.NewPerson()), "ward");

            Assert.True((int)check.StatusCode >= 500);
            Assert.True((int)record.StatusCode >= 500);
            Assert.DoesNotContain("permit",
                await check.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            await ExecuteAsync("grant insert on audit.entries to tc_test_app");
        }

        Assert.Equal("permit", (await app.CheckAsync(person, 8)).Answer);
    }

    [Fact]
    public async Task A_damaged_row_is_never_a_yes()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person));
        await ExecuteAsync(
            $"update consent.document_states set provisions = 'x' || provisions where consent_id = '{recorded.Id}'");

        var answer = await app.CheckAsync(person, 8);

        Assert.Equal((false, "provision-malformed"), (answer.Permitted, answer.Reason));
    }

    [Fact]
    public async Task A_domain_that_was_not_granted_looks_like_one_that_does_not_exist()
    {
        var question = new Contracts.Consent.CheckConsent("MII", [new("Pseudonym", "x")], $"{PolicyCode.MiiPrefix}8");
        using var foreign = app.Request(HttpMethod.Post, "/api/consent/check", question, "diz");
        foreign.Headers.Authorization = new("Bearer", app.Tokens.For("diz", "Elsewhere"));
        using var missing =
            app.Request(HttpMethod.Post, "/api/consent/check", question with { Domain = "Nowhere" }, "diz");

        using var first = await app.Client.SendAsync(foreign, TestContext.Current.CancellationToken);
        using var second = await app.Client.SendAsync(missing, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, first.StatusCode);
        Assert.Equal(Without(await TextAsync(second)), Without(await TextAsync(first)));
    }

    static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    static string Without(string problem) => problem[..problem.IndexOf("\"requestId\"", StringComparison.Ordinal)];

    async Task ExecuteAsync(string sql)
    {
        await using var command = app.Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
