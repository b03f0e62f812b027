using System.Net;
using System.Net.Http.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

public sealed class ConsentFiguresTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const string Core = "PATDAT_erheben_speichern_nutzen";
    const string Extra = "BIOMAT_Zusatzentnahme";

    [Fact]
    public async Task People_count_once_by_what_they_decided_last_and_answers_by_their_newest_consent()
    {
        var before = await FiguresAsync();
        var (yes, withdrawn, renewed) = (Sample.NewPerson(), Sample.NewPerson(), Sample.NewPerson());
        var today = LegalDays.Of(TimeProvider.System.GetUtcNow())
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await app.RecordAsync(Sample.Consent(yes, today, Extra));
        await app.RecordAsync(Sample.Consent(withdrawn, today));
        await app.WithdrawAsync(Sample.Withdrawal(withdrawn));
        await app.RecordAsync(Sample.Consent(renewed, "2024-03-01", Extra));
        await app.RecordAsync(Sample.Consent(renewed, today));

        var after = await FiguresAsync();

        Assert.Equal((3, 2, 1), (after.People - before.People, after.Consented - before.Consented,
            after.Withdrawn - before.Withdrawn));
        Assert.Equal((3, 0), Grown(before, after, Core));
        Assert.Equal((2, 1), Grown(before, after, Extra));
        Assert.Equal(26, after.Weeks.Count);
        Assert.Equal((3, 1), (after.Weeks[^1].Consents - before.Weeks[^1].Consents,
            after.Weeks[^1].Withdrawals - before.Weeks[^1].Withdrawals));
    }

    [Fact]
    public async Task A_place_with_fewer_than_five_sessions_is_counted_as_hidden_and_not_named()
    {
        await SessionsAsync("Kleine Station", 4);
        await SessionsAsync("Große Station", 5);

        var figures = await FiguresAsync();

        var place = Assert.Single(figures.Places);
        Assert.Equal(("Große Station", 5, 3), (place.Place, place.Sessions, place.Signed));
        Assert.Equal(1, figures.HiddenPlaces);
    }

    [Fact]
    public async Task A_foreign_domain_is_unknown()
    {
        using var answer = await app.GetAsync("/api/consent/domains/Elsewhere/statistics");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    static (long Yes, long No) Grown(ConsentStatistics before, ConsentStatistics after, string module)
    {
        var (earlier, later) = (Of(before, module), Of(after, module));
        return (later.Yes - (earlier?.Yes ?? 0), later.No - (earlier?.No ?? 0));
    }

    static ModuleCount Of(ConsentStatistics figures, string module) =>
        figures.Modules.SingleOrDefault(count => count.Template == Sample.Form && count.Module == module)!;

    /// <summary>Finished sessions, three of them with a document.</summary>
    async Task SessionsAsync(string place, int count)
    {
        await using var command = app.Superuser.CreateCommand("""
            with tablet as (insert into consent.tablets (id, domain, name, place, enrolled_at)
                values (gen_random_uuid(), 'MII', $1, $1, now()) returning id)
            insert into consent.captures (id, domain, state, planned_at, changed_at, tablet, outcome)
            select gen_random_uuid(), 'MII', case when n <= 3 then 'received' else 'ended' end, now(), now(), id,
                case when n <= 3 then 'signed' else 'later' end
            from tablet, generate_series(1, $2) as n
            """);
        command.Parameters.AddWithValue(place);
        command.Parameters.AddWithValue(count);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    async Task<ConsentStatistics> FiguresAsync()
    {
        using var answer = await app.GetAsync("/api/consent/domains/MII/statistics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<ConsentStatistics>(
            TestContext.Current.CancellationToken))!;
    }
}
