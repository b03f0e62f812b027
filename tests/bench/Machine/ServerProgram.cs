using System.Diagnostics;
using TrustCenter.Hosting;

namespace TrustCenter.Bench;

/// <summary>A program of ours as a process of its own: the suite, or the bare host.</summary>
public sealed class ServerProgram : IAsyncDisposable
{
    static readonly HttpClient Http =
        new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) });

    readonly Process _process;

    ServerProgram(Process process, string address, TimeSpan readyAfter) =>
        (_process, Address, ReadyAfter) = (process, address, readyAfter);

    public string Address { get; }

    /// <summary>From starting the process to the first "ready".</summary>
    public TimeSpan ReadyAfter { get; }

    public int ProcessId => _process.Id;

    public static async Task<ServerProgram> StartAsync(
        string[] command, int port, string readyPath, string log, IReadOnlyDictionary<string, string> environment,
        double readyWithin = 120)
    {
        var start = new ProcessStartInfo("/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log, .. command]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var address = $"http://127.0.0.1:{port}";
        var begin = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        while (!await IsReadyAsync(address + readyPath))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begin).TotalSeconds > readyWithin)
                throw new InvalidOperationException($"{command[^1]} did not become ready; see {log}.");
            await Task.Delay(10);
        }

        return new(process, address, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>SIGKILL: the way a machine loses power, as far as a process can tell.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        using var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    static async Task<bool> IsReadyAsync(string address)
    {
        try
        {
            using var answer = await Http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>Where everything of a measurement lies, and how its two programs are started.</summary>
public sealed record Place(string Data, int SuitePort, int BarePort)
{
    // one process may send more than one hospital: what is measured must not be the limit
    static readonly Dictionary<string, string> NoLimits = new()
    {
        ["Limits__RequestsPerSecond"] = "1000000",
        ["Limits__Burst"] = "1000000",
        ["DOTNET_gcServer"] = "0",
    };

    public string Keys => Path.Combine(Data, "keys");

    public string Postgres => Path.Combine(Data, "postgres");

    string Issuer => $"http://127.0.0.1:{SuitePort}";

    /// <param name="superuser">PostgreSQL's superuser; null: the suite starts the server in its folder itself.</param>
    /// <param name="readyWithin">Seconds.</param>
    public Task<ServerProgram> StartSuiteAsync(string? superuser, double readyWithin = 120)
    {
        var environment = new Dictionary<string, string>(NoLimits)
        {
            ["TRUSTCENTER_DATA"] = Data,
            ["TRUSTCENTER_PORT"] = $"{SuitePort}",
            ["TRUSTCENTER_POSTGRES"] = superuser ?? "",
        };
        return ServerProgram.StartAsync(
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "TrustCenter.Local.dll")], SuitePort, "/health/ready",
            Path.Combine(Data, "suite.log"), environment, readyWithin);
    }

    public Task<ServerProgram> StartBareAsync(string consentDatabase) => ServerProgram.StartAsync(
        [Environment.ProcessPath!, "bare", "--urls", $"http://127.0.0.1:{BarePort}"], BarePort, "/ready",
        Path.Combine(Data, "bare.log"), new Dictionary<string, string>(NoLimits)
        {
            ["Auth__Issuers__0__Issuer"] = Issuer,
            ["Auth__Issuers__0__JwksFile"] = Path.Combine(Keys, "token-signing.jwks.json"),
            ["Database"] = consentDatabase,
        });

    public string Token(TimeProvider clock)
    {
        using var issuer = new TokenIssuer(Path.Combine(Keys, "token-signing.pem"), Issuer, clock);
        return issuer.Issue("bench", ["clerk", "diz", "lead"], [Person.Domain], lifetime: TimeSpan.FromHours(12));
    }
}
