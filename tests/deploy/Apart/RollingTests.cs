using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Postgres;

namespace TrustCenter.Deploy.Tests;

/// <summary>
/// Two replicas on one database are stopped and started in turn while clients write and ask. The clients stand for a
/// balancer that sends to whoever says it is ready, and for callers who repeat what may be repeated, and nothing else.
/// </summary>
public sealed class RollingTests
{
    const int Clients = 6;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly ConcurrentDictionary<string, Guid> _acknowledged = new();
    readonly ConcurrentBag<string> _failures = [];
    volatile string[] _ready = [];
    int _repeated;
    int _asked;
    int _names;

    [Fact(Timeout = 300_000)]
    public async Task Replicas_are_replaced_one_after_the_other_and_nobody_notices()
    {
        await using var services = new ApartServices();
        await services.InitializeAsync();
        Assert.Equal(0, (await services.MigrateAsync("consent")).Code);
        var replicas = new[] { await StartAsync(services, 0), await StartAsync(services, 1) };
        var addresses = replicas.Select(replica => replica.Url).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        _ready = addresses;
        var watching = WatchAsync(addresses, stop.Token);
        using var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(2) };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", services.Tokens.For("clerk"));
        var working = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => WorkAsync(http, stop.Token)));

        foreach (var index in (int[])[0, 1])
        {
            await Task.Delay(500, Ct);
            await replicas[index].SignalAsync("TERM");
            Assert.Equal(0, await replicas[index].EndAsync(Ct));
            await replicas[index].DisposeAsync();
            replicas[index] = await StartAsync(services, index, addresses[index]);
            await Task.Delay(1_500, Ct); // until it is among the ready again
        }

        await stop.CancelAsync();
        await working;
        await watching;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_acknowledged.Count} recorded, {_asked} asked, {_repeated} repeated, {_failures.Count} failed");
        Assert.Empty(_failures);
        Assert.True(_acknowledged.Count > 20 && _asked > 20);
        await NothingLostAsync(services);
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    static Task<ServiceProcess> StartAsync(ApartServices services, int index, string? address = null)
    {
        var environment = services.Environment("consent");
        environment["ASPNETCORE_URLS"] = address ?? $"http://127.0.0.1:{LoopbackPort.Free()}";
        environment["Stop__DrainSeconds"] = "4";
        environment["Consent__SealAudit"] = index == 0 ? "true" : "false";
        return ServiceProcess.StartAsync("TrustCenter.Consents", environment, Ct);
    }

    async Task WatchAsync(string[] addresses, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        while (!ct.IsCancellationRequested)
        {
            var ready = new List<string>();
            foreach (var address in addresses)
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri($"{address}/health/ready"), ct);
                    if (answer.IsSuccessStatusCode) ready.Add(address);
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    // not among them
                }
            }

            if (ready.Count > 0) _ready = [.. ready];
            await Task.Delay(200, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task WorkAsync(HttpClient http, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var person = string.Create(CultureInfo.InvariantCulture, $"rolling-{Interlocked.Increment(ref _names)}");
            PersonIdentifier[] ids = [new("Pseudonym", person)];
            using var recorded = await SendAsync(http, "/api/consent/consents", new RecordConsent(
                "MII", "Patienteneinwilligung MII|1.6.d", ids, "2024-03-01",
                new Dictionary<string, string> { ["PATDAT_erheben_speichern_nutzen"] = "accepted" },
                [new("patient", "Łucja Żółć")]), HttpStatusCode.Created);
            if (recorded is null) return;
            _acknowledged[person] = (await recorded.Content.ReadFromJsonAsync<RecordedConsent>(Ct))!.Id;
            using var checkedAnswer = await SendAsync(http, "/api/consent/check",
                new CheckConsent("MII", ids, Purpose: "research-mdat"), HttpStatusCode.OK);
            if (checkedAnswer is null) return;
            Interlocked.Increment(ref _asked);
            if (!(await checkedAnswer.Content.ReadFromJsonAsync<ConsentAnswer>(Ct))!.Permitted)
                _failures.Add($"{person}: recorded and not permitted");
        }
    }

    /// <summary>Sends with one key; what had no answer, or 503, is sent again with the same key.</summary>
    async Task<HttpResponseMessage?> SendAsync<T>(HttpClient http, string path, T body, HttpStatusCode expected)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        for (var attempt = 0; ; attempt++)
        {
            var ready = _ready;
            using var request = new HttpRequestMessage(
                HttpMethod.Post, ready[RandomNumberGenerator.GetInt32(ready.Length)] + path);
            request.Headers.Add("Idempotency-Key", key);
            request.Content = JsonContent.Create(body);
            try
            {
                var answer = await http.SendAsync(request, Ct);
                if (answer.StatusCode == expected) return answer;
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt > 50)
                {
                    _failures.Add($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
                    return null;
                }
            }
            catch (HttpRequestException e) when (attempt <= 50)
            {
                _ = e; // nobody there, or it went in the middle: the key makes the next one the same request
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(100, Ct);
        }
    }

    async Task NothingLostAsync(ApartServices services)
    {
        await using var database = NpgsqlDataSource.Create(
            services.Connection("consent", services.Roles["consent"].App));
        await using var command = database.CreateCommand(
            "select count(*), count(distinct stream_id) from events.events where type = 'consent-recorded'");
        await using var row = await command.ExecuteReaderAsync(Ct);
        await row.ReadAsync(Ct);
        Assert.Equal(_acknowledged.Count, row.GetInt64(0));
        Assert.Equal(_acknowledged.Values.Distinct().LongCount(), row.GetInt64(1));
    }
}
