using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class KeyRotationTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_change_while_four_writers_work_and_nobody_notices()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "quality", 1_000_000)]));
        await using var second = await app.StartAsync();
        var other = (PairDesk)second.Services.GetService(typeof(PairDesk))!;
        var first = await AskAsync(app.Desk, domain, 0, 3_000);
        var (done, rounds) = (false, 0);
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            var known = new Dictionary<int, string>();
            for (var turn = 0; !done || turn < 3; turn++)
            {
                var from = (writer * 700 + turn * 170) % 6_000;
                var got = await AskAsync(writer % 2 == 0 ? app.Desk : other, domain, from, 200);
                for (var i = 0; i < got.Length; i++)
                {
                    Assert.Equal(known.GetValueOrDefault(from + i, got[i]), got[i]);
                    known[from + i] = got[i];
                    if (from + i < first.Length) Assert.Equal(first[from + i], got[i]);
                }

                Interlocked.Increment(ref rounds);
            }
        }).ToArray();
        for (var i = 0; i < 2; i++) await RotateAsync(domain);
        done = true;
        await Task.WhenAll(writers);

        Assert.True(rounds > 8, $"Only {rounds} batches were written meanwhile.");
        Assert.Equal(0, await app.CountAsync($"""
            select count(*) - count(distinct pseudonym) + count(*) filter (where key_version <> 3 or hash_version <> 3)
            from pseudonym.pairs p join pseudonym.domains d on d.id = p.domain where d.name = '{domain}'
            """));
        Assert.Equal(3, await app.CountAsync($"""
            select count(*) from pseudonym.keys k join pseudonym.domains d on d.id = k.domain where d.name = '{domain}'
            """));
        var resolved = await app.PostAsync<OriginalAnswers>("/api/pseudonym/pseudonyms/resolve",
            new ResolvePseudonyms(domain, first[..1_000], "quality"), "diz");
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"original {i}"),
            resolved.Results.Select(result => result.Original));
        Assert.Equal(first, await AskAsync(other, domain, 0, 3_000));
        await second.StopAsync(Ct);
    }

    [Fact]
    public async Task A_second_rotation_waits_for_the_first()
    {
        var domain = await app.DomainAsync();
        DomainKeyState[] running =
            [new(domain, "data", 1, "a"), new(domain, "data", 2, "a"), new(domain, "lookup", 2, "a")];

        Assert.Equal("rotation-running", RotatingKeys.Decide(domain, running).Rejection?.Code);
        Assert.Equal([new DomainKeyAdded(domain, "data", 3), new DomainKeyAdded(domain, "lookup", 3)],
            RotatingKeys.Decide(domain, running[1..]).Events);
    }

    async Task RotateAsync(string domain)
    {
        await app.PostAsync<DomainKeyState[]>("/api/pseudonym/keys/rotate", new RotateDomainKeys(domain), "admin");
        await UntilAsync(async () => (await app.PostAsync<DomainKeyState[]>(
            "/api/pseudonym/keys/list", new { }, "admin"))
            .Count(key => key.Domain == domain) == 3);
    }

    async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; !await isSo(); i++)
        {
            Assert.True(i < 600, $"It took more than a minute. {app.Logs}");
            await Task.Delay(100, Ct);
        }
    }

    async Task<string[]> AskAsync(PairDesk desk, string domain, int from, int count)
    {
        var reply = await desk.AnswerAsync(new PairAsk(domain,
            [.. Enumerable.Range(from, count).Select(i => $"original {i}")], PairWish.CreateOrGet, app.Caller()), Ct);
        Assert.Null(reply.Rejection);
        return Array.ConvertAll(reply.Answers, answer => answer.Pseudonym!);
    }
}
