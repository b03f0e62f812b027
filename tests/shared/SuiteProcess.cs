using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Testing;

/// <summary>
/// The local suite as a process of its own on a free port and a data folder of its own: can be killed, stopped and
/// started again. The test project must reference <c>services/local</c>, so that the program lies beside the tests.
/// </summary>
public sealed class SuiteProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    readonly Dictionary<string, string> _environment;
    readonly StringBuilder _output = new();
    readonly StringBuilder _errors = new();
    Process _process = new();

    SuiteProcess(string data, IReadOnlyDictionary<string, string>? environment)
    {
        Data = data;
        _environment = new(environment ?? new Dictionary<string, string>())
        {
            ["TRUSTCENTER_DATA"] = data,
            ["TRUSTCENTER_RUN"] = $"env TRUSTCENTER_DATA={data} dotnet {Program}",
        };
        _environment.TryAdd("TRUSTCENTER_PORT", "0");
    }

    /// <summary>The program, as <c>dotnet</c> takes it.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "TrustCenter.Local.dll");

    /// <summary>Data folder; deleted in the end.</summary>
    public string Data { get; }

    /// <summary>Address; another one after a restart.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Process id of the suite.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Process id of its PostgreSQL.</summary>
    public int PostgresProcessId => int.Parse(
        File.ReadLines(Path.Combine(Data, "postgres/data/postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>What it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>What it logged.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>Starts a new suite and waits until it is ready.</summary>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<SuiteProcess> StartAsync(
        IReadOnlyDictionary<string, string>? environment = null, CancellationToken ct = default)
    {
        var suite = Prepare(environment);
        try
        {
            await suite.StartAgainAsync(ct);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>A folder for a suite that is not started yet: for starts that are expected to fail.</summary>
    public static SuiteProcess Prepare(IReadOnlyDictionary<string, string>? environment = null)
    {
        TemporaryServers.Sweep();
        return new(TemporaryServers.NewFolder(), environment);
    }

    /// <summary>Starts it on the folder it has, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken ct = default)
    {
        _process = Run([], _environment, _output, _errors);
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync(ct))
        {
            if (_process.HasExited || waited.Elapsed > Patience)
            {
                throw new InvalidOperationException(
                    $"The suite did not become ready ({waited.Elapsed.TotalSeconds:0} s).\n{Output}\n{Errors}");
            }

            await Task.Delay(50, ct);
        }
    }

    /// <summary>SIGKILL, as a power cut would: nothing is said good-bye to.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();

        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Runs one of its commands (<c>token ROLE</c>, <c>demo</c>, …) and waits.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var process = Run(arguments, _environment, output, errors);
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output.ToString(), errors.ToString());
    }

    /// <summary>A bearer token for a role, as <c>./run token ROLE</c> makes it but in this process.</summary>
    public string Token(string role, TimeSpan? lifetime = null)
    {
        using var issuer = new TokenIssuer(Path.Combine(Data, "keys/token-signing.pem"), Url, TimeProvider.System);
        return issuer.Issue($"local-{role}", [role], ["*"], lifetime: lifetime ?? TimeSpan.FromHours(1));
    }

    /// <summary>A technical client's secret.</summary>
    public string Secret(string client) => JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllText(Path.Combine(Data, "keys/client-secrets.json")))![client];

    /// <summary>A client that is signed in with a role.</summary>
    public HttpClient Client(string role)
    {
        var client = new HttpClient { BaseAddress = new(Url), Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(role));
        return client;
    }

    /// <summary>Ends it and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsAlive())
            await StopAsync();

        _process.Dispose();
        for (var attempt = 1; Directory.Exists(Data); attempt++)
        {
            try
            {
                Directory.Delete(Data, recursive: true);
            }
            catch (IOException) when (attempt < 100)
            {
                await Task.Delay(100); // a killed suite's PostgreSQL is still on its way out
            }
        }
    }

    /// <summary>Starts the program without waiting for anything.</summary>
    public static Process Run(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, StringBuilder output,
        StringBuilder errors)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    sealed record Known(string Url, int ProcessId);

    static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return; // the end

        lock (text) text.Append(line).Append('\n');
    }

    bool IsAlive()
    {
        try
        {
            return !_process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false; // it was never started
        }
    }

    async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            var known = JsonSerializer.Deserialize<Known>(
                await File.ReadAllTextAsync(Path.Combine(Data, "suite.json"), ct))!;
            if (known.ProcessId != _process.Id)
                return false;

            Url = known.Url;
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var answer = await client.GetAsync(new Uri(Url + "/health/ready"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception early) when (early is IOException or HttpRequestException or JsonException
            || (early is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
