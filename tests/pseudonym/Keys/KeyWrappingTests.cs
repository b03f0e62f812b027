using System.Text.Json.Nodes;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class KeyWrappingTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_encryption_key_wraps_all_keys_anew_and_the_old_one_can_go()
    {
        var domain = await app.DomainAsync();
        var before = (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym;
        await app.PostAsync<OriginalsRequest>("/api/pseudonym/requests", new RequestOriginals(domain,
            "recontact-findings", "Art. 6(1)(a) GDPR", "keys", "A finding that matters to them", [before!]), "clerk");
        var file = app.Tokens.ServiceKeysFile(PseudonymsService.Name);
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(file, Ct))!;
        var list = keys["keys"]!.AsArray();
        var old = list.First(key => key!["use"]!.GetValue<string>() == "vault")!;
        var secret = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        list.Insert(0, new JsonObject { ["use"] = "vault", ["id"] = "next", ["key"] = secret });
        await File.WriteAllTextAsync(file, keys.ToJsonString(), Ct);

        await using (var second = await app.StartAsync())
        {
            await UntilAsync(async () => await app.CountAsync(
                "select count(*) from pseudonym.keys where kek <> 'next'") == 0);
            Assert.Equal(1, await app.CountAsync("select count(*) from vault.keys where kek = 'next'"));
            Assert.Equal(0, await app.CountAsync("select count(*) from vault.keys where kek <> 'next'"));
            await second.StopAsync(Ct);
        }

        list.Remove(old);
        await File.WriteAllTextAsync(file, keys.ToJsonString(), Ct);
        await using var third = await app.StartAsync();
        var desk = (PairDesk)third.Services.GetService(typeof(PairDesk))!;
        var reply = await desk.AnswerAsync(new PairAsk(domain, ["4711"], PairWish.Get, app.Caller()), Ct);
        Assert.Equal(before, reply.Answers[0].Pseudonym);
        Assert.Equal(before, (await app.CreateAsync(domain, "4711")).Results[0].Pseudonym);
        await third.StopAsync(Ct);
    }

    async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; !await isSo(); i++)
        {
            Assert.True(i < 600, $"It took more than a minute. {app.Logs}");
            await Task.Delay(100, Ct);
        }
    }
}
