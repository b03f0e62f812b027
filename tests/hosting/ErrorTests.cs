using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Hosting.Tests;

public sealed class ErrorTests : IAsyncLifetime
{
    HostingApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await HostingApp.StartAsync(routes =>
    {
        var own = routes.MapService(HostingApp.Service, "/api/throw");
        var fhir = routes.MapFhirService(HostingApp.Service, "/fhir/throw");
        own.MapPost("/{what}", (string what) => Throw(what)).RequirePermission(Permissions.ConsentCheck);
        fhir.MapPost("/{what}", (string what) => Throw(what)).RequirePermission(Permissions.ConsentCheck);
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static IResult Throw(string what) => throw (what switch
    {
        "bad" => new BadHttpRequestException("secret-detail"),
        "large" => new BadHttpRequestException("secret-detail", 413),
        "json" => new JsonException("secret-detail", "$.birthDate", 3, 4),
        "database" => new NpgsqlException("secret-detail", new System.Net.Sockets.SocketException()),
        "shutdown" => new PostgresException("secret-detail", "FATAL", "FATAL", "57P01"),
        "full" => new PostgresException("secret-detail", "PANIC", "PANIC", "53100"),
        "constraint" => new PostgresException("secret-detail", "ERROR", "ERROR", "23514"),
        "moved" => new StreamMovedException(Guid.Empty, 3),
        "unknown" => new CommitOutcomeUnknownException(new InvalidOperationException("secret-detail")),
        "timeout" => new TimeoutException("secret-detail"),
        _ => new InvalidOperationException("secret-detail"),
    });

    [Theory]
    [InlineData("bad", 400, "malformed", "invalid")]
    [InlineData("large", 413, "too-large", "too-long")]
    [InlineData("json", 400, "malformed-json", "invalid")]
    [InlineData("database", 503, "unavailable", "transient")]
    [InlineData("shutdown", 503, "unavailable", "transient")]
    [InlineData("full", 503, "unavailable", "transient")]
    [InlineData("timeout", 503, "unavailable", "transient")]
    [InlineData("unknown", 503, "outcome-unknown", "transient")]
    [InlineData("moved", 412, "stream-moved", "conflict")]
    [InlineData("constraint", 500, "broken", "exception")]
    [InlineData("else", 500, "broken", "exception")]
    public async Task Each_kind_of_exception_has_its_answer_in_both_forms(
        string what, int status, string code, string issue)
    {
        var own = await _app.SendAsync(HttpMethod.Post, $"/api/throw/{what}");
        Assert.Equal(status, (int)own.StatusCode);
        Assert.Equal("application/problem+json", own.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status == 503, own.Headers.RetryAfter is not null);
        var problem = await HostingApp.JsonOf(own);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(32, problem.GetProperty("requestId").GetString()!.Length);
        Assert.DoesNotContain("secret-detail", problem.GetRawText(), StringComparison.Ordinal);

        var fhir = await _app.SendAsync(HttpMethod.Post, $"/fhir/throw/{what}");
        Assert.Equal(status, (int)fhir.StatusCode);
        var outcome = await HostingApp.JsonOf(fhir);
        Assert.Equal("OperationOutcome", outcome.GetProperty("resourceType").GetString());
        var first = outcome.GetProperty("issue")[0];
        Assert.Equal(issue, first.GetProperty("code").GetString());
        Assert.Equal(code, first.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString());
        Assert.DoesNotContain("secret-detail", outcome.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_refuses_in_xml_where_the_caller_reads_xml()
    {
        using var request = _app.Request(HttpMethod.Post, "/fhir/throw/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+xml"));
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/fhir+xml", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<expression value=\"$.birthDate\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\":\"31.02.\",\"text\":\"x\"}", "$.id")]
    [InlineData("{\"id\":", null)]
    [InlineData("[1,2", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}", null)]
    public async Task Malformed_json_answers_400_and_names_the_place(string body, string? path)
    {
        using var request = _app.Request(HttpMethod.Post, "/api/notes");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await HostingApp.JsonOf(response);
        if (path is not null)
            Assert.Equal(path, problem.GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("POST", "/api/notes", "text/plain", 415)]
    [InlineData("POST", "/fhir/notes/$take", "text/plain", 415)]
    [InlineData("DELETE", "/api/notes/ping", null, 405)]
    [InlineData("GET", "/api/notes/nothing", null, 404)]
    [InlineData("GET", "/fhir/notes/nothing", null, 404)]
    [InlineData("GET", "/elsewhere", null, 404)]
    public async Task What_no_route_takes_is_refused_in_the_same_form(
        string method, string address, string? contentType, int status)
    {
        using var request = _app.Request(new HttpMethod(method), address);
        if (contentType is not null)
            request.Content = new StringContent("x", Encoding.UTF8, contentType);

        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        var fhir = address.StartsWith("/fhir", StringComparison.Ordinal);
        Assert.Equal(
            fhir ? "application/fhir+json" : "application/problem+json",
            response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_huge_body_is_refused_whole_and_nothing_is_stored(bool keyed)
    {
        var id = Guid.CreateVersion7();
        using var request = _app.Request(HttpMethod.Post, "/api/notes", "ward", new TakeNote(id, new('x', 13 << 20)));
        request.Headers.ExpectContinue = true;
        if (keyed)
            request.Headers.Add("Idempotency-Key", "huge");

        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, await _app.ScalarAsync<long>("select count(*) from events.events"));
    }

    [Fact]
    public async Task Deeply_nested_json_is_refused()
    {
        using var request = _app.Request(HttpMethod.Post, "/api/notes");
        var nested = "{\"text\":" + new string('[', 500_000) + new string(']', 500_000) + "}";
        request.Content = new StringContent(nested, Encoding.UTF8, "application/json");
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/fhir//notes///$isNoted", "POST")]
    [InlineData("//api//notes/ping", "GET")]
    public async Task Double_slashes_are_answered_without_a_detour(string address, string method)
    {
        using var request = _app.Request(new HttpMethod(method), "/");
        request.RequestUri = new Uri(_app.Client.BaseAddress!.ToString().TrimEnd('/') + address);
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/notes/ping")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health/ready")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/api/throw/else")]
    [InlineData("POST", "/fhir/throw/database")]
    [InlineData("GET", "/fhir/notes/metadata")]
    [InlineData("GET", "/.well-known/audit/notes")]
    public async Task Every_answer_has_the_security_headers(string method, string address)
    {
        foreach (var role in (string?[])["ward", null])
        {
            var response = await _app.SendAsync(new HttpMethod(method), address, role);
            Assert.StartsWith(
                "default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(response.Headers.CacheControl?.NoStore);
            Assert.False(response.Headers.Contains("Server"));
        }
    }
}
