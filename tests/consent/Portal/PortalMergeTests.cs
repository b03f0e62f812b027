using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>Two records that the index takes for one person: what the portal of either shows is what a check of either
/// answers, question by question, whatever was signed under which.</summary>
public sealed class PortalMergeTests(PortalApp app) : IClassFixture<PortalApp>
{
    const string Biosamples = "BIOMAT_erheben_lagern_nutzen";
    const string LaterForm = "Patienteneinwilligung MII|1.7.2";

    /// <summary>What may have happened under a record before the merge.</summary>
    static readonly string[] Lives =
        ["consented", "in part", "withdrawn", "partly withdrawn", "expired", "consented again", "annulled"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Vault Vault => app.Services.GetRequiredKeyedService<Vault>(ConsentsService.Name);

    [Fact]
    public async Task What_a_check_no_longer_permits_after_a_merge_is_not_shown_as_permitted()
    {
        using var one = await TestPatient.OpenAsync(app);
        using var other = await TestPatient.OpenAsync(app);
        await app.WithdrawAsync(Sample.Withdrawal(other.Person) with { SignedAt = "2024-05-01" });
        Assert.True((await app.CheckAsync(one.Person, 8)).Permitted);
        await MergeAsync(one.Person, other.Person);
        Assert.False((await app.CheckAsync(one.Person, 8)).Permitted);

        var form = (await one.GetAsync<PortalConsents>("/me/consents")).Forms.Single();
        Assert.All(form.Modules, module => Assert.Equal(("withdrawn", null, true, false),
            (module.State, module.Since, module.UnderReview, module.Withdrawable)));
        Assert.False(form.Withdrawable);
        Assert.True((await one.GetAsync<PortalSelf>("/me")).UnderReview);
        // what the other one signed is nobody else's to read
        Assert.Single(await one.GetAsync<List<PortalDocument>>("/me/documents"));
        Assert.DoesNotContain((await one.GetAsync<PortalHistory>("/me/history")).Entries,
            entry => entry.DocumentKind is "full-withdrawal");

        await UndoAsync(one.Person, other.Person);
        Assert.True((await app.CheckAsync(one.Person, 8)).Permitted);
        Assert.All((await one.GetAsync<PortalConsents>("/me/consents")).Forms.Single().Modules,
            module => Assert.Equal(("permitted", false), (module.State, module.UnderReview)));
    }

    [Fact]
    public async Task What_only_the_other_record_permits_is_shown_and_can_be_taken_back()
    {
        using var one = await TestPatient.OpenAsync(app);
        await app.WithdrawAsync(Sample.Withdrawal(one.Person) with { SignedAt = "2024-04-01" });
        using var other = new TestPatient(app);
        await app.RecordAsync(Sample.Consent(other.Person, "2024-06-01") with
        {
            Template = LaterForm,
            Answers = BroadConsent.Templates().Single(form => form.Key == LaterForm).Modules
                .Where(module => module.Decision).ToDictionary(module => module.Name, _ => "accepted"),
        });
        await MergeAsync(one.Person, other.Person);
        Assert.True((await app.CheckAsync(one.Person, 8)).Permitted);
        Assert.True((await one.GetAsync<PortalConsents>("/me/consents")).Forms.Single().Withdrawable);
        await CompareAsync(one, one.Person, other.Person);
        await one.WithdrawAsync();
        Assert.False((await app.CheckAsync(one.Person, 8)).Permitted);
        Assert.False((await app.CheckAsync(other.Person, 8)).Permitted);
        await CompareAsync(one, one.Person, other.Person);
    }

    public static TheoryData<string> All => [.. Lives];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whatever_happened_under_either_record_portal_and_check_agree(string life)
    {
        using var one = new TestPatient(app);
        await LiveAsync(one.Person, life);
        await one.ActivateAsync();
        await CompareAsync(one, one.Person);
        foreach (var otherLife in Lives)
        {
            var other = Sample.NewPerson();
            await LiveAsync(other, otherLife);
            await MergeAsync(one.Person, other);
            await CompareAsync(one, one.Person, other);
            await UndoAsync(one.Person, other);
            await CompareAsync(one, one.Person);
        }
    }

    async Task LiveAsync(string person, string life)
    {
        switch (life)
        {
            case "consented":
                await app.RecordAsync(Sample.Consent(person, "2024-03-01"));
                break;
            case "in part":
                await app.RecordAsync(Sample.Consent(person, "2024-04-01", Biosamples, "BIOMAT_Zusatzentnahme"));
                break;
            case "withdrawn":
                await app.RecordAsync(Sample.Consent(person, "2024-02-01"));
                await app.WithdrawAsync(Sample.Withdrawal(person) with { SignedAt = "2024-03-15" });
                break;
            case "partly withdrawn":
                await app.RecordAsync(Sample.Consent(person, "2024-02-01"));
                await app.WithdrawAsync(Sample.Withdrawal(person, "BIOMAT_Vernichtung")
                    with
                { SignedAt = "2024-04-15" });
                break;
            case "expired":
                await app.RecordAsync(Sample.Consent(person, "1990-01-01"));
                break;
            case "consented again":
                await app.RecordAsync(Sample.Consent(person, "2023-02-01"));
                await app.WithdrawAsync(Sample.Withdrawal(person) with { SignedAt = "2023-05-01" });
                await app.RecordAsync(Sample.Consent(person, "2024-05-01", "Rekontaktierung_Zusatzbefund"));
                break;
            case "annulled":
                var recorded = await app.RecordAsync(Sample.Consent(person, "2024-06-01"));
                await AnnulAsync(recorded.Id);
                break;
        }
    }

    /// <summary>Every question of every form shown, against a check of each of its policies.</summary>
    async Task CompareAsync(TestPatient patient, params string[] records)
    {
        var forms = (await patient.GetAsync<PortalConsents>("/me/consents")).Forms;
        foreach (var form in forms)
        {
            var definition = BroadConsent.Templates().Single(template => template.Key == form.Template);
            foreach (var module in form.Modules)
            {
                var policies = definition.Modules.Single(one => one.Name == module.Name).Policies;
                var answers = await Task.WhenAll(
                    from policy in policies
                    from record in records
                    select app.CheckAsync(new CheckConsent("MII", [new("Pseudonym", record)], policy.Code.ToString())));
                var counted = answers
                    .Where(answer => answer.Reason is not (ReasonCodes.CodeDeprecated or ReasonCodes.CodeIsModule))
                    .ToArray();
                if (counted.All(answer => answer.Permitted)) Assert.Equal("permitted", module.State);
                else if (counted.Any(answer => answer.Permitted)) Assert.Equal("partly", module.State);
                else Assert.Contains(module.State, counted.Select(answer => answer.Reason));
                if (records.Length == 1) Assert.False(module.UnderReview);
            }
        }
    }

    async Task AnnulAsync(Guid id) => Assert.True((await app.PostAsync($"/api/consent/consents/{id}/annulment",
        new AnnulConsent("Recorded under the wrong number."))).IsSuccessStatusCode);

    Task MergeAsync(string one, string other) => IndexAsync(one, other, true);

    Task UndoAsync(string one, string other) => IndexAsync(one, other, false);

    /// <summary>What following the index does here when two of its people are merged, and when that is undone.
    /// </summary>
    async Task IndexAsync(string one, string other, bool merged)
    {
        await using var command = app.Superuser.CreateCommand("""
            insert into consent.index_persons as p (domain, person, merged_into, subject)
            values ('MII', $1, null, $1), ('MII', $2, case when $3 then $1 end, $2)
            on conflict (domain, person) do update set merged_into = excluded.merged_into;
            """);
        var (first, second) = (await SubjectAsync(one), await SubjectAsync(other));
        foreach (var parameter in new object[] { first, second, merged })
            command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(Ct);
        await using var relink = app.Superuser.CreateCommand("select consent.relink('MII', $1)");
        relink.Parameters.Add(new() { Value = new[] { first, second } });
        await relink.ExecuteNonQueryAsync(Ct);
    }

    async Task<Guid> SubjectAsync(string person) => (await SignerIds.FindAsync(app.Superuser, "MII",
        [SignerIds.Lookup(Vault, "MII", new("Pseudonym", person))], Ct)).Single().Subject;
}
