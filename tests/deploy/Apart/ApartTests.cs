using System.Net;
using System.Net.Http.Json;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Identity;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Deploy.Tests;

public sealed class ApartTests(ApartServices services)
{
    const string Mdat = "2.16.840.1.113883.3.1937.777.24.5.3.8";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_processes_with_a_database_each_do_the_work_of_a_trust_centre()
    {
        foreach (var service in ApartServices.Programs.Keys)
            TestContext.Current.TestOutputHelper?.WriteLine($"{service}: {await MemoryAsync(service)} at rest");

        await services.PostAsync<object>(
            "/api/identity/domains", new Contracts.Identity.CreateDomain("clinic"), "lead");
        var person = await services.PostAsync<RegisteredIdentity>("/api/identity/registrations",
            new RegisterIdentity("clinic", "default", new("Żółć", "Łucja", "1971-02-28", "female")), "ward");
        await services.PostAsync<PseudonymDomainView>("/api/pseudonym/domains", new CreatePseudonymDomain("study", new(
            RequiredPolicy: Mdat, Consent: new("MII", "Pseudonym", "block", AsksEachTime: true))), "lead");
        Assert.True((await PseudonymAsync(person.MpiId!)).NotPermitted);

        await services.PostAsync<RecordedConsent>("/api/consent/consents", new RecordConsent(
            "MII", "Patienteneinwilligung MII|1.6.d", [new("Pseudonym", person.MpiId!)], "2024-03-01",
            new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
            [new("patient", "Łucja Żółć")]), "ward");

        var check = await services.PostAsync<ConsentAnswer>("/api/consent/check",
            new CheckConsent("MII", [new("Pseudonym", person.MpiId!)], Purpose: "research-mdat"), "diz");
        Assert.True(check.Permitted, check.Explanation);
        Assert.NotNull((await PseudonymAsync(person.MpiId!)).Pseudonym);
        await services.PostAsync<RecordedConsent>("/api/consent/withdrawals",
            new WithdrawConsent("MII", [new("Pseudonym", person.MpiId!)], []), "clerk");
        Assert.Null((await PseudonymAsync(person.MpiId!)).Pseudonym);
        foreach (var service in ApartServices.Programs.Keys)
            TestContext.Current.TestOutputHelper?.WriteLine($"{service}: {await MemoryAsync(service)} after the work");
    }

    async Task<string> MemoryAsync(string service)
    {
        var process = await services.RunningAsync(service);
        return File.ReadLines($"/proc/{process.Id}/status")
            .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(':')[1].Trim();
    }

    [Theory]
    [InlineData("consent")]
    [InlineData("pseudonym")]
    [InlineData("identity")]
    public async Task A_service_reaches_its_own_database_alone_and_owns_nothing_there(string service)
    {
        await services.RunningAsync(service);
        var app = services.Roles[service].App;
        foreach (var other in ApartServices.Programs.Keys.Where(other => other != service))
        {
            await services.RunningAsync(other);
            var refused = await Assert.ThrowsAsync<PostgresException>(
                () => ExecuteAsync(services.Connection(service, app, other), "select 1"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        foreach (var sql in (string[])["delete from events.events", "drop table events.events", "create table t()",
            "update migrations.history set name = 'x'"])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(
                () => ExecuteAsync(services.Connection(service, app), sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Theory]
    [InlineData("ConnectionString", "Host=db;Database=consent;Username=consent;Password=mosaic", "a default that")]
    [InlineData("ConnectionString", "postgres consent", "can't be read")]
    [InlineData("OwnerConnectionString", "Host=db;Username=owner", "for the command migrate alone")]
    public async Task A_service_refuses_to_start_with(string setting, string value, string sentence)
    {
        var environment = services.Environment("consent");
        environment.Remove("TRUSTCENTER_SECRETS");
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["Consent__ConnectionString"] = "Host=127.0.0.1;Database=x;Username=x";
        environment[$"Consent__{setting}"] = value;

        var (code, _, errors) = await ServiceProcess.CommandAsync(
            "TrustCenter.Consents", [], environment, ct: Ct);

        Assert.Equal(78, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("mosaic", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Username=tables;Password=changeme", "x", "a default that everybody knows")]
    [InlineData("Host=127.0.0.1;Username=tables", "tables", "may not sign in as its tables' owner")]
    public async Task Migrating_is_refused_with_a_sentence(string owner, string role, string sentence)
    {
        var environment = new Dictionary<string, string>
        {
            ["Consent__OwnerConnectionString"] = owner,
            ["Consent__AppRole"] = role,
        };

        var (code, _, errors) = await ServiceProcess.CommandAsync(
            "TrustCenter.Consents", ["migrate"], environment, ct: Ct);

        Assert.Equal(78, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_worth_another_try()
    {
        var (code, _, errors) = await ServiceProcess.CommandAsync("TrustCenter.Identities", ["migrate"],
            new Dictionary<string, string>
            {
                ["Identity__OwnerConnectionString"] = "Host=127.0.0.1;Port=1;Username=tables;Timeout=2",
                ["Identity__AppRole"] = "identity",
            }, ct: Ct);

        Assert.Equal(75, code);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_secret_is_hashed_and_a_known_one_refused()
    {
        var (code, hash, _) = await ServiceProcess.CommandAsync("TrustCenter.Pseudonyms", ["hash"],
            new Dictionary<string, string>(), "nobody-guesses-this-4711\n", Ct);
        var (refused, _, sentence) = await ServiceProcess.CommandAsync("TrustCenter.Pseudonyms", ["hash"],
            new Dictionary<string, string>(), "mainzelliste", Ct);

        Assert.Equal((0, 78), (code, refused));
        Assert.True(Hosting.SecretHash.Fits("nobody-guesses-this-4711", hash.Trim()));
        Assert.Contains("everybody knows", sentence, StringComparison.Ordinal);
    }

    async Task<PseudonymAnswer> PseudonymAsync(string person)
    {
        for (var attempt = 1; ; attempt++)
        {
            // until it has followed the consent service once, it says that it can't say
            using var answer = await services.SendAsync(HttpMethod.Post, "/api/pseudonym/pseudonyms",
                new CreatePseudonyms("study", [person]), "diz");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && attempt < 300)
            {
                await Task.Delay(200, Ct);
                continue;
            }

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return (await answer.Content.ReadFromJsonAsync<PseudonymAnswers>(Ct))!.Results[0];
        }
    }

    static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Ct);
#pragma warning disable CA2100 // constants of this test
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
