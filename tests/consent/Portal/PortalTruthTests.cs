using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>What the portal shows is what a check answers; and nothing of a person is anywhere in clear text.</summary>
public sealed class PortalTruthTests(PortalApp app) : IClassFixture<PortalApp>
{
    const string Canary = "Zqxjkvbw";
    const int Histories = 2_000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_question_is_shown_as_permitted_exactly_if_a_check_permits_its_policies()
    {
        var forms = BroadConsent.Templates();
        var seen = new HashSet<string>();
        for (var number = 1; number <= Histories; number++)
        {
            var asked = RandomHistories.Next(new Dice((ulong)number));
            var form = forms[number % forms.Length];
            var mine = new MyDocuments(BroadConsent.Settings, asked.Documents, new HashSet<Guid>(), [], false, false);
            foreach (var state in MyConsents.States(form, mine, [.. asked.Documents], asked.At))
            {
                var policies = form.Modules.Single(module => module.Name == state.Name).Policies
                    .Select(policy => ConsentEvaluation.Policy(
                        asked.Documents.AsSpan(), policy.Code, asked.At, BroadConsent.Settings.Options()))
                    .Where(answer => answer.Reason is not (ReasonCodes.CodeIsModule or ReasonCodes.CodeDeprecated))
                    .ToArray();
                Assert.Equal(policies.Any(answer => answer.Permitted), MyConsents.IsPermitted(state));
                Assert.Equal(policies.Length > 0 && policies.All(answer => answer.Permitted),
                    state.State == ReasonCodes.Permitted);
                seen.Add(state.State);
            }

            var damaged = mine with { IsDamaged = true };
            Assert.DoesNotContain(MyConsents.States(form, damaged, [.. asked.Documents], asked.At),
                MyConsents.IsPermitted);
        }

        Assert.True(seen.Count > 4, string.Join(", ", seen));
    }

    [Fact]
    public async Task After_each_step_of_a_life_the_portal_says_what_checks_say()
    {
        using var patient = await TestPatient.OpenAsync(app);
        var dice = new Dice(11);
        string[] boxes = ["BIOMAT_Vernichtung", "KKDAT_prospektiv_Uebertragungsende", "PATDAT_Erhebungsende"];
        string[] optional = ["BIOMAT_erheben_lagern_nutzen", "Rekontaktierung_Zusatzbefund", "BIOMAT_Zusatzentnahme"];
        for (var step = 0; step < 8; step++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            var day = new DateOnly(2025, 1, 1).AddDays(step * 20).ToString("yyyy-MM-dd",
                System.Globalization.CultureInfo.InvariantCulture);
            switch (dice.Below(3))
            {
                case 0:
                    var declined = dice.OneIn(2) ? [optional[1]] : new[] { optional[0], optional[2] };
                    await app.RecordAsync(Sample.Consent(patient.Person, day, declined));
                    break;
                case 1:
                    await app.WithdrawAsync(Sample.Withdrawal(patient.Person, boxes[dice.Below(3)])
                        with
                    { SignedAt = day });
                    break;
                default:
                    await app.WithdrawAsync(Sample.Withdrawal(patient.Person) with { SignedAt = day });
                    break;
            }

            await CompareAsync(patient);
        }
    }

    async Task CompareAsync(TestPatient patient)
    {
        var form = (await patient.GetAsync<PortalConsents>("/me/consents")).Forms.Single();
        var definition = BroadConsent.Templates().Single(template => template.Key == Sample.Form);
        foreach (var module in form.Modules)
        {
            var answers = new List<ConsentAnswer>();
            foreach (var policy in definition.Modules.Single(one => one.Name == module.Name).Policies)
            {
                answers.Add(await app.CheckAsync(new CheckConsent(
                    "MII", [new("Pseudonym", patient.Person)], policy.Code.ToString())));
            }

            answers.RemoveAll(answer => answer.Reason is ReasonCodes.CodeDeprecated or ReasonCodes.CodeIsModule);
            var expected = answers.All(answer => answer.Permitted) ? "permitted"
                : answers.Any(answer => answer.Permitted) ? "partly" : null;
            if (expected is not null) Assert.Equal(expected, module.State);
            else Assert.Contains(module.State, answers.Select(answer => answer.Reason));
            Assert.Equal(expected is not null, module.Withdrawable);
        }
    }

    [Fact]
    public async Task Neither_names_nor_birth_dates_nor_codes_nor_questions_are_anywhere_in_clear_text()
    {
        using var patient = await TestPatient.ConsentedAsync(app);
        const string born = "1931-07-19";
        var letter = await patient.OrderAsync(born: born, name: Canary + " Fünkchen");
        var (code, qr) = await patient.CodesAsync(letter.Id);
        await patient.EnterAsync(code, born);
        var secret = await patient.PostAsync<TotpSecret>("/setup/totp", null);
        await patient.SetUpPasskeyAsync();
        await patient.PostAsync<PortalQuestion>("/me/questions", new AskTrustCentre($"Was ist mit {Canary}?"));
        await patient.WithdrawAsync();
        var token = patient.Cookies.GetCookies(patient.Client.BaseAddress!).Single().Value;
        string[] secrets =
        [
            Canary, born, code, PortalCodes.Grouped(code), qr, secret.Secret, token,
            patient.AccountNumber, patient.AccountNumber.Replace("-", "", StringComparison.Ordinal), patient.Person,
        ];
        var tables = await TablesAsync();
        Assert.True(tables.Count > 20, $"{tables.Count} tables");
        foreach (var table in tables)
        {
            await using var command = app.Superuser.CreateCommand($"select t::text from {table} t");
            await using var row = await command.ExecuteReaderAsync(Ct);
            while (await row.ReadAsync(Ct))
            {
                var text = row.GetString(0);
                Assert.DoesNotContain(secrets, one => text.Contains(one, StringComparison.Ordinal));
                // bytes are shown in hexadecimal
                Assert.DoesNotContain(secrets, one => text.Contains(
                    Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(one)), StringComparison.Ordinal));
            }
        }
    }

    async Task<List<string>> TablesAsync()
    {
        await using var command = app.Superuser.CreateCommand("""
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('consent', 'events', 'audit', 'vault', 'hosting')
            """);
        await using var row = await command.ExecuteReaderAsync(Ct);
        var tables = new List<string>();
        while (await row.ReadAsync(Ct)) tables.Add(row.GetString(0));
        return tables;
    }
}
