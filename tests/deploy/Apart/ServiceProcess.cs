using System.Diagnostics;
using System.Globalization;
using System.Text;
using TrustCenter.Postgres;

namespace TrustCenter.Deploy.Tests;

/// <summary>One service as a process of its own, as a unit of systemd or a container starts it.</summary>
sealed class ServiceProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    readonly StringBuilder _errors = new();
    readonly Process _process;

    ServiceProcess(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>Starts a service and waits until it says that it is ready.</summary>
    /// <param name="program">Assembly name, <c>TrustCenter.Consents</c>; with a whole path another build of it.
    /// </param>
    /// <param name="environment">Settings as environment variables, nothing else.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<ServiceProcess> StartAsync(
        string program, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var service = Launch(program, environment);
        try
        {
            var waited = Stopwatch.StartNew();
            while (!await service.IsReadyAsync(ct))
            {
                Assert.False(service.HasEnded, $"{program} ended by itself.\n{service.Errors}");
                Assert.True(waited.Elapsed < Patience, $"{program} was not ready in time.\n{service.Errors}");
                await Task.Delay(30, ct);
            }

            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public static ServiceProcess Launch(string program, IReadOnlyDictionary<string, string> environment)
    {
        var url = environment.GetValueOrDefault("ASPNETCORE_URLS") ?? $"http://127.0.0.1:{LoopbackPort.Free()}";
        var process = Begin(program, [], new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = url });
        var service = new ServiceProcess(process, url);
        process.OutputDataReceived += (_, line) => service.Append(line.Data);
        process.ErrorDataReceived += (_, line) => service.Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Runs one of its commands to the end.</summary>
    public static async Task<(int Code, string Output, string Errors)> CommandAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string> environment, string? input = null,
        CancellationToken ct = default)
    {
        using var process = Begin(program, arguments, environment);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        return (process.ExitCode, await output, await errors);
    }

    public Task SignalAsync(string signal) =>
        Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]).WaitForExitAsync();

    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        return _process.ExitCode;
    }

    /// <summary>What it answers to whoever spreads requests.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var answer = await client.GetAsync(new Uri($"{Url}/health/ready"), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception early) when (early is HttpRequestException
            || (early is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await SignalAsync("TERM"); // the second time it does not drain
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
        }

        _process.Dispose();
    }

    static Process Begin(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return Process.Start(start)!;
    }

    void Append(string? line)
    {
        if (line is null) return;
        lock (_errors) _errors.Append(line).Append('\n');
    }
}
