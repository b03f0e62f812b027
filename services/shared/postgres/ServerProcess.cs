using System.Diagnostics;

namespace TrustCenter.Postgres;

/// <summary>Child processes that run unprivileged and don't outlive us.</summary>
static class ServerProcess
{
    const string PasswordFile = "/etc/passwd";

    /// <summary>The account PostgreSQL runs under when we are root, which it refuses to run as; else null.</summary>
    public static string? Account { get; } = Environment.IsPrivilegedProcess ? UnprivilegedAccount() : null;

    /// <summary>
    /// Starts a program that gets SIGINT (PostgreSQL: fast shutdown) when this process dies, however it dies.
    /// The kernel binds that signal to the starting thread, so a thread of its own starts the child and waits for it.
    /// </summary>
    public static Task<Process> StartBoundAsync(string program, IEnumerable<string> arguments)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = Describe(program, arguments, bound: true);
        var keeper = new Thread(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception problem) when (!started.Task.IsCompleted)
            {
                started.SetException(problem);
            }
            catch (InvalidOperationException)
            {
                // disposed while we waited: nobody needs the thread any more
            }
        })
        { IsBackground = true, Name = "postgres keeper" };
        keeper.Start();
        return started.Task;
    }

    /// <summary>Runs a program to its end as the server's account and gives what it said.</summary>
    public static Task<(int ExitCode, string Output)> RunUnprivilegedAsync(
        string program, IEnumerable<string> arguments, CancellationToken ct) =>
        RunAsync(Describe(program, arguments, bound: false), ct);

    /// <summary>Runs a program to its end under our own account.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken ct) =>
        RunAsync(new ProcessStartInfo(program, arguments), ct);

    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static Task SignalAsync(int processId, string signal) =>
        RunAsync("/bin/sh", ["-c", $"kill -{signal} {processId} 2>/dev/null || true"], CancellationToken.None);

    static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, CancellationToken ct)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }

    static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, bool bound)
    {
        var wrapped = new List<string>();
        if (Account is not null)
            wrapped.AddRange([$"--reuid={Account}", $"--regid={GroupOf(Account)}", "--clear-groups"]);

        if (bound)
            wrapped.Add("--pdeathsig=INT");

        return wrapped is []
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("setpriv", [.. wrapped, "--", program, .. arguments]);
    }

    static string UnprivilegedAccount() => Entry("postgres") is null ? "nobody" : "postgres";

    static string GroupOf(string account) => Entry(account)?.Split(':')[3]
        ?? throw new InvalidOperationException($"There is no account '{account}' for PostgreSQL to run under.");

    static string? Entry(string account) =>
        File.ReadLines(PasswordFile).FirstOrDefault(line => line.StartsWith(account + ":", StringComparison.Ordinal));
}
