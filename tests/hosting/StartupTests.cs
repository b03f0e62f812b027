using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using TrustCenter.Testing;

namespace TrustCenter.Hosting.Tests;

public sealed class StartupTests
{
    static async Task<string> RefusalAsync(
        Action<Dictionary<string, string?>>? configure = null, Action<ServiceSettings>? change = null,
        Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder>? map = null)
    {
        var exception = await Record.ExceptionAsync(() => HostingApp.StartAsync(map, configure, change));
        Assert.NotNull(exception);
        var sentence = HostingPipeline.Refusal(exception);
        Assert.NotNull(sentence);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        return sentence;
    }

    [Fact]
    public async Task Without_an_issuer_it_does_not_start() => Assert.Contains(
        "no mode without authentication",
        await RefusalAsync(settings =>
        {
            settings.Remove("Auth:Issuers:0:Issuer");
            settings.Remove("Auth:Issuers:0:JwksFile");
        }), StringComparison.Ordinal);

    [Theory]
    [InlineData("password")]
    [InlineData("changeme")]
    [InlineData("gics")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    public async Task With_a_default_or_short_database_password_it_does_not_start(string password)
    {
        var sentence = await RefusalAsync(change: settings =>
            settings.ConnectionString = $"Host=127.0.0.1;Username=x;Database=x;Password={password}");
        Assert.StartsWith("The database password", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_missing_key_file_it_does_not_start() => Assert.Contains(
        "does not exist", await RefusalAsync(change: s => s.KeysFile = "/nonexistent/keys"), StringComparison.Ordinal);

    [Fact]
    public async Task With_no_key_file_it_does_not_start() => Assert.Contains(
        "no key file is configured", await RefusalAsync(change: s => s.KeysFile = ""), StringComparison.Ordinal);

    [Fact]
    public async Task With_a_key_file_everybody_can_read_it_does_not_start() => Assert.Contains(
        "everybody can read", await RefusalAsync(change: s => MakeReadable(s.KeysFile)), StringComparison.Ordinal);

    static void MakeReadable(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such mode.");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("{\"keys\":[]}                                    ")]
    [InlineData("{\"keys\":[{\"use\":\"vault\",\"id\":\"1\",\"key\":\"AAAA\"}]}")]
    public async Task With_a_short_or_broken_key_file_it_does_not_start(string content) =>
        await RefusalAsync(change: s => File.WriteAllText(s.KeysFile, content));

    [Fact]
    public async Task With_keys_of_zeros_it_does_not_start() => Assert.Contains(
        "no 32 random bytes", await RefusalAsync(change: s => File.WriteAllText(s.KeysFile, Regex.Replace(
            File.ReadAllText(s.KeysFile), "\"key\": \"[^\"-]{44,60}\"", $"\"key\": \"{new string('A', 43)}=\""))),
        StringComparison.Ordinal);

    [Fact]
    public async Task With_a_route_that_does_not_say_who_may_use_it_it_does_not_start() => Assert.Contains(
        "does not say which permission", await RefusalAsync(map: routes => routes.MapGet("/forgotten", () => "x")),
        StringComparison.Ordinal);

    [Fact]
    public async Task With_a_route_open_to_everybody_without_a_reason_it_does_not_start() => Assert.Contains(
        "AllowPublic", await RefusalAsync(map: routes => routes.MapGet("/open", () => "x").AllowAnonymous()),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Auth:ClockSkewSeconds", "3600")]
    [InlineData("Limits:MaxJsonDepth", "100000")]
    [InlineData("Limits:MaxBodyBytes", "1")]
    [InlineData("Auth:Issuers:0:JwksFile", "/nonexistent/jwks")]
    [InlineData("Auth:Issuers:0:JwksFile", "")]
    [InlineData("Auth:ClientsFile", "/nonexistent/clients")]
    [InlineData("Auth:Clients:0:SecretHash", "plain-text-secret")]
    public async Task With_a_setting_out_of_range_it_does_not_start(string key, string value) =>
        await RefusalAsync(settings => settings[key] = value);

    [Fact]
    public void A_slip_in_a_permission_is_found_while_mapping()
    {
        var routes = WebApplication.CreateBuilder().Build();
        Assert.Throws<ArgumentException>(() => routes.MapGet("/x", () => "x").RequirePermission("consent.chekc"));
    }

    [Fact]
    public void The_clock_never_runs_backwards()
    {
        var machine = new TestClock();
        var clock = new HighWaterClock(machine);
        var start = clock.GetUtcNow();
        machine.Advance(TimeSpan.FromHours(1));
        Assert.Equal(start.AddHours(1), clock.GetUtcNow());
        machine.Advance(TimeSpan.FromDays(-400));
        Assert.Equal(start.AddHours(1), clock.GetUtcNow());
        clock.Raise(start.AddHours(2));
        Assert.Equal(start.AddHours(2), clock.GetUtcNow());
        Assert.True(clock.Behind > TimeSpan.FromDays(400));
        machine.Advance(TimeSpan.FromDays(500));
        Assert.Equal(machine.GetUtcNow(), clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, clock.Behind);
    }

    [Fact]
    public async Task Without_its_database_it_says_503_and_not_ready_and_never_500()
    {
        await using var app = await HostingApp.StartAsync(change: settings =>
            settings.ConnectionString = "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=2");
        var note = new TakeNote(Guid.CreateVersion7(), "x");
        foreach (var response in (HttpResponseMessage[])[
            await app.SendAsync(HttpMethod.Post, "/api/notes", "ward", note),
            await app.SendAsync(HttpMethod.Get, "/api/notes/audit", "auditor"),
            await app.SendAsync(HttpMethod.Get, "/api/notes/ping", "auditor"),
            await app.SendAsync(HttpMethod.Get, "/.well-known/audit/notes", role: null)])
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        var ready = await app.SendAsync(HttpMethod.Get, "/health/ready", role: null);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("no", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var live = await app.SendAsync(HttpMethod.Get, "/health/live", role: null);
        Assert.Equal(System.Net.HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task Metrics_name_routes_and_never_addresses()
    {
        await using var app = await HostingApp.StartAsync();
        var id = Guid.CreateVersion7();
        await app.SendAsync(HttpMethod.Get, $"/api/notes/{id}?name=Mustermann");
        await app.SendAsync(HttpMethod.Get, "/Mustermann");
        var metrics = await (await app.SendAsync(HttpMethod.Get, "/metrics", "admin"))
            .Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("http_route=\"/api/notes/{id:guid}\"", metrics, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToString(), metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("Mustermann", metrics, StringComparison.Ordinal);
    }
}
