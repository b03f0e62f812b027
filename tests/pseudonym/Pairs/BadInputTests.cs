using System.Text;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class BadInputTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    [Theory]
    [InlineData("""{"domain":"D","originals":[]}""")]
    [InlineData("""{"domain":"D"}""")]
    [InlineData("""{"domain":"D","originals":[""]}""")]
    [InlineData("""{"domain":"D","originals":["a","  "]}""")]
    [InlineData("""{"domain":"D","originals":[null]}""")]
    [InlineData("""{"domain":"D","originals":["a\u0000b"]}""")]
    [InlineData("""{"domain":"D","originals":["\ud800"]}""")]
    [InlineData("""{"domain":"D","originals":"a"}""")]
    [InlineData("""{"domain":"D","originals":["a"],"originals":["b"]}""")]
    [InlineData("""{"domain":"D","originals":["a"],"validUntil":"yesterday"}""")]
    [InlineData("""{"domain":"D","originals":["a"],"validUntil":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"domain":null,"originals":["a"]}""")]
    [InlineData("""{"domain":"none such","originals":["a"]}""")]
    [InlineData("""{"resourceType":"Observation","status":"final","valueString":"canary-mdat"}""")]
    [InlineData("""{"domain":"D","originals":["a"],"observation":{"text":"canary-mdat"}}""")]
    [InlineData("""[1,2,3]""")]
    [InlineData("""{"domain":"D",""")]
    [InlineData("")]
    public async Task What_is_no_request_is_refused_and_nothing_is_stored(string body)
    {
        foreach (var path in new[] { "", "/get", "/add", "/resolve", "/anonymise", "/delete", "/insert", "/validate" })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await app.PostAsync($"/api/pseudonym/pseudonyms{path}", content);
            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{path}: {(int)response.StatusCode} {app.Logs}");
        }

        Assert.Equal(0, await app.CountAsync("select count(*) from pseudonym.pairs"));
        Assert.DoesNotContain("canary-mdat", string.Concat(app.Logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_long_and_too_many_are_refused()
    {
        var domain = await app.DomainAsync();
        Assert.Equal((400, "value-invalid"), await app.RefusalAsync("/api/pseudonym/pseudonyms",
            new { domain, originals = new[] { new string('x', 1_001) } }));
        Assert.Equal((400, "too-many"), await app.RefusalAsync("/api/pseudonym/pseudonyms",
            new { domain, originals = Enumerable.Repeat("x", 10_001) }));
        Assert.Equal(0, await app.CountAsync("select count(*) from pseudonym.pairs"));
    }
}
