using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TrustCenter.Testing;

namespace TrustCenter.Deploy.Tests;

public sealed class TrialPostgresTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_trials_own_server_is_set_up_for_a_service_that_owns_nothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/psql"), "There is no psql (postgresql-client).");
        var superuser = new NpgsqlConnectionStringBuilder(await PostgresFixture.SuperuserAsync());
        var name = $"trial_{Environment.ProcessId}";
        var folder = Directory.CreateTempSubdirectory("trial-").FullName;
        foreach (var password in (string[])["owner-password", "app-password"])
            await File.WriteAllTextAsync(Path.Combine(folder, password), $"it's {password} of \"tests\"\n", Ct);

        await RunScriptAsync(superuser, name, folder);

        string As(string role, string password) => new NpgsqlConnectionStringBuilder(superuser.ConnectionString)
        {
            Database = name,
            Username = role,
            Password = $"it's {password} of \"tests\"",
            Pooling = false,
        }.ConnectionString;
        var (code, output, errors) = await ServiceProcess.CommandAsync(
            "TrustCenter.Consents", ["migrate"], new Dictionary<string, string>
            {
                ["Consent__OwnerConnectionString"] = As($"{name}_owner", "owner-password"),
                ["Consent__AppRole"] = name,
            }, ct: Ct);
        Assert.True(code == 0, errors);
        Assert.Equal("Ran: events, hosting, consent.", output.Trim());
        await using (var app = new NpgsqlConnection(As(name, "app-password")))
        {
            await app.OpenAsync(Ct);
            await using var drop = new NpgsqlCommand("drop table events.events", app);
            await Assert.ThrowsAsync<PostgresException>(() => drop.ExecuteNonQueryAsync(Ct));
        }

        await Postgres.Databases.DropAsync(superuser.ConnectionString, name, Ct);
        Directory.Delete(folder, recursive: true);
    }

    static async Task RunScriptAsync(NpgsqlConnectionStringBuilder server, string name, string passwords)
    {
        var values = Path.Combine(ChartRenderer.Chart, "values-trial.yaml");
        var rendering = await ChartRenderer.RenderAsync([values], ct: Ct);
        var script = Path.Combine(passwords, "roles.sh");
        await File.WriteAllTextAsync(script, (string)rendering.Of("ConfigMap").Single()["data"]!["roles.sh"]!, Ct);
        var start = new ProcessStartInfo("/bin/sh", [script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = server.Host;
        start.Environment["PGPORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGPASSWORD"] = server.Password;
        start.Environment["TRIAL_DATABASE"] = name;
        start.Environment["TRIAL_ROLE"] = name;
        start.Environment["TRIAL_PASSWORDS"] = passwords;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        await output;
        Assert.True(process.ExitCode == 0, errors);
    }
}
