using System.Collections.Concurrent;
using System.Collections.Immutable;
using TrustCenter.Consents;
using TrustCenter.Contracts.Consent;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

/// <summary>Every line of a bulk answer is what the events say that were visible at the position it names.</summary>
[Collection(Load.Name)]
public sealed class BulkPositionTests(ITestOutputHelper output)
{
    const int People = 120;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Load.Limit)]
    public async Task While_withdrawals_run_each_line_equals_evaluation_at_its_position()
    {
        await using var suite = await SuiteProcess.StartAsync(ct: Ct);
        await using var store = await SuiteStore.OpenAsync(suite, Ct);
        using var client = new LoadClient(suite);
        var seen = new ConcurrentQueue<(BulkQuestion Question, int[] People, BulkAnswer[] Answers)>();
        var race = new Race(client, People, new(Singles: 1_500, Gateway: 0, Bulk: 20_000),
            async (person, policy, ct) => Race.Answered(
                await Race.PatientlyAsync(() => client.CheckAsync(person, policy, ct), ct)))
        {
            Seen = (question, people, answers) => seen.Enqueue((question, people, answers)),
        };
        await race.RecordAsync(Ct);
        await race.RunAsync(Ct);
        seen.Enqueue(await AskMoreThanOneChunkAsync(client));

        var subjects = await SubjectsAsync(store, race.Documents);
        var (options, last) = (await OptionsAsync(store), await store.Log.PositionAsync(Ct));
        var (final, lines, moved) = (await store.DocumentsAtAsync(last, Ct), 0, 0);
        foreach (var (question, people, answers) in seen)
        {
            foreach (var chunk in answers.GroupBy(answer => answer.Position))
            {
                var then = await store.DocumentsAtAsync(chunk.Key, Ct);
                foreach (var answer in chunk)
                {
                    var subject = subjects[people[answer.Line - 1]];
                    Assert.Equal(Evaluate(then[subject], question, options), Said(answer));
                    lines++;
                    if (Evaluate(final[subject], question, options) != Said(answer)) moved++;
                }
            }
        }

        output.WriteLine($"{race}; {lines} lines at {seen.SelectMany(one => one.Answers).Select(a => a.Position)
            .Distinct().Count()} positions as the events say; {moved} of them would be answered otherwise by now.");
        Assert.True(moved > 0);
        Assert.Equal(People * 2 / 3, Count(final.Values, DocumentKind.FullWithdrawal));
    }

    static (bool, string, string, DateOnly?) Said(BulkAnswer answer) =>
        (answer.Permitted, answer.Answer, answer.Reason, answer.Until);

    static (bool, string, string, DateOnly?) Evaluate(
        ImmutableArray<DocumentFacts> documents, BulkQuestion question, EvaluationOptions options)
    {
        Assert.True(PolicyCode.TryParse(question.Policy!, out var policy));
        var answer = ConsentEvaluation.Policy(documents.AsSpan(), policy, TimeProvider.System.GetUtcNow(), options);
        return (answer.Permitted, AnswerNames.Of(answer.Permission), answer.Reason, answer.Until);
    }

    static async Task<(BulkQuestion, int[], BulkAnswer[])> AskMoreThanOneChunkAsync(LoadClient client)
    {
        var people = Enumerable.Range(0, 4_500).Select(i => i % People).ToArray();
        var question = new BulkQuestion(Load.Domain, Load.Samples);
        return (question, people, await client.BulkAsync(question, people.Select(Race.Person), Ct));
    }

    static async Task<Guid[]> SubjectsAsync(SuiteStore store, Guid[] documents)
    {
        var events = await store.Log.FetchVisibleAtAsync(await store.Log.PositionAsync(Ct), Ct);
        var subjects = events.Where(e => e.Data is ConsentRecorded)
            .ToDictionary(e => e.StreamId, e => ((ConsentRecorded)e.Data).Subject);
        return Array.ConvertAll(documents, document => subjects[document]);
    }

    static async Task<EvaluationOptions> OptionsAsync(SuiteStore store)
    {
        var settings = await store.ReadAsync(
            $"select settings from consent.domains where name = '{Load.Domain}'", row => row.GetString(0), Ct);
        return DomainSettings.Parse(settings.Single()).Options();
    }

    static int Count(IEnumerable<ImmutableArray<DocumentFacts>> people, DocumentKind kind) =>
        people.Count(documents => documents.Any(document => document.Kind == kind));
}
