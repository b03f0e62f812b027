using System.Diagnostics;
using System.Text.Json;

namespace TrustCenter.Bench;

/// <summary>The load generator as seen from the program that measures.</summary>
public sealed class LoadProcess : IDisposable
{
    readonly Process _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["load"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    public int ProcessId => _process.Id;

    public async Task<LoadResult> RunAsync(LoadJob job)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(job));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The load generator ended.");
        var result = JsonSerializer.Deserialize<LoadResult>(line)!;
        return result.Faults == 0 ? result : throw new InvalidOperationException(
            $"{job.Kind}: {result.Faults} of {result.Requests} answers are not as they must be, the first: "
            + result.Fault);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5_000)) _process.Kill();
        _process.Dispose();
    }
}
