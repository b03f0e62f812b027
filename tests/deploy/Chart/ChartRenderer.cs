using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TrustCenter.Deploy.Tests;

/// <summary>What a chart makes of its values.</summary>
/// <param name="Documents">Everything for the cluster, in the order of the templates.</param>
/// <param name="Values">The values used, defaults and all.</param>
/// <param name="Notes">What is said to whoever installs it.</param>
sealed record Rendering(IReadOnlyList<JsonNode> Documents, JsonNode Values, string Notes)
{
    public IEnumerable<JsonNode> Of(string kind) => Documents.Where(one => (string?)one["kind"] == kind);

    public Rendering Copy() => this with { Documents = [.. Documents.Select(one => one.DeepClone())] };
}

/// <summary>Renders the chart with Go's template engine and sprig, which Helm itself is made of.</summary>
static class ChartRenderer
{
    static readonly Lazy<Task<string>> Program = new(BuildAsync);

    public static string Chart { get; } = Checkout.File("helm", "trustcenter");

    /// <summary>Whether Go and the libraries are here (golang-go and two -dev packages).</summary>
    public static bool IsPossible { get; } =
        File.Exists("/usr/bin/go") && Directory.Exists("/usr/share/gocode/src/github.com/Masterminds/sprig")
        && Directory.Exists("/usr/share/gocode/src/github.com/ghodss/yaml");

    /// <exception cref="ChartRefusedException">The chart said no.</exception>
    public static async Task<Rendering> RenderAsync(
        IEnumerable<string> values, string release = "clinic", string? chart = null, CancellationToken ct = default)
    {
        Assert.SkipUnless(IsPossible,
            "Charts are rendered with golang-go, golang-github-masterminds-sprig-dev, golang-github-ghodss-yaml-dev.");
        var (code, output, errors) = await RunAsync(
            await Program.Value, [chart ?? Chart, release, "research", .. values], null, ct);
        if (code != 0) throw new ChartRefusedException(errors);
        var read = JsonNode.Parse(output)!;
        return new([.. read["documents"]!.AsArray().Select(one => one!.DeepClone())], read["values"]!.DeepClone(),
            (string)read["notes"]!);
    }

    /// <summary>The same, with more values in the form <c>a.b.c: value</c>, later ones winning.</summary>
    public static async Task<Rendering> RenderWithAsync(string[] files, string overriding, CancellationToken ct)
    {
        var file = Path.Combine(Path.GetTempPath(), $"values-{Path.GetRandomFileName()}.yaml");
        await File.WriteAllTextAsync(file, overriding, ct);
        try
        {
            return await RenderAsync([.. files, file], ct: ct);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<string> BuildAsync()
    {
        var source = Checkout.File("tests", "deploy", "Chart", "renderer", "main.go");
        var folder = Directory.CreateDirectory(Checkout.File("artifacts", "chart-renderer")).FullName;
        var program = Path.Combine(folder, "renderer");
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source))
            return program;

        var fresh = $"{program}.{Environment.ProcessId}";
        var (code, _, errors) = await RunAsync("/usr/bin/go", ["build", "-o", fresh, source], new()
        {
            ["GO111MODULE"] = "off",
            ["GOFLAGS"] = "",
            ["GOPATH"] = $"{folder}:/usr/share/gocode",
            ["GOCACHE"] = Path.Combine(folder, "cache"),
        }, CancellationToken.None);
        Assert.True(code == 0, errors);
        File.Move(fresh, program, overwrite: true);
        return program;
    }

    static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, string[] arguments, Dictionary<string, string>? environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }
}

/// <summary>The chart refused values.</summary>
sealed class ChartRefusedException(string sentence) : Exception(sentence);
