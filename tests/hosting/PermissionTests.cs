using System.Net;
using System.Text.Json;
using Npgsql;

namespace TrustCenter.Hosting.Tests;

public sealed class PermissionTests(SharedApp shared) : IClassFixture<SharedApp>
{
    readonly HostingApp _app = shared.App;

    public static TheoryData<string, string, string, string> Routes { get; } = new()
    {
        { "GET", "/api/notes/ping", Permissions.ConsentCheck, "200" },
        { "POST", "/api/notes", Permissions.ConsentRecord, "400" },
        { "GET", "/api/notes/00000000-0000-0000-0000-000000000001", Permissions.ConsentRead, "404" },
        { "POST", "/fhir/notes/$isNoted", Permissions.ConsentCheck, "200" },
        { "GET", "/api/notes/audit", Permissions.AuditRead, "200" },
        { "GET", "/api/notes/audit/verify", Permissions.AuditRead, "200" },
        { "GET", "/api/notes/audit/export", Permissions.AuditRead, "200" },
        { "GET", "/metrics", Permissions.OperationsManage, "200" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_role_may_do_what_the_table_says_and_nothing_else(
        string method, string address, string permission, string allowed)
    {
        foreach (var (role, permissions) in Permissions.OfRole)
        {
            var response = await _app.SendAsync(new HttpMethod(method), address, role);
            var expected = permissions.Contains(permission) ? allowed : "403";
            Assert.True(expected == $"{(int)response.StatusCode}", $"{role} {method} {address}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task An_unknown_role_may_do_nothing_and_a_scope_narrows()
    {
        foreach (var (token, status) in new Dictionary<string, HttpStatusCode>
        {
            [_app.Tokens.Of("nobody", ["superuser"], ["*"])] = HttpStatusCode.Forbidden,
            [_app.Tokens.Of("nobody", [], ["*"])] = HttpStatusCode.Forbidden,
            [_app.Tokens.Of("scoped", ["clerk"], ["*"], scope: "consent.read")] = HttpStatusCode.Forbidden,
            [_app.Tokens.Of("scoped", ["ward"], ["*"], scope: "consent.check audit.read")] = HttpStatusCode.OK,
            [_app.Tokens.Of("oidc", ["ward"], ["*"], scope: "openid profile")] = HttpStatusCode.OK,
        })
        {
            using var request = _app.Request(HttpMethod.Get, "/api/notes/ping", role: null);
            request.Headers.Authorization = new("Bearer", token);
            var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_scope_never_adds_what_the_role_lacks()
    {
        using var request = _app.Request(HttpMethod.Get, "/api/notes/audit", role: null);
        request.Headers.Authorization = new(
            "Bearer", _app.Tokens.Of("scoped", ["ward"], ["*"], scope: "consent.check audit.read"));
        var response = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_foreign_domain_and_an_unknown_thing_look_the_same()
    {
        var id = Guid.CreateVersion7();
        await _app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(id, "x"));
        var unknown = await _app.SendAsync(HttpMethod.Get, $"/api/notes/{Guid.CreateVersion7()}");
        using var request = _app.Request(HttpMethod.Get, $"/api/notes/{id}", role: null);
        request.Headers.Authorization = new("Bearer", _app.Tokens.For("ward", "ward-8"));
        var foreign = await _app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(unknown.StatusCode, foreign.StatusCode);
        Assert.Equal(
            (await HostingApp.JsonOf(unknown)).GetProperty("title").GetString(),
            (await HostingApp.JsonOf(foreign)).GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _app.SendAsync(HttpMethod.Get, $"/api/notes/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_in_the_audit_trail()
    {
        const string Count = "select count(*) from audit.entries where outcome = 'deny' and actor = 'auditor-1'";
        var before = await _app.ScalarAsync<long>(Count);
        var response = await _app.SendAsync(HttpMethod.Get, "/api/notes/ping", "auditor");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(before + 1, await _app.ScalarAsync<long>(Count));
    }

    [Fact]
    public async Task Auditors_read_in_pages_and_their_looking_is_written_down()
    {
        for (var i = 0; i < 5; i++)
            await _app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(Guid.CreateVersion7(), "x"));

        var seen = new List<string>();
        string? next = null;
        do
        {
            var address = "/api/notes/audit?action=note.take&limit=2" + (next is null ? "" : $"&after={next}");
            var page = await HostingApp.JsonOf(await _app.SendAsync(HttpMethod.Get, address, "auditor"));
            var entries = page.GetProperty("entries").EnumerateArray().ToArray();
            Assert.True(entries.Length <= 2);
            seen.AddRange(entries.Select(entry => entry.GetProperty("id").GetString()!));
            next = page.GetProperty("next") is { ValueKind: JsonValueKind.String } cursor ? cursor.GetString() : null;
        }
        while (next is not null);

        Assert.True(seen.Count >= 5);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(await _app.ScalarAsync<long>(
            "select count(*) from audit.entries where action = 'audit.read' and outcome = 'seen'") >= 3);
    }

    [Fact]
    public async Task The_trail_is_sealed_within_a_second_and_its_head_is_signed_and_fits()
    {
        await _app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(Guid.CreateVersion7(), "x"));
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        var verdict = await GetAsync("/api/notes/audit/verify", "auditor");
        Assert.True(verdict.GetProperty("intact").GetBoolean());
        Assert.True(verdict.GetProperty("sealed").GetInt64() > 0);
        var head = await GetAsync("/.well-known/audit/notes", role: null);
        var keys = (await GetAsync("/.well-known/audit/notes/jwks.json", role: null)).GetRawText();
        Assert.True(Signed(head.GetProperty("jws").GetString()!, keys));
        var anchor = new AuditAnchor(head.GetProperty("position").GetInt64(), head.GetProperty("hash").GetString()!);
        Assert.True((await VerifyAsync(anchor)).Intact);
        Assert.False((await VerifyAsync(anchor with { Position = anchor.Position + 1_000_000 })).Intact);
        Assert.False((await VerifyAsync(anchor with { Hash = new('0', 64) })).Intact);
    }

    Task<AuditVerdict> VerifyAsync(AuditAnchor anchor) =>
        AuditVerifier.VerifyAsync(_app.Superuser, [anchor], TestContext.Current.CancellationToken);

    async Task<JsonElement> GetAsync(string address, string? role) =>
        await HostingApp.JsonOf(await _app.SendAsync(HttpMethod.Get, address, role));

    static bool Signed(string jws, string jwks)
    {
        var parts = jws.Split('.');
        var key = (Microsoft.IdentityModel.Tokens.ECDsaSecurityKey)
            new Microsoft.IdentityModel.Tokens.JsonWebKeySet(jwks).GetSigningKeys().Single();
        return key.ECDsa.VerifyData(
            System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(parts[2]),
            System.Security.Cryptography.HashAlgorithmName.SHA256);
    }

    [Fact]
    public async Task If_the_trail_cannot_be_written_nothing_happens()
    {
        await using var app = await HostingApp.StartAsync();
        await app.ExecuteAsync("revoke insert on audit.entries from tc_test_app");
        var id = Guid.CreateVersion7();
        var response = await app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(id, "x"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(0, await app.ScalarAsync<long>("select count(*) from events.events"));
        var denied = await app.SendAsync(HttpMethod.Get, "/api/notes/ping", "auditor");
        Assert.Equal(HttpStatusCode.InternalServerError, denied.StatusCode);
        var looked = await app.SendAsync(HttpMethod.Get, "/api/notes/audit", "auditor");
        Assert.Equal(HttpStatusCode.InternalServerError, looked.StatusCode);
        await app.ExecuteAsync("grant insert on audit.entries to tc_test_app");
        NpgsqlConnection.ClearAllPools();
        var taken = await app.SendAsync(HttpMethod.Post, "/api/notes", "ward", new TakeNote(id, "x"));
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }
}
