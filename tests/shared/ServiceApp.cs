using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Testing;

/// <summary>One service on real Kestrel and a database of its own on real PostgreSQL.</summary>
/// <param name="clock">The service's clock and that of the tokens.</param>
/// <param name="from">The lowest level of what it logs that is kept.</param>
public abstract class ServiceApp(PostgresFixture postgres, TimeProvider clock, LogLevel from) : IAsyncDisposable
{
    /// <summary>The secret of the technical client <c>diz</c>.</summary>
    public const string ClientSecret = "a-secret-of-the-tests-only";

    WebApplication? _app;
    HttpClient? _client;
    TestDatabase? _database;
    NpgsqlDataSource? _superuser;

    /// <summary>What the service logs.</summary>
    public CollectedLogs Logs { get; } = new(from);

    /// <summary>Tokens the service takes.</summary>
    public TestTokens Tokens { get; } = new(clock);

    /// <summary>The service's database.</summary>
    public TestDatabase Database => _database ?? throw NotStarted();

    /// <summary>Asks the first instance.</summary>
    public HttpClient Client => _client ?? throw NotStarted();

    /// <summary>What the first instance is made of.</summary>
    public IServiceProvider Services => (_app ?? throw NotStarted()).Services;

    /// <summary>The database as an administrator sees it.</summary>
    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    /// <summary>The service's name in lower case, as its keys have it.</summary>
    protected abstract string Service { get; }

    /// <summary>The service's own schema script.</summary>
    protected abstract (string Name, string Sql) Schema { get; }

    /// <summary>Settings beside the usual ones.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    /// <summary>Adds the service.</summary>
    protected abstract void Add(WebApplicationBuilder builder);

    /// <summary>Maps the service's routes.</summary>
    protected abstract void Map(WebApplication app);

    /// <summary>Makes the database and starts the first instance.</summary>
    public virtual async ValueTask InitializeAsync()
    {
        _database = await postgres.DatabaseAsync(DocumentStore.Schema, HostingSchema.Script, Schema);
        _app = await StartAsync();
        _client = NewClient(_app);
    }

    /// <summary>A further instance on the same database, with settings of its own.</summary>
    public async Task<WebApplication> StartAsync(params (string Name, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var section = $"{char.ToUpperInvariant(Service[0])}{Service[1..]}";
        var configuration = Tokens.Configuration(("diz", ClientSecret, ["diz"], ["*"]));
        configuration[$"{section}:ConnectionString"] = Database.AppConnectionString;
        configuration[$"{section}:KeysFile"] = Tokens.ServiceKeysFile(Service);
        foreach (var (name, value) in Settings.Concat(settings)) configuration[name] = value;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(clock);
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        Add(builder);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(Logs));
        var app = builder.Build();
        app.UseTrustCenter();
        Map(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>Asks an instance. A busy machine answers "expect: 100-continue" later than the usual second.</summary>
    public static HttpClient NewClient(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>A request as a role.</summary>
    /// <param name="body">Content as it is, or something to be sent as JSON, or nothing.</param>
    /// <param name="key">Idempotency-Key.</param>
    public HttpRequestMessage Request(HttpMethod method, string path, object? body, string role, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        return request;
    }

    /// <summary>One number from the database, as an administrator.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_superuser is not null) await _superuser.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Tokens.Dispose();
        GC.SuppressFinalize(this);
    }

    static InvalidOperationException NotStarted() => new("The service was not started yet.");
}
