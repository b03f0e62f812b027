using System.Diagnostics;
using TrustCenter.Contracts.Consent;
using TrustCenter.Fhir;

namespace TrustCenter.Consents.Tests;

/// <summary><c>$getAllConsentedIdsFor</c>, and which documents several identifiers select.</summary>
public sealed class ConsentedIdsTests(ConsentApp app, ITestOutputHelper output) : IClassFixture<ConsentApp>
{
    [Theory]
    [InlineData(FhirFormat.Json)]
    [InlineData(FhirFormat.Xml)]
    public async Task Exactly_the_consented_are_listed(FhirFormat format)
    {
        var consented = new List<string>();
        for (var i = 0; i < 12; i++) consented.Add(await GivenAsync());
        var declined = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(declined, "2024-03-01", "BIOMAT_erheben_lagern_nutzen",
            "BIOMAT_Zusatzentnahme"));
        var withdrawn = await GivenAsync();
        await app.WithdrawAsync(Sample.Withdrawal(withdrawn));

        var listed = await ListedAsync(22, format);
        Assert.Empty(consented.Except(listed));
        Assert.DoesNotContain(declined, listed);
        Assert.DoesNotContain(withdrawn, listed);
        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.Contains(withdrawn, await ListedAsync(22, format, ("requestDate", new DateOnly(2024, 6, 1))));
        Assert.Empty(await ListedAsync(22, format, ("requestDate", new DateOnly(2023, 6, 1))));
    }

    [Fact]
    public async Task Matching_selects_consents_but_never_hides_a_withdrawal()
    {
        var (one, two) = (Sample.NewPerson(), Sample.NewPerson());
        PersonIdentifier[] both = [new("Pseudonym", one), new("PID", two)];
        await app.RecordAsync(Sample.Consent(one) with { Identifiers = both });

        Assert.True(await AskAsync("AT_LEAST_ONE", one));
        Assert.True(await AskAsync("AT_LEAST_ALL", one));
        Assert.False(await AskAsync("EXACT", one));
        Assert.True(await AskAsync("EXACT", one, two));
        Assert.True(await AskAsync("AT_LEAST_ALL", one, two));
        Assert.True(await AskAsync("AT_LEAST_ONE", one, "nobody"));
        Assert.False(await AskAsync("AT_LEAST_ALL", one, "nobody"));

        await app.WithdrawAsync(new WithdrawConsent("MII", [new("PID", two)]));
        foreach (var matching in new[] { "AT_LEAST_ONE", "AT_LEAST_ALL", "EXACT" })
            Assert.False(await AskAsync(matching, one, two), matching);
        Assert.DoesNotContain(one, await ListedAsync(8, FhirFormat.Json, Matching("AT_LEAST_ALL")));
    }

    [Fact]
    public async Task Many_people_come_in_chunks_and_every_decision_is_audited()
    {
        var people = int.Parse(Environment.GetEnvironmentVariable("TRUSTCENTER_TEST_PEOPLE") ?? "9000", null);
        await SpreadAsync(people);
        var clock = Stopwatch.StartNew();
        var listed = await ListedAsync(8, FhirFormat.Json);
        output.WriteLine($"{listed.Count} identifiers in {clock.ElapsedMilliseconds} ms");
        Assert.True(listed.Count >= people);
        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.True(await app.CountAsync("""
            select coalesce(sum((detail ->> 'people')::int), 0) from audit.entries where action = 'consent-check-many'
            """) >= people);
    }

    /// <summary>
    /// Copies one recorded person many times, behind the service's back: keys and values as it stores them.
    /// </summary>
    async Task SpreadAsync(int people)
    {
        await GivenAsync();
        var vault = Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions
            .GetRequiredKeyedService<Hosting.Vault>(app.Services, ConsentsService.Name);
        await using var connection = await app.Superuser.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var rows = Enumerable.Range(0, people).Select(number =>
        {
            var (subject, id) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
            var key = vault.NewKey(subject);
            var value = $"many-{number}";
            return (subject, id, key, Lookup: SignerIds.Lookup(vault, "MII", new("Pseudonym", value)),
                Value: vault.Seal(subject, key, SignerIds.Field(id), System.Text.Encoding.UTF8.GetBytes(value)));
        }).ToArray();
        await using var batch = new Npgsql.NpgsqlBatch(connection);
        batch.BatchCommands.Add(Events.Sql.Command(
            "insert into vault.keys (subject, wrapped, kek) select * from unnest($1, $2, $3)",
            rows.Select(row => row.subject).ToArray(), (object)rows.Select(row => row.key.Wrapped).ToArray(),
            (object)rows.Select(row => row.key.Kek).ToArray()));
        batch.BatchCommands.Add(Events.Sql.Command("""
            insert into consent.signer_ids (domain, lookup, id, subject, type, value, recorded_at)
            select 'MII', lookup, id, subject, 'Pseudonym', value, now()
            from unnest($1::bytea[], $2::uuid[], $3::uuid[], $4::bytea[]) as made (lookup, id, subject, value)
            """,
            (object)rows.Select(row => row.Lookup).ToArray(), rows.Select(row => row.id).ToArray(),
            rows.Select(row => row.subject).ToArray(), (object)rows.Select(row => row.Value).ToArray()));
        batch.BatchCommands.Add(Events.Sql.Command("""
            insert into consent.document_states
            select made.subject, gen_random_uuid(), s.state, s.kind, s.signed_at, s.known_from, s.quality, s.annulled,
                s.provisions, s.uses, array[made.id]
            from (select * from consent.document_states order by known_from desc limit 1) as s,
                unnest($1::uuid[], $2::uuid[]) as made (subject, id)
            """, rows.Select(row => row.subject).ToArray(), rows.Select(row => row.id).ToArray()));
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    async Task<string> GivenAsync()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person));
        return person;
    }

    async Task<bool> AskAsync(string matching, string pseudonym, string? pid = null)
    {
        var identifiers = new List<(string, ParameterValue)> { ("personIdentifier", Gateway.Identifier(pseudonym)) };
        if (pid is not null) identifiers.Add(("personIdentifier", Gateway.Identifier(pid, "PID")));
        var answer = await app.AskAsync("$isConsented", Parameters.Of([
            .. identifiers, ("domain", "MII"), ("policy", Gateway.Policy(8)), ("version", "1.1"),
            ("config", Parameters.Of(Matching(matching)))]));
        return Parameters.Read(answer).Boolean("consented")!.Value;
    }

    static (string, ParameterValue) Matching(string matching) =>
        ("idMatchingType", new Coding(GatewayNames.IdMatching, matching));

    async Task<List<string>> ListedAsync(int arc, FhirFormat format,
        params (string Name, ParameterValue Value)[] config)
    {
        using var response = await app.SendAsync("$getAllConsentedIdsFor", Parameters.Of(
            ("domain", "MII"), ("signerIdTypeName", "Pseudonym"), ("policy", Gateway.Policy(arc)), ("version", "1.1"),
            ("config", Parameters.Of(config))), "diz", format);
        var answer = Parameters.Read(await Gateway.ReadAsync(response));
        return [.. answer.Identifiers("personIdentifier").Select(identifier => identifier.Value!)];
    }
}
