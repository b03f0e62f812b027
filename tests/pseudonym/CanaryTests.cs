using System.Diagnostics;
using System.Text;
using Npgsql;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>Originals that nobody else has go through every route; then they are looked for everywhere.</summary>
public sealed class CanaryTests(PseudonymApp app) : IClassFixture<PseudonymApp>
{
    const string Api = "/api/pseudonym/pseudonyms";

    [Fact]
    public async Task No_original_is_in_the_database_or_in_the_log()
    {
        var domain = await app.DomainAsync(new(Several: true, Deletable: true, ResolvableBy: [new("diz-1", "test")]));
        string[] canaries = [.. Enumerable.Range(0, 40).Select(i => $"kanarie-{i}-Zoë-Ölçer")];
        var made = await app.CreateAsync(domain, canaries[..20]);
        await app.CreateAsync(domain, canaries[20]);
        await app.PostAsync<PseudonymAnswers>(
            $"{Api}/add", new AddPseudonyms(domain, canaries[..4], 2), key: "canary-key");
        await app.GetAsync(domain, canaries);
        await app.PostAsync<OriginalAnswers>($"{Api}/resolve", new ResolvePseudonyms(
            domain, [made.Results[0].Pseudonym!, canaries[30]], "test"), "diz");
        await app.PostAsync<InsertVerdicts>(
            $"{Api}/insert", new InsertPairs(domain, [new(canaries[31], canaries[32])]));
        await app.PostAsync<ValidationAnswers>($"{Api}/validate", new ValidatePseudonyms(domain, [canaries[33]]));
        await app.PostAsync<ErasureAnswers>($"{Api}/anonymise", new ErasePseudonyms(domain, canaries[5..8]));
        await app.PostAsync<ErasureAnswers>($"{Api}/delete", new ErasePseudonyms(domain, canaries[8..10]));
        await app.RefusalAsync(Api, new CreatePseudonyms("no such domain", [canaries[34]]));
        await app.RefusalAsync(Api, new { domain, originals = new object[] { canaries[35], 7 } });

        var dump = await DumpAsync();
        Assert.Contains(made.Results[10].Pseudonym!, dump, StringComparison.Ordinal);
        var log = string.Join('\n', app.Logs.Lines);
        foreach (var form in canaries.SelectMany(Forms))
        {
            Assert.DoesNotContain(form, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(form, log, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("kanarie", dump, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString("kanarie"u8), dump, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("kanarie", log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Base64 at each of its three phases, without what depends on the neighbours.</summary>
    static IEnumerable<string> Forms(string text)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) })
        {
            yield return Convert.ToHexString(bytes);
            for (var phase = 0; phase < 3; phase++)
                yield return Convert.ToBase64String([.. new byte[phase], .. bytes])[4..^4];
        }
    }

    async Task<string> DumpAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(app.Database.SuperuserConnectionString);
        var program = Directory.EnumerateDirectories("/usr/lib/postgresql").Order()
            .Select(folder => Path.Combine(folder, "bin", "pg_dump")).LastOrDefault(File.Exists) ?? "pg_dump";
        var start = new ProcessStartInfo(program,
            ["-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, connection.Database!])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PGPASSWORD"] = connection.Password;
        using var process = Process.Start(start)!;
        var dump = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return dump;
    }
}
