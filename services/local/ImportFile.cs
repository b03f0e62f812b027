using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using TrustCenter.Contracts.Identity;

namespace TrustCenter.Local;

/// <summary>Registers people from a file in the running suite, with a bar that says how far it is.</summary>
sealed class ImportFile(HttpClient http)
{
    const string Usage = """
        ./run import FILE [--domain MII] [--source default] [--format csv|ndjson] [--dry-run] [--mpi-ids decides]
                          [--save ACTION] [--delimiter C] [--charset windows-1252] [--dates dd.MM.yyyy]
                          [--column HEAD=FIELD]... [--report FILE.csv]
        ./run import --continue IMPORT [--report FILE.csv]
        """;

    /// <returns>Exit code: 0, or 1 where lines were refused or the file could not be read to its end.</returns>
    public static async Task<int> RunAsync(string[] args, LocalSettings settings, TimeProvider clock)
    {
        var options = CommandOptions.Read(args, ["dry-run"], ["column"],
            ["domain", "source", "format", "mpi-ids", "save", "delimiter", "charset", "dates", "report", "continue"],
            Usage);
        using var http = new HttpClient
        {
            BaseAddress = new(RunningSuite.Read(settings.Data).Url),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", Commands.Token(settings, "clerk", clock));
        var imports = new ImportFile(http);
        try
        {
            var import = options["continue"] is { } known ? await imports.ResumeAsync(known)
                : await imports.SendAsync(options);
            var end = await imports.FollowAsync(import, clock);
            if (options["report"] is { } report) await imports.SaveReportAsync(import, report);
            return Summarise(end, options["report"]);
        }
        catch (HttpRequestException gone)
        {
            throw new PlainException($"The suite at {http.BaseAddress} does not answer: {gone.Message}", gone);
        }
    }

    async Task<Guid> SendAsync(CommandOptions options)
    {
        if (options.Rest is not [var file]) throw new PlainException(Usage);
        if (!File.Exists(file)) throw new PlainException($"There is no file {file}.");
        var format = options["format"] ?? (Path.GetExtension(file) is ".ndjson" or ".jsonl" ? "ndjson" : "csv");
        var columns = Columns(options);
        var layout = format != "csv" ? null : new CsvLayout(options["delimiter"], null, options["charset"],
            options["dates"] is { } dates ? dates.Split(',') : null, columns is [] ? null : columns);
        var started = await AskAsync(HttpMethod.Post, "/api/identity/imports", JsonContent.Create(new StartImport(
            options["domain"] ?? DemoConsent.Domain, options["source"] ?? "default", format, options["save"], false,
            options.Has("dry-run"), options["mpi-ids"] ?? MpiIdRules.Confirms, layout)));
        await using var stream = File.OpenRead(file);
        using var bar = new ProgressBar("sent", stream.Length, "bytes");
        using var content = new StreamContent(new CountedStream(stream, bar.Show), 256 * 1024);
        content.Headers.ContentType = new("application/octet-stream");
        await AskAsync(HttpMethod.Put, $"/api/identity/imports/{started.Import}/content", content);
        return started.Import;
    }

    /// <summary>What <c>--column HEAD=FIELD</c> says.</summary>
    public static ImportColumn[] Columns(CommandOptions options) =>
        [.. options.Several("column").Select(pair => pair.Split('=', 2) is [var head, var field]
            ? new ImportColumn(head, field is "" or "-" ? null : field)
            : throw new PlainException($"--column takes HEAD=FIELD, not {pair}."))];

    async Task<Guid> ResumeAsync(string text)
    {
        if (!Guid.TryParse(text, out var import)) throw new PlainException($"{text} is no key of an import.");
        var view = await ReadAsync(import);
        if (view.Status == ImportStatuses.Paused)
            await AskAsync(HttpMethod.Post, $"/api/identity/imports/{import}/resume", null);
        return import;
    }

    /// <summary>Shows how far it is until it has ended. Ctrl-C lets it pause.</summary>
    async Task<ImportView> FollowAsync(Guid import, TimeProvider clock)
    {
        using var interrupted = new CancellationTokenSource();
        using var signals = new Signals(interrupted);
        var view = await ReadAsync(import);
        using var bar = new ProgressBar("registered", view.Lines, "lines");
        while (true)
        {
            bar.Show(view.Done, view.LinesPerSecond, view.SecondsLeft);
            if (view.EndedAt is not null) return view;
            if (view.Status == ImportStatuses.Paused)
                throw new PlainException($"Paused. It goes on with: ./run import --continue {import}");
            if (interrupted.IsCancellationRequested)
            {
                view = await AskAsync(HttpMethod.Post, $"/api/identity/imports/{import}/pause", null);
                continue;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), clock, CancellationToken.None);
            view = await ReadAsync(import);
        }
    }

    async Task SaveReportAsync(Guid import, string file)
    {
        await using var report = await http.GetStreamAsync(
            new Uri($"/api/identity/imports/{import}/report?format=csv", UriKind.Relative));
        await using var target = File.Create(file);
        await report.CopyToAsync(target);
    }

    static int Summarise(ImportView view, string? report)
    {
        Console.WriteLine($"{view.Status}: {view.Done} lines{(view.DryRun ? ", nothing kept (dry run)" : "")}");
        foreach (var (status, count) in view.Counts.OrderByDescending(entry => entry.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,10}  {status}"));
        if (view.Code is not null) Console.WriteLine($"  stopped at line {view.FaultLine}: {view.Code}");
        Console.WriteLine(report is not null ? $"  every line: {report}"
            : $"  every line: /api/identity/imports/{view.Import}/report");
        return view.Status == ImportStatuses.Finished && view.Counts.GetValueOrDefault("refused") == 0 ? 0 : 1;
    }

    Task<ImportView> ReadAsync(Guid import) => AskAsync(HttpMethod.Get, $"/api/identity/imports/{import}", null);

    async Task<ImportView> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<ImportView>(text, JsonSerializerOptions.Web)!
            : throw new PlainException(Said(text) ?? $"{(int)response.StatusCode} {text}".TrimEnd());
    }

    /// <summary>The sentence of a problem, with where it is.</summary>
    static string? Said(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            var path = problem.RootElement.TryGetProperty("path", out var at) ? $" ({at.GetString()})" : "";
            return problem.RootElement.GetProperty("title").GetString() + path;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return null;
        }
    }
}
