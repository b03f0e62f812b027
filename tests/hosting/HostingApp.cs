using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Testing;

namespace TrustCenter.Hosting.Tests;

public sealed record Noted(string Text);

public sealed record Note(int Count) : IFold<Note>
{
    public static Note Initial { get; } = new(0);

    public static Note Evolve(Note state, object @event) => @event is Noted ? new(state.Count + 1) : state;
}

public sealed record TakeNote(Guid Id, string Text, string? Purpose = null);

/// <summary>A small service on real Kestrel and real PostgreSQL that uses everything the library offers.</summary>
public sealed class HostingApp : IAsyncDisposable
{
    public const string Service = "notes";
    public const string ClientSecret = "a-secret-of-the-tests-only";
    readonly PostgresFixture _postgres = new();
    readonly bool _isReplica;
    WebApplication? _app;

    HostingApp(TestTokens tokens, bool isReplica = false) => (Tokens, _isReplica) = (tokens, isReplica);

    public TestTokens Tokens { get; }

    public TestDatabase Database { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public WebApplication Application => _app!;

    public IServiceProvider Services => _app!.Services;

    public static async Task<HostingApp> StartAsync(
        Action<IEndpointRouteBuilder>? map = null, Action<Dictionary<string, string?>>? configure = null,
        Action<ServiceSettings>? change = null)
    {
        var app = new HostingApp(new TestTokens(TimeProvider.System));
        app.Database = await app._postgres.DatabaseAsync(DocumentStore.Schema, HostingSchema.Script);
        try
        {
            await app.RunAsync(map, configure, change);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A second process of the same service, as far as it can tell.</summary>
    public async Task<HostingApp> ReplicaAsync()
    {
        var replica = new HostingApp(Tokens, isReplica: true) { Database = Database };
        await replica.RunAsync(null, null, null);
        return replica;
    }

    async Task RunAsync(
        Action<IEndpointRouteBuilder>? map, Action<Dictionary<string, string?>>? configure,
        Action<ServiceSettings>? change)
    {
        var settings = new ServiceSettings
        {
            ConnectionString = Database.AppConnectionString,
            KeysFile = Tokens.ServiceKeysFile(Service),
        };
        change?.Invoke(settings);
        var configuration = Tokens.Configuration(("diz", ClientSecret, ["diz"], ["*"]));
        configure?.Invoke(configuration);
        _app = Build(configuration, settings);
        Map(_app);
        map?.Invoke(_app);
        await _app.StartAsync();
        var handler = new SocketsHttpHandler
        {
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1), // a busy machine answers later than the usual second
        };
        Client = new HttpClient(handler) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    static WebApplication Build(Dictionary<string, string?> configuration, ServiceSettings settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddTrustCenterHosting(builder.Configuration);
        builder.Services.AddTrustCenterService(
            Service, settings, events => events.Stream<Note>("note").Event<Noted>("noted"));
        builder.Services.AddLogging(logging => logging.ClearProviders());
        return builder.Build();
    }

    static void Map(WebApplication app)
    {
        app.UseTrustCenter();
        var notes = app.MapService(Service, "/api/notes");
        notes.MapPost("", TakeAsync).RequirePermission(Permissions.ConsentRecord);
        notes.MapGet("/{id:guid}", async (Guid id, Caller caller, IQuerySession session, CancellationToken ct) =>
        {
            var note = caller.MayUse("ward-7") ? await session.AggregateStreamAsync<Note>(id, ct: ct) : Note.Initial;
            return note.Count == 0
                ? Problem.From(Rejection.NotFound("note-unknown", "There is no such note."))
                : Results.Ok(note);
        }).RequirePermission(Permissions.ConsentRead);
        notes.MapGet("/ping", () => "pong").RequirePermission(Permissions.ConsentCheck);
        notes.MapGet("/open", () => "pong").AllowPublic("to compare with");
        var fhir = app.MapFhirService(Service, "/fhir/notes");
        fhir.MapPost("/$take", TakeAsync).RequirePermission(Permissions.ConsentRecord);
        fhir.MapGet("/metadata", (Caller caller) => caller.Name).RequireSignIn();
        fhir.MapPost("/$isNoted", (Caller caller) => caller.Name).RequirePermission(Permissions.ConsentCheck);
    }

    static async Task<IResult> TakeAsync(
        TakeNote command, HttpContext http, IDocumentSession session, CancellationToken ct)
    {
        var decision = await session.Decide<Note>(command.Id, note => note.Count > 0
            ? Rejection.Conflict("note-exists", "This note exists.", "id")
            : Decision.Of(new Noted(command.Text)), ct);
        if (decision.Rejection is { } rejection)
            return Problem.From(rejection);

        session.Audit(new AuditEntry("note.take", $"note/{command.Id}", "done", command.Purpose, new { size = 1.50m }));
        return await session.CommitAsync(
            http, new Answer(201, new { id = command.Id, command.Text }, $"/api/notes/{command.Id}", ETags.For(1)), ct);
    }

    public HttpRequestMessage Request(HttpMethod method, string address, string? role = "ward", object? body = null)
    {
        var request = new HttpRequestMessage(method, address);
        if (role is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(role));

        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType());

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, string? role = "ward", object? body = null) =>
        Client.SendAsync(Request(method, address, role, body), TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonOf(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public NpgsqlDataSource Superuser => _superuser ??= Database.SuperuserDataSource();

    NpgsqlDataSource? _superuser;

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_isReplica)
            return;

        await _postgres.DisposeAsync();
        Tokens.Dispose();
    }
}
