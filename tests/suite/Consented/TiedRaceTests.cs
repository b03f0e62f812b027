using System.Collections.Concurrent;
using System.Diagnostics;

namespace TrustCenter.Suite.Tests;

/// <summary>Withdrawals against clients that ask for the same people's pseudonyms without a pause.</summary>
public sealed class TiedRaceTests(TiedServices services) : IClassFixture<TiedServices>
{
    const int Withdrawals = 200;
    const int AtOnce = 4;

    /// <summary>So long after the 201 nothing is handed out any more to who asks then.</summary>
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_withdrawal_nothing_is_handed_out(bool asksEachTime)
    {
        var domain = await services.DomainAsync(asks: asksEachTime);
        var people = Enumerable.Range(0, Withdrawals).Select(_ => services.NewPerson()).ToArray();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (person, _) => await services.ConsentAsync(person));
        // half of them have a pseudonym already, for the others it is made in the race
        Assert.All(
            await services.CreateAsync(domain, people[..(Withdrawals / 2)]), answer => Assert.True(answer.Created));

        var races = new ConcurrentBag<Race>();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (person, _) => races.Add(await RaceAsync(domain, person)));

        var delays = races.Select(race => race.Delay.TotalMilliseconds).Order().ToArray();
        var late = races.Sum(race => race.HandedOutLater);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{(asksEachTime ? "asking each time" : "following")}: {races.Count} withdrawals, {AtOnce} at once, "
            + $"against {races.Sum(race => race.Asked)} asks: last hand-out begun after the 201: median "
            + $"{delays[delays.Length / 2]:0} ms, 99 % {delays[delays.Length * 99 / 100]:0} ms, "
            + $"most {delays[^1]:0} ms; "
            + $"{late} asks were answered that began after the 201");
        Assert.Equal(Withdrawals, races.Count);
        Assert.True(delays[^1] < Bound.TotalMilliseconds, $"{delays[^1]} ms");
        if (asksEachTime) Assert.Equal(0, late);
        Assert.All((await services.GetAsync(domain, people)), answer => Assert.Null(answer.Pseudonym));
    }

    /// <param name="Delay">From the 201 to the beginning of the last ask that was answered with a pseudonym.</param>
    sealed record Race(TimeSpan Delay, int HandedOutLater, int Asked);

    async Task<Race> RaceAsync(string domain, string person)
    {
        var withdrawn = 0L;
        var asks = new List<(long Began, bool HandedOut)>();
        var asking = Task.Run(async () =>
        {
            // until a refusal, and then ten more asks: what is refused once stays refused
            for (var (i, refused) = (0, 0); refused < 10; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var answer = (i % 2 == 0
                    ? await services.CreateAsync(domain, person) : await services.GetAsync(domain, person))[0];
                asks.Add((began, answer.Pseudonym is not null));
                if (answer.NotPermitted || (answer.Pseudonym is null && refused > 0)) refused++;
            }
        });
        await Task.Delay(20);
        await services.WithdrawAsync(person);
        withdrawn = Stopwatch.GetTimestamp();
        await asking;
        var later = asks.Where(ask => ask.HandedOut && ask.Began > withdrawn).ToArray();
        return new(later.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(withdrawn, later[^1].Began),
            later.Length, asks.Count);
    }
}
