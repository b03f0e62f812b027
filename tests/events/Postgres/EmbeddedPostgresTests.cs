using System.Diagnostics;
using Npgsql;
using TrustCenter.Postgres;
using TrustCenter.Testing;

namespace TrustCenter.Events.Tests;

public sealed class EmbeddedPostgresTests : IDisposable
{
    const string FolderVariable = "TRUSTCENTER_TEST_FOLDER_OF_DOOMED_STARTER";

    readonly string _folder = TemporaryServers.NewFolder();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_server_that_was_stopped_starts_again_with_its_data()
    {
        await using (var first = await StartAsync(_folder))
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (7)");

        await using var second = await StartAsync(_folder);
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task Two_servers_on_two_folders_run_side_by_side()
    {
        await using var one = await StartAsync(Path.Combine(_folder, "one"));
        await using var two = await StartAsync(Path.Combine(_folder, "two"));
        await ExecuteAsync(one, "create table only_here (n int)");
        Assert.NotEqual(one.Port, two.Port);
        Assert.Equal(false, await ScalarAsync(two, "select to_regclass('only_here') is not null"));
    }

    [Fact]
    public async Task A_folder_in_use_by_a_living_process_is_refused()
    {
        await using var first = await StartAsync(_folder);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(_folder));
        Assert.Contains("Another process uses", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first, "select 1"));
    }

    [Fact]
    public async Task A_server_killed_hard_comes_back_with_what_was_committed()
    {
        var first = await StartAsync(_folder);
        await ExecuteAsync(first, "create table kept (n int); insert into kept values (7)");
        using (var postmaster = Process.GetProcessById(first.ProcessId))
            postmaster.Kill();

        await first.DisposeAsync();
        Assert.True(File.Exists(Path.Combine(_folder, "data", "postmaster.pid")));
        await using var second = await StartAsync(_folder);
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task A_server_that_is_kept_running_comes_back_on_its_port_when_it_is_killed_and_ends_when_told()
    {
        var back = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new List<int>();
        int second;
        await using (var server = await StartAsync(_folder))
        {
            server.KeepRunning(ended.Add, away => back.TrySetResult(away), problem =>
                back.TrySetException(problem), Ct);
            await ExecuteAsync(server, "create table kept (n int); insert into kept values (7)");
            var first = server.ProcessId;
            using (var postmaster = Process.GetProcessById(first))
                postmaster.Kill();

            await back.Task;
            Assert.Equal(7, await ScalarAsync(server, "select n from kept"));
            Assert.NotEqual(first, second = server.ProcessId);
            Assert.Equal([137], ended);
        }

        Assert.False(Directory.Exists($"/proc/{second}"));
        Assert.Single(ended);
    }

    [Fact]
    public async Task A_pid_file_naming_a_stranger_does_not_hinder_the_start_and_the_stranger_lives()
    {
        await using (await StartAsync(_folder))
        {
        }

        using var stranger = Process.Start("sleep", "60");
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "postmaster.pid"),
            $"{stranger.Id}\n{_folder}/data\n1\n1\n\n127.0.0.1\n\nready\n", Ct);
        await using var server = await StartAsync(_folder);
        Assert.Equal(1, await ScalarAsync(server, "select 1"));
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task When_the_starting_process_is_killed_its_server_ends_and_the_folder_can_be_used_again()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--filter-method", $"*.{nameof(Doomed_starter)}", "--explicit", "only" },
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = _folder },
        };
        using var starter = Process.Start(start)!;
        var sign = Path.Combine(_folder, "up");
        while (!File.Exists(sign))
        {
            Assert.False(starter.HasExited, "the starter ended before its server was up");
            await Task.Delay(50, Ct);
        }

        var orphan = int.Parse(await File.ReadAllTextAsync(sign, Ct), null);
        starter.Kill();
        await using var second = await StartAsync(_folder);
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
        Assert.False(IsRunning(orphan), "the killed process left its server behind");
    }

    [Fact(Explicit = true)]
    public async Task Doomed_starter()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable)
            ?? throw new InvalidOperationException("Run by the test about a killed starting process only.");
        await using var server = await StartAsync(folder);
        await ExecuteAsync(server, "create table kept (n int); insert into kept values (7)");
        await File.WriteAllTextAsync(Path.Combine(folder, "up.new"), $"{server.ProcessId}", Ct);
        File.Move(Path.Combine(folder, "up.new"), Path.Combine(folder, "up"));
        await Task.Delay(TimeSpan.FromMinutes(2), Ct);
    }

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        await using var server = await StartAsync(_folder);
        var owner = File.ReadLines($"/proc/{server.ProcessId}/status")
            .Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.DoesNotContain("0", owner.Split('\t')[1..]);
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password_and_only_the_owner_can_read_it()
    {
        await using var server = await StartAsync(_folder);
        var without = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" };
        await using var connection = new NpgsqlConnection(without.ConnectionString);
        await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Ct));
#pragma warning disable CA1416 // the embedded server is for Linux
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder, "superuser-password")));
#pragma warning restore CA1416
    }

    // a dead process that nobody has waited for yet has no command line
    static bool IsRunning(int pid) =>
        Directory.Exists($"/proc/{pid}") && File.ReadAllText($"/proc/{pid}/cmdline") is not "";

    static Task<EmbeddedPostgres> StartAsync(string folder) =>
        EmbeddedPostgres.StartAsync(folder, settings: TemporaryServers.Careless, ct: Ct);

    static async Task ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    static async Task<object?> ScalarAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
