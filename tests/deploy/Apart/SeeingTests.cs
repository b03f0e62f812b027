using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Deploy.Tests;

/// <summary>What a service tells to who runs it: the truth, and nobody's name.</summary>
public sealed class SeeingTests
{
    const string Canary = "Kanarienvogel-4711";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_at_a_collector_and_name_nobody()
    {
        var received = new ConcurrentDictionary<string, ConcurrentBag<string>>();
        await using var collector = await CollectAsync(received);
        await using var services = new ApartServices();
        await services.InitializeAsync();
        Assert.Equal(0, (await services.MigrateAsync("consent")).Code);
        var environment = services.Environment("consent");
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First();
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_SERVICE_NAME"] = "seen-consent";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
        await using var process = await ServiceProcess.StartAsync("TrustCenter.Consents", environment, Ct);
        using var http = new HttpClient { BaseAddress = new(process.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", services.Tokens.For("ward"));
        using var recorded = await http.PostAsJsonAsync("/api/consent/consents", new RecordConsent(
            "MII", "Patienteneinwilligung MII|1.6.d", [new("Pseudonym", Canary)], "2024-03-01",
            new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
            [new("patient", Canary)]), Ct);
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        using var unknown = await http.GetAsync(new Uri($"/api/consent/{Canary}", UriKind.Relative), Ct);

        string[] signals = ["traces", "metrics", "logs"];
        await UntilAsync(() => Task.FromResult(signals.All(received.ContainsKey)
            && received["traces"].Any(sent => sent.Contains("/api/consent/consents", StringComparison.Ordinal))
            && received["metrics"].Any(sent => sent.Contains("trustcenter.ready", StringComparison.Ordinal))));
        Assert.All(signals, signal => Assert.Contains(
            received[signal], sent => sent.Contains("seen-consent", StringComparison.Ordinal)));
        Assert.DoesNotContain(received.Values.SelectMany(sent => sent),
            sent => sent.Contains(Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(Canary, process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_says_to_an_operator_what_is_wrong_and_to_others_yes_or_no()
    {
        await using var services = new ApartServices();
        await services.InitializeAsync();
        var process = await services.RunningAsync("identity");
        Assert.Equal("yes", await ReadyAsync(process, null));
        var whole = await EntriesAsync(process, services);
        Assert.Superset(
            new HashSet<string> { "disk", "identity", "identity-followers", "identity-keys" }, whole.Keys.ToHashSet());
        Assert.All(whole.Values, said => Assert.Equal("ready", said));

        var keys = services.Environment("identity")["identity__KeysFile"];
        File.Move(keys, keys + ".away");
        Assert.Contains("a restart would fail", (await EntriesAsync(process, services))["identity-keys"]);
        Assert.Equal("yes", await ReadyAsync(process, null));
        File.Move(keys + ".away", keys);
    }

    static async Task<Dictionary<string, string>> EntriesAsync(ServiceProcess process, ApartServices services) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(
            await ReadyAsync(process, services.Tokens.For("admin")))!;

    static async Task<string> ReadyAsync(ServiceProcess process, string? token)
    {
        using var http = new HttpClient();
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await http.GetStringAsync(new Uri($"{process.Url}/health/ready"), Ct);
    }

    static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, ConcurrentBag<string>> received)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var sent = new MemoryStream();
            await request.Body.CopyToAsync(sent);
            received.GetOrAdd(signal, _ => []).Add(Encoding.UTF8.GetString(sent.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync(Ct);
        return app;
    }

    static async Task UntilAsync(Func<Task<bool>> happened)
    {
        for (var waited = Stopwatch.StartNew(); !await happened(); await Task.Delay(100, Ct))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90), "It has not happened in time.");
    }
}
