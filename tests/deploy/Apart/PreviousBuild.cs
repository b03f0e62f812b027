using System.Diagnostics;

namespace TrustCenter.Deploy.Tests;

/// <summary>
/// The services as the previous commit has them, built beside this checkout; TRUSTCENTER_PREVIOUS names another commit.
/// None where the history is not there (a copy without it, or of the newest commit alone).
/// </summary>
public sealed class PreviousBuild : IAsyncLifetime
{
    static readonly string[] Projects = ["consent", "pseudonym", "identity"];

    string? _folder;

    /// <summary>What <see cref="ServiceProcess"/> starts instead of this checkout's program.</summary>
    public string? Program(string program) =>
        _folder is null ? null : Path.Combine(_folder, "artifacts", "bin", program, "debug", program);

    public async ValueTask InitializeAsync()
    {
        var commit = Environment.GetEnvironmentVariable("TRUSTCENTER_PREVIOUS") ?? "HEAD~1";
        if ((await RunAsync("git", ["-C", Checkout.Root, "rev-parse", "--verify", "-q", $"{commit}^{{commit}}"])).Code
            != 0)
            return;

        var folder = Directory.CreateTempSubdirectory("previous-").FullName;
        var archive = Path.Combine(folder, "previous.tar");
        await SucceedAsync("git", ["-C", Checkout.Root, "archive", "-o", archive, commit]);
        await SucceedAsync("tar", ["-x", "-f", archive, "-C", folder]);
        foreach (var project in Projects)
        {
            await SucceedAsync("dotnet", ["build", Path.Combine(folder, "services", project), "-v", "quiet",
                "--nologo", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-nodeReuse:false"]);
        }

        _folder = folder;
    }

    public ValueTask DisposeAsync()
    {
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    static async Task SucceedAsync(string program, string[] arguments)
    {
        var (code, output) = await RunAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}\n{output}");
    }

    static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
