using System.Net.Http.Headers;
using System.Text;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class CsvRoutesTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Import = "/api/pseudonym/pseudonyms/import?domain=";
    const string Export = "/api/pseudonym/pseudonyms/export";

    [Fact]
    public async Task A_table_of_originals_gets_a_pseudonym_per_line()
    {
        var domain = await app.DomainAsync();
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

        var lines = await ImportAsync(
            domain, windows.GetBytes("Original;Station\r\nMüller;3\r\n\"'=1+1\";4\r\n ;5\r\n"));

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("2,created,", lines[1], StringComparison.Ordinal);
        Assert.Equal("4,value-invalid,", lines[3]);
        var known = await app.GetAsync(domain, "Müller", "=1+1");
        Assert.Equal(lines[1].Split(',')[2], known.Results[0].Pseudonym);
        Assert.Equal(lines[2].Split(',')[2], known.Results[1].Pseudonym);
        Assert.StartsWith("1,exists,", (await ImportAsync(domain, Encoding.Unicode.GetBytes("Müller\n")))[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_go_out_and_come_into_another_domain_as_they_were()
    {
        var one = await app.DomainAsync(new(ResolvableBy: [new("lead-1", "move")]));
        var other = await app.DomainAsync();
        string[] originals = ["=cmd|' /C calc'!A0", "a,\"b\"\r\nc", "Łódź 𝔘", "'quoted'", "-1"];
        var made = await app.CreateAsync(one, originals);

        using var response = await app.PostAsync(Export, new ExportPseudonyms(one, "move"));
        var csv = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var lines = await ImportAsync(other, csv);

        Assert.All(lines.Skip(1), line => Assert.Contains(",created,", line, StringComparison.Ordinal));
        Assert.Equal(made.Results.Select(result => result.Pseudonym),
            (await app.GetAsync(other, originals)).Results.Select(result => result.Pseudonym));
        Assert.DoesNotContain("\n=", Encoding.UTF8.GetString(csv), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Originals_go_out_only_where_that_is_granted()
    {
        var domain = await app.DomainAsync(new(ResolvableBy: [new("diz-1", "move")]));
        await app.CreateAsync(domain, "canary-4711");

        using var plain = await app.PostAsync(Export, new ExportPseudonyms(domain));
        Assert.DoesNotContain("canary", await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal((403, "permission-missing"), await app.RefusalAsync(Export, new ExportPseudonyms(domain, "move")));
    }

    async Task<string[]> ImportAsync(string domain, byte[] csv)
    {
        using var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await app.PostAsync(Import + Uri.EscapeDataString(domain), content);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text + app.Logs);
        return text.TrimEnd().Split("\r\n");
    }
}
