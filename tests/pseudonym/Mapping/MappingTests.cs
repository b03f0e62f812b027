using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class MappingTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Tree = "/api/pseudonym/mapping/tree";
    const string Net = "/api/pseudonym/mapping/net";

    [Fact]
    public async Task Pseudonyms_of_pseudonyms_are_found_downwards_and_upwards_only_with_a_grant()
    {
        var top = await app.DomainAsync();
        var left = await app.DomainAsync(new(Parents: [top], ResolvableBy: [new("lead-1", "link")]));
        var right = await app.DomainAsync(new(Parents: [top]));
        var bottom = await app.DomainAsync(new(Parents: [left, right], ResolvableBy: [new("lead-1", "link")]));
        var first = (await app.CreateAsync(top, "person")).Results[0].Pseudonym!;
        var (one, two) = ((await app.CreateAsync(left, first)).Results[0].Pseudonym!,
            (await app.CreateAsync(right, first)).Results[0].Pseudonym!);
        var last = (await app.CreateAsync(bottom, one, two)).Results.Select(result => result.Pseudonym!).ToArray();

        var tree = await app.PostAsync<PseudonymTree>(Tree, new MapPseudonym(top, first));
        Assert.Equal([left, right], tree.Below.Select(below => below.Domain));
        Assert.Equal(last[0], tree.Below[0].Below.Single().Pseudonym);
        Assert.Equal(last[1], tree.Below[1].Below.Single().Pseudonym);

        Assert.Empty((await app.PostAsync<PseudonymTree>(Tree, new MapPseudonym(bottom, last[0]))).Below);
        var up = await app.PostAsync<PseudonymTree>(Tree, new MapPseudonym(bottom, last[0], "link"));
        Assert.Equal((top, first), (up.Domain, up.Pseudonym));
        var net = await app.PostAsync<PseudonymNet>(Net, new MapPseudonym(left, one, "link"));
        Assert.Equal(new[] { first, one, two, last[0], last[1] }.Order(),
            net.Nodes.Select(node => node.Pseudonym).Order());
        Assert.Equal(4, net.Edges.Count);
        Assert.Equal(2, (await app.PostAsync<PseudonymNet>(Net, new MapPseudonym(right, two, "link"))).Nodes.Count);
        Assert.Equal((404, "pseudonym-unknown"), await app.RefusalAsync(Tree, new MapPseudonym(top, "AAAAAAAAAA")));
    }

    [Fact]
    public async Task Two_stages_are_made_in_one_request_and_only_the_last_is_answered()
    {
        var first = await app.DomainAsync();
        var second = await app.DomainAsync(new(Parents: [first], Originals: "ensure-exists"));

        var chain = await app.PostAsync<PseudonymAnswers>(
            "/api/pseudonym/pseudonyms/chain", new ChainPseudonyms([first, second], ["a", "b"]));

        var between = (await app.GetAsync(first, "a", "b")).Results.Select(result => result.Pseudonym!).ToArray();
        Assert.Equal((await app.GetAsync(second, between)).Results.Select(result => result.Pseudonym),
            chain.Results.Select(result => result.Pseudonym));
        Assert.Equal(second, chain.Domain);
    }
}
