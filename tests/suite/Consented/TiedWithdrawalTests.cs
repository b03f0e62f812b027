using TrustCenter.Contracts.Consent;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Suite.Tests;

/// <summary>Pseudonyms of domains that require consent, from the first consent to the report on its
/// withdrawal.</summary>
public sealed class TiedWithdrawalTests(TiedServices services) : IClassFixture<TiedServices>
{
    [Fact]
    public async Task Only_who_has_consented_gets_a_pseudonym_and_the_others_of_the_batch_are_not_kept_waiting()
    {
        var domain = await services.DomainAsync();
        var (consented, silent) = (services.NewPerson(), services.NewPerson());
        await services.ConsentAsync(consented);

        var answers = await services.CreateAsync(domain, consented, silent);

        Assert.True(answers[0] is { Pseudonym: not null, NotPermitted: false, Created: true });
        Assert.True(answers[1] is { Pseudonym: null, NotPermitted: true });
        Assert.Equal(answers[0].Pseudonym, (await services.GetAsync(domain, consented))[0].Pseudonym);
        Assert.Contains(answers[0].Pseudonym!, await ExportAsync(domain), StringComparison.Ordinal);
        await services.WithdrawAsync(consented);
        await TiedServices.UntilAsync(async () =>
            !(await ExportAsync(domain)).Contains(answers[0].Pseudonym!, StringComparison.Ordinal));
        await services.ConsentAsync(silent);
        await TiedServices.UntilAsync(async () => (await services.CreateAsync(domain, silent))[0].Created);
    }

    [Theory]
    [InlineData("block", "blocked", 1, 0)]
    [InlineData("anonymise", "anonymised", 1, 1)]
    [InlineData("delete", "deleted", 0, 0)]
    public async Task A_withdrawal_runs_the_domains_rule_and_reports_back(
        string rule, string result, int pairs, int anonymised)
    {
        var domain = await services.DomainAsync(rule);
        var person = services.NewPerson();
        await services.ConsentAsync(person);
        var before = (await services.CreateAsync(domain, person))[0].Pseudonym;

        var task = await services.CompletedAsync(await services.PostAsync<RecordedConsent>("/api/consent/withdrawals",
            new WithdrawConsent("MII", [new("Pseudonym", person)], [], SignedAt: "2026-01-01"), "clerk"));

        Assert.Equal(("pseudonym", "completed"), (task.Receiver, task.Status));
        Assert.Equal(new Dictionary<string, long> { [result] = 1 }, task.Results);
        Assert.True(task.RequestedAt <= task.AcceptedAt && task.AcceptedAt <= task.CompletedAt);
        Assert.True((await services.GetAsync(domain, person))[0].Pseudonym is null);
        Assert.True((await services.CreateAsync(domain, person))[0].NotPermitted);
        var stored = $"from pseudonym.pairs where pseudonym = '{before}'";
        Assert.Equal(pairs, await services.CountAsync($"select count(*) {stored}"));
        Assert.Equal(anonymised, await services.CountAsync($"select count(*) {stored} and anonymised"));
        Assert.Equal(1, await services.CountAsync(
            $"select count(*) from audit.entries where request_id = '{task.Id:N}' and actor = 'system'"));

        await services.ConsentAsync(person, "2026-01-02");
        await TiedServices.UntilAsync(async () =>
            (await services.CreateAsync(domain, person))[0].Pseudonym is not null);
        Assert.Equal(rule == "block", before == (await services.GetAsync(domain, person))[0].Pseudonym);
    }

    [Fact]
    public async Task A_pair_that_was_brought_in_and_never_asked_for_is_found_by_the_withdrawal()
    {
        var domain = await services.DomainAsync("delete");
        var (person, other) = (services.NewPerson(), services.NewPerson());
        await services.ConsentAsync(person);
        await services.ConsentAsync(other);
        await services.PostAsync<InsertVerdicts>("/api/pseudonym/pseudonyms/insert",
            new InsertPairs(domain, [new(person, "AAAAAAAAAA"), new(other, "CCCCCCCCCC")]), "lead");

        var task = await services.CompletedAsync(await services.WithdrawAsync(person));

        Assert.Equal(new Dictionary<string, long> { ["deleted"] = 1 }, task.Results);
        Assert.Equal("CCCCCCCCCC", (await services.GetAsync(domain, other))[0].Pseudonym);
        Assert.Null((await services.GetAsync(domain, person))[0].Pseudonym);
    }

    [Fact]
    public async Task What_the_withdrawal_does_not_concern_stays()
    {
        var (mdat, biomat) = (
            await services.DomainAsync("anonymise"),
            await services.DomainAsync("anonymise", policy: TiedServices.Biomat));
        var person = services.NewPerson();
        await services.ConsentAsync(person);
        var kept = (await services.CreateAsync(mdat, person))[0].Pseudonym;
        await services.CreateAsync(biomat, person);

        var task = await services.CompletedAsync(
            await services.WithdrawAsync(person, "BIOMAT_Erhebungsende", "BIOMAT_Vernichtung"));

        Assert.Equal(new Dictionary<string, long> { ["anonymised"] = 1, ["kept"] = 1 }, task.Results);
        Assert.Equal(kept, (await services.GetAsync(mdat, person))[0].Pseudonym);
    }

    [Fact]
    public async Task The_worklist_shows_a_withdrawal_until_everybody_has_finished()
    {
        var domain = await services.DomainAsync();
        var person = services.NewPerson();
        await services.ConsentAsync(person);
        await services.CreateAsync(domain, person);
        await services.StopPseudonymAsync();

        var withdrawal = await services.WithdrawAsync(person);

        Assert.Contains(await WorklistAsync(), entry => entry.Document == withdrawal.Id);
        await services.StartPseudonymAsync();
        await services.CompletedAsync(withdrawal);
        await TiedServices.UntilAsync(async () =>
            !(await WorklistAsync()).Any(entry => entry.Document == withdrawal.Id));
    }

    [Fact]
    public async Task A_day_ends_a_consent_without_any_event()
    {
        var domain = await services.DomainAsync(policy: "2.16.840.1.113883.3.1937.777.24.5.3.6");
        var person = services.NewPerson();
        var today = DateOnly.FromDateTime(services.Clock.GetUtcNow().UtcDateTime);
        await services.ConsentAsync(person, today.AddYears(-5).AddDays(2).ToString("yyyy-MM-dd", null));
        Assert.NotNull((await services.CreateAsync(domain, person))[0].Pseudonym);
        services.Clock.Shift = TimeSpan.FromDays(3);
        var answer = (await services.GetAsync(domain, person))[0];

        Assert.True(answer is { Pseudonym: null, NotPermitted: true });
        Assert.Equal(0, await services.CountConsentsAsync(
            "select count(*) from consent.worklist where kind = 'expired'"));
    }

    /// <summary>The bug: an export between two changes of a consent was short without a word.</summary>
    [Fact]
    public async Task An_export_asks_about_whom_something_has_changed_and_says_whom_it_left_out()
    {
        var domain = await services.DomainAsync();
        var persons = new[] { services.NewPerson(), services.NewPerson(), services.NewPerson() };
        foreach (var person in persons) await services.ConsentAsync(person);
        var made = await services.CreateAsync(domain, persons);
        var text = "update pseudonym.ties set known_until = 'epoch'";
        await services.CountAsync($"with old as ({text} returning 1) select count(*) from old");

        var whole = await ExportAsync(domain);
        await services.CountAsync($"with old as ({text} returning 1) select count(*) from old");
        await services.StopConsentAsync();
        var without = await ExportAsync(domain);
        await services.StartConsentAsync();

        Assert.All(made, one => Assert.Contains(one.Pseudonym!, whole, StringComparison.Ordinal));
        Assert.DoesNotContain("left out", whole, StringComparison.Ordinal);
        Assert.All(made, one => Assert.DoesNotContain(one.Pseudonym!, without, StringComparison.Ordinal));
        Assert.Contains("# 3 left out", without, StringComparison.Ordinal);
    }

    async Task<string> ExportAsync(string domain)
    {
        using var answer = await services.SendAsync("/api/pseudonym/pseudonyms/export", new { domain }, "lead");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    async Task<WorklistEntry[]> WorklistAsync() =>
        [.. (await services.ReadAsync<WorklistEntry[]>("/api/consent/domains/MII/worklist?count=500"))
            .Where(entry => entry.Kind == "withdrawal-open")];
}
