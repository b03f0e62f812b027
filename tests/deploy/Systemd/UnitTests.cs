using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TrustCenter.Testing;

namespace TrustCenter.Deploy.Tests;

/// <summary>The units for one machine, as far as a machine without systemd can judge them.</summary>
public sealed partial class UnitTests
{
    /// <summary>What systemd's own judgement may come to at most; 10 is no protection at all.</summary>
    const double MostExposure = 2.0;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Folder { get; } = Checkout.File("deploy", "systemd");

    [Theory]
    [InlineData("trustcenter")]
    [InlineData("trustcenter-migrate")]
    public async Task Systemd_finds_no_fault_in_a_unit_and_little_that_it_could_do(string unit)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "There is no systemd-analyze.");
        var folder = Directory.CreateTempSubdirectory("units-").FullName;
        foreach (var file in Directory.GetFiles(Folder, "*.service"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            File.Copy(file, Path.Combine(
                folder, Path.GetFileName(file).Replace("@.", "@consent.", StringComparison.Ordinal)));
        }

        var path = Path.Combine(folder, $"{unit}@consent.service");
        var (verified, faults) = await RunAsync("verify", path);
        var (_, judgement) = await RunAsync("security", "--offline=true", "--no-pager", path);
        Directory.Delete(folder, recursive: true);

        Assert.True(verified == 0, faults);
        Assert.DoesNotContain(unit, faults, StringComparison.Ordinal);
        var exposure = double.Parse(Exposure().Match(judgement).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0, MostExposure);
    }

    [Fact]
    public async Task What_a_unit_hands_over_is_enough_to_start_a_service_and_only_the_other_one_has_the_owner()
    {
        await using var services = new ApartServices();
        await services.InitializeAsync();
        var credentials = Directory.CreateTempSubdirectory("credentials-").FullName;
        var etc = new Dictionary<string, string>
        {
            ["/etc/trustcenter/consent/keys.json"] = services.Tokens.ServiceKeysFile("consent"),
            ["/etc/trustcenter/consent/connection"] = await WriteAsync(
                services.Tokens.Folder, "connection", services.Connection("consent", services.Roles["consent"].App)),
            ["/etc/trustcenter/consent/owner-connection"] = await WriteAsync(
                services.Tokens.Folder, "owner", services.Connection("consent", services.Roles["consent"].Owner)),
        };
        var migration = Environment("trustcenter-migrate@.service", credentials, etc);
        migration["consent__AppRole"] = services.Roles["consent"].App.Name;
        var (code, output, errors) = await ServiceProcess.CommandAsync(
            "TrustCenter.Consents", ["migrate"], migration, ct: Ct);
        Assert.True(code == 0, errors);
        Assert.StartsWith("Ran:", output, StringComparison.Ordinal);
        Directory.Delete(credentials, recursive: true);

        var environment = Environment("trustcenter@.service", Directory.CreateDirectory(credentials).FullName, etc);
        environment["Auth__Issuers__0__Issuer"] = TestTokens.IssuerName;
        environment["Auth__Issuers__0__JwksFile"] = services.Tokens.JwksFile;
        await using (var service = await ServiceProcess.StartAsync("TrustCenter.Consents", environment, Ct))
            Assert.True(await service.IsReadyAsync(Ct));

        Assert.Equal(["consent__ConnectionString", "keys.json"],
            Directory.GetFiles(credentials).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Directory.Delete(credentials, recursive: true);
    }

    /// <summary>What systemd would set and hand over for the instance <c>consent</c>.</summary>
    static Dictionary<string, string> Environment(string unit, string credentials, Dictionary<string, string> etc)
    {
        var environment = new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = credentials };
        foreach (var line in File.ReadLines(Path.Combine(Folder, unit))
            .Select(line => line.Replace("%i", "consent", StringComparison.Ordinal)
                .Replace("%d", credentials, StringComparison.Ordinal)))
        {
            if (line.Split('=', 2) is ["LoadCredential", var credential])
                File.Copy(etc[credential.Split(':')[1]], Path.Combine(credentials, credential.Split(':')[0]));
            else if (line.Split('=', 2) is ["Environment", var settings])
                foreach (var setting in settings.Split(' ').Select(one => one.Split('=', 2)))
                    environment[setting[0]] = setting[1];
        }

        return environment;
    }

    static async Task<string> WriteAsync(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text + "\n", Ct);
        return path;
    }

    static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"Overall exposure level[^:]*: ([\d.]+)")]
    private static partial Regex Exposure();
}
