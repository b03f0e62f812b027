using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Consents.Tests;

/// <summary>What a clock that jumps by years does to the worklists, and that checks never waited for them.</summary>
public sealed class ClockJumpTests(ConsentApp app) : IClassFixture<ConsentApp>
{
    const int Collect = 6;
    const int Use = 8;

    static readonly DateOnly Signed = new(2024, 2, 29);

    [Fact]
    public async Task Five_years_after_a_signature_on_a_leap_day_nothing_more_is_collected_and_what_there_is_stays()
    {
        var person = Sample.NewPerson();
        await app.RecordAsync(Sample.Consent(person, Text(Signed)));

        Assert.True((await app.CheckAsync(person, Collect, at: "2029-02-27")).Permitted);
        Assert.Equal("expired", (await app.CheckAsync(person, Collect, at: "2029-02-28")).Reason);
        Assert.True((await app.CheckAsync(person, Use, at: "2029-02-28")).Permitted);
    }

    [Fact]
    public async Task A_jump_over_the_end_brings_each_document_onto_the_list_once_and_a_jump_back_takes_none_away()
    {
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(Sample.Consent(person, Text(Signed)));
        var clock = new TestClock(new(2054, 2, 27, 12, 0, 0, TimeSpan.Zero));
        await NoticeAsync(clock);
        Assert.DoesNotContain(await WorklistAsync(), entry => entry.Document == recorded.Id);

        clock.Now = clock.Now.AddYears(5);
        await NoticeAsync(clock);
        await NoticeAsync(clock);
        clock.Now = clock.Now.AddYears(-20);
        await NoticeAsync(clock);

        var entry = Assert.Single(await WorklistAsync(), entry => entry.Document == recorded.Id);
        Assert.Equal(("expired", "2054-02-28"), (entry.Kind, Text(entry.Due)));
        Assert.Equal("expired", (await app.CheckAsync(person, Use, at: "2054-02-28")).Reason);
        Assert.True((await app.CheckAsync(person, Use, at: "2054-02-27")).Permitted);
    }

    [Fact]
    public async Task A_jump_over_the_18th_birthday_ends_what_guardians_permitted_on_the_birthday_itself()
    {
        var form = BroadConsent.Templates().First(template => template.Signatory == Signatory.Guardian);
        var person = Sample.NewPerson();
        var recorded = await app.RecordAsync(new RecordConsent("MII", form.Key, [new("Pseudonym", person)],
            Text(Signed), form.Modules.Where(module => module.Decision)
                .ToDictionary(module => module.Name, _ => "accepted"),
            [new("guardian", "Đorđe Đorđević")], BirthDate: "2008-02-29"));

        await NoticeAsync(new(new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var entry = Assert.Single(await WorklistAsync(),
            entry => entry.Document == recorded.Id && entry.Kind == "majority-reached");
        var last = entry.Due.AddDays(-1);
        Assert.True((await app.CheckAsync(person, Use, at: Text(last))).Permitted);
        Assert.False((await app.CheckAsync(person, Use, at: Text(entry.Due))).Permitted);
        Assert.Equal(18, entry.Due.Year - 2008);
    }

    async Task NoticeAsync(TestClock clock)
    {
        using var notice = new NoticeDays(
            app.Services.GetRequiredKeyedService<IDocumentStore>(ConsentsService.Name),
            app.Services.GetRequiredKeyedService<NpgsqlDataSource>(ConsentsService.Name), clock,
            NullLogger<NoticeDays>.Instance);
        while (await notice.NoticeAsync(TestContext.Current.CancellationToken) > 0)
        {
        }
    }

    Task<WorklistEntry[]> WorklistAsync() =>
        app.ReadAsync<WorklistEntry[]>("/api/consent/domains/MII/worklist?count=500");

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
