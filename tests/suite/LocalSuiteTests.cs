using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Suite.Tests;

public sealed class LocalSuiteTests(RunningSuiteFixture running)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_in_the_keys_folder_can_be_read_by_its_owner_alone()
    {
        var suite = await running.SuiteAsync();
        var folder = new DirectoryInfo(Path.Combine(suite.Data, "keys"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode);
        Assert.Empty(folder.GetDirectories());
        Assert.Contains(folder.GetFiles(), file => file.Name == "consent.json");
        Assert.All(folder.GetFiles(), file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public async Task What_it_prints_and_logs_holds_no_secret()
    {
        var suite = await running.SuiteAsync();
        var said = suite.Output + suite.Errors;
        var passwords = await PasswordsAsync(suite);

        Assert.DoesNotContain(suite.Secret("diz"), said, StringComparison.Ordinal);
        Assert.All(passwords.Values, password => Assert.DoesNotContain(password, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_curls_it_prints_work_as_they_are()
    {
        var suite = await running.SuiteAsync();
        var curls = suite.Output.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, curls.Length);
        var answers = new List<string>();
        foreach (var curl in curls) answers.Add(await ShellAsync(curl));

        Assert.Contains("\"contentHash\"", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"permitted\":true", answers[1], StringComparison.Ordinal);
        Assert.Contains("\"pseudonym\":\"", answers[2], StringComparison.Ordinal);
        Assert.Contains("CapabilityStatement", answers[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_plays_to_its_end_and_leaves_a_PDF()
    {
        var suite = await running.SuiteAsync();
        var (code, output, errors) = await suite.CommandAsync("demo");
        Assert.True(code == 0, output + errors);

        var said = output.Split('\n').Where(line => line.Contains('→')).Select(line => line.Trim()[2..]).ToArray();
        Assert.Equal(
            ["YES", "YES", "NO", "YES", "NO"], said.Select(line => line.Split(':')[0])
                .Where(word => word is "YES" or "NO"));
        Assert.Contains("full-withdrawal", output, StringComparison.Ordinal);
        if (!File.Exists("/usr/bin/weasyprint")) Assert.Skip("WeasyPrint is not installed (./test installs it).");
        var pdf = await File.ReadAllBytesAsync(said[^1][(said[^1].IndexOf('/'))..], Ct);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf, 0, 5));
    }

    [Fact]
    public async Task Scripts_are_told_where_everything_is()
    {
        var suite = await running.SuiteAsync();
        var (code, output, _) = await suite.CommandAsync("env");

        Assert.Equal(0, code);
        Assert.Contains($"TRUSTCENTER_URL={suite.Url}\n", output, StringComparison.Ordinal);
        Assert.Contains($"TRUSTCENTER_GICS={suite.Url}/ttp-fhir/fhir/gics\n", output, StringComparison.Ordinal);
        Assert.Contains($"TRUSTCENTER_EPIX={suite.Url}/ttp-fhir/fhir/epix\n", output, StringComparison.Ordinal);
        Assert.All(output.Trim().Split('\n'), line => Assert.Matches("^TRUSTCENTER_[A-Z_]+=[^ ]+$", line));
    }

    [Fact]
    public async Task A_second_suite_on_the_same_folder_says_so_and_leaves_the_first_alone()
    {
        var suite = await running.SuiteAsync();
        var (code, _, errors) = await suite.CommandAsync();

        Assert.Equal(78, code);
        Assert.Contains($"already runs on {suite.Data} at {suite.Url}", errors, StringComparison.Ordinal);
        using var client = suite.Client("diz");
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_one_that_is_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => SuiteProcess.StartAsync(
            new Dictionary<string, string> { ["TRUSTCENTER_PORT"] = $"{taken}" }, Ct));

        Assert.Contains($"Port {taken} on 127.0.0.1 is taken", failed.Message, StringComparison.Ordinal);
        Assert.Matches(@"TRUSTCENTER_PORT=\d+ \./run", failed.Message);
    }

    [Fact]
    public async Task Each_of_three_databases_lets_in_its_own_two_roles_and_no_other()
    {
        var suite = await running.SuiteAsync();
        var port = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(suite.Data, "suite.json"), Ct))
            .RootElement.GetProperty("PostgresPort").GetInt32();
        var roles = await PasswordsAsync(suite);
        Assert.Equal(6, roles.Count);
        foreach (var database in (string[])["consent", "pseudonym", "identity"])
        {
            foreach (var (role, password) in roles)
            {
                var own = role.StartsWith(database, StringComparison.Ordinal);
                var expected = own ? null : PostgresErrorCodes.InsufficientPrivilege;
                Assert.Equal(expected, await OpenAsync(port, database, role, password));
                Assert.Equal(PostgresErrorCodes.InvalidPassword, await OpenAsync(port, database, role, "wrong"));
            }
        }
    }

    static async Task<Dictionary<string, string>> PasswordsAsync(SuiteProcess suite) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            await File.ReadAllTextAsync(Path.Combine(suite.Data, "keys/databases.json"), Ct))!;

    static async Task<string?> OpenAsync(int port, string database, string role, string password)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                $"Host=127.0.0.1;Port={port};Database={database};Username={role};Password={password};Pooling=false");
            await connection.OpenAsync(Ct);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Ct);
        await shell.WaitForExitAsync(Ct);
        return output;
    }
}
