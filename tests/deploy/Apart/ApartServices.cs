using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Hosting;
using TrustCenter.Postgres;
using TrustCenter.Testing;

[assembly: AssemblyFixture(typeof(TrustCenter.Deploy.Tests.ApartServices))]

namespace TrustCenter.Deploy.Tests;

/// <summary>
/// Three services as three processes, as a hospital runs them: an external PostgreSQL with a database and two roles for
/// each, secrets and keys as files in the layout of a Kubernetes secret, tokens of an issuer of somebody else.
/// </summary>
public sealed class ApartServices : IAsyncLifetime
{
    public static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>
    {
        ["consent"] = "TrustCenter.Consents",
        ["pseudonym"] = "TrustCenter.Pseudonyms",
        ["identity"] = "TrustCenter.Identities",
    };

    readonly string _prefix = $"apart_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}_";
    readonly Dictionary<string, ServiceProcess> _processes = [];
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    readonly string _clientSecret = NewSecret();
    readonly string _consentUrl = $"http://127.0.0.1:{LoopbackPort.Free()}";
    WebApplication? _issuer;
    string _superuser = "";

    public TestTokens Tokens { get; } = new(TimeProvider.System);

    public IReadOnlyDictionary<string, (DatabaseRole Owner, DatabaseRole App)> Roles { get; private set; } = null!;

    internal IReadOnlyDictionary<string, ServiceProcess> Processes => _processes;

    public async ValueTask InitializeAsync()
    {
        _superuser = await PostgresFixture.SuperuserAsync();
        Roles = Programs.Keys.ToDictionary(service => service, service => (
            new DatabaseRole($"{_prefix}{service}_owner", NewSecret()),
            new DatabaseRole($"{_prefix}{service}_app", NewSecret())));
        foreach (var (service, (owner, app)) in Roles)
            await Databases.EnsureAsync(_superuser, _prefix + service, owner, app);

        KeyFiles.Create(Path.Combine(Tokens.Folder, "client.secret"), _clientSecret);
        await StartIssuerAsync();
        foreach (var service in Programs.Keys)
            await MakeSecretsAsync(service);
    }

    /// <summary>What a service's container is told, all of it.</summary>
    public Dictionary<string, string> Environment(string service)
    {
        var environment = new Dictionary<string, string>
        {
            ["TRUSTCENTER_SECRETS"] = SecretsOf(service),
            [$"{service}__KeysFile"] = Path.Combine(SecretsOf(service), "keys.json"),
            ["Auth__Issuers__0__Issuer"] = TestTokens.IssuerName,
            ["Auth__Issuers__0__JwksFile"] = Tokens.JwksFile,
        };
        if (service == "consent")
        {
            environment["ASPNETCORE_URLS"] = _consentUrl;
        }
        else if (service == "pseudonym")
        {
            environment["Pseudonym__Consent__Address"] = _consentUrl;
            environment["Pseudonym__Consent__TokenAddress"] = $"{_issuer!.Urls.First()}/token";
            environment["Pseudonym__Consent__SecretFile"] = Path.Combine(Tokens.Folder, "client.secret");
            environment["Pseudonym__Consent__FeedWaitSeconds"] = "1";
        }

        return environment;
    }

    /// <summary>Runs the command that brings a database to the program's version, as the owner.</summary>
    /// <param name="service">Which.</param>
    /// <param name="program">Another build of it, by its whole path.</param>
    public Task<(int Code, string Output, string Errors)> MigrateAsync(string service, string? program = null) =>
        ServiceProcess.CommandAsync(program ?? Programs[service], ["migrate"], new Dictionary<string, string>
        {
            [$"{service}__OwnerConnectionString"] = Connection(service, Roles[service].Owner),
            [$"{service}__AppRole"] = Roles[service].App.Name,
        });

    /// <summary>A service that is ready; started when it is first asked for.</summary>
    internal async Task<ServiceProcess> RunningAsync(string service)
    {
        if (_processes.TryGetValue(service, out var known))
            return known;

        var (code, _, errors) = await MigrateAsync(service);
        Assert.True(code == 0, errors);
        return _processes[service] = await ServiceProcess.StartAsync(
            Programs[service], Environment(service), TestContext.Current.CancellationToken);
    }

    public string Connection(string service, DatabaseRole role, string? database = null) =>
        new NpgsqlConnectionStringBuilder(_superuser)
        {
            Database = _prefix + (database ?? service),
            Username = role.Name,
            Password = role.Password,
        }.ConnectionString;

    public async Task<T> PostAsync<T>(string path, object body, string role)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, role);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string role)
    {
        var service = path.Split('/')[2];
        using var request = new HttpRequestMessage(method, _processes[service].Url + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
            await process.DisposeAsync();

        if (_issuer is not null) await _issuer.DisposeAsync();
        _http.Dispose();
        foreach (var service in Programs.Keys.Where(_ => _superuser.Length > 0))
            await Databases.DropAsync(_superuser, _prefix + service);

        Tokens.Dispose();
    }

    string SecretsOf(string service) => Path.Combine(Tokens.Folder, "secrets", service);

    /// <summary>Files behind two links, readable by owner and group, as the kubelet mounts a secret.</summary>
    async Task MakeSecretsAsync(string service)
    {
        var mount = Directory.CreateDirectory(SecretsOf(service)).FullName;
        var dated = Directory.CreateDirectory(Path.Combine(mount, "..2026_11_22_10_00_00.1")).FullName;
        var (code, _, errors) = await ServiceProcess.CommandAsync(
            Programs[service], ["keys", Path.Combine(dated, "keys.json")], new Dictionary<string, string>());
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(
            Path.Combine(dated, $"{service}__ConnectionString"), Connection(service, Roles[service].App) + "\n");
        Directory.CreateSymbolicLink(Path.Combine(mount, "..data"), Path.GetFileName(dated));
        foreach (var file in Directory.GetFiles(dated))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);

            File.CreateSymbolicLink(
                Path.Combine(mount, Path.GetFileName(file)), Path.Combine("..data", Path.GetFileName(file)));
        }
    }

    /// <summary>A hospital's provider of tokens, as far as client credentials go.</summary>
    async Task StartIssuerAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _issuer = builder.Build();
        _issuer.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["client_id"] == "pseudonym" && form["client_secret"] == _clientSecret
                ? Results.Json(new
                {
                    access_token = Tokens.Of("pseudonym", ["service"], ["*"]),
                    token_type = "Bearer",
                    expires_in = 300,
                })
                : Results.Unauthorized();
        });
        await _issuer.StartAsync();
    }

    static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
