using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Logs;
using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>
/// What every service of the suite gets: authentication, authorisation, one form of errors, limits, health, metrics.
/// </summary>
public static class HostingServices
{
    /// <summary>
    /// Adds what the process needs once; saying it twice is no error. Reads <c>Auth</c>, <c>Limits</c>,
    /// <c>Telemetry</c>.
    /// </summary>
    public static IServiceCollection AddTrustCenterHosting(
        this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(ServiceRegister)))
            return services;

        services.AddSingleton(new ServiceRegister());
        AddOptions<AuthOptions>(services, configuration, AuthOptions.Section);
        AddOptions<LimitOptions>(services, configuration, LimitOptions.Section);
        AddOptions<TelemetryOptions>(services, configuration, TelemetryOptions.Section);
        AddOptions<DrainOptions>(services, configuration, DrainOptions.Section);
        services.AddSingleton<Draining>();
        AddClock(services);
        AddAccess(services);
        AddForms(services);
        AddOperations(services);
        services.AddScoped<RequestScope>();
        services.AddScoped(scope => scope.GetRequiredService<RequestScope>().Session());
        services.AddScoped<IQuerySession>(scope => scope.GetRequiredService<RequestScope>().Queries());
        services.AddScoped(scope => scope.GetRequiredService<RequestScope>().Keyed<Vault>());
        return services;
    }

    static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    static void AddClock(IServiceCollection services)
    {
        var given = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider));
        services.RemoveAll<TimeProvider>();
        services.AddSingleton(provider => new HighWaterClock(
            given?.ImplementationInstance as TimeProvider
            ?? given?.ImplementationFactory?.Invoke(provider) as TimeProvider
            ?? TimeProvider.System));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<HighWaterClock>());
    }

    static void AddAccess(IServiceCollection services)
    {
        services.AddSingleton<TokenValidation>();
        services.AddSingleton<BearerCache>();
        services.AddSingleton<BasicCache>();
        services.AddSingleton<ClientCredentials>();
        services.AddSingleton<FhirPrefixes>();
        services.AddAuthentication(Schemes.Chosen)
            .AddPolicyScheme(Schemes.Chosen, null, options => options.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, TrustCenterBearerHandler>(Schemes.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, TrustCenterBasicHandler>(Schemes.Basic, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialAudit>();
    }

    static string Choose(HttpContext http) =>
        FhirRoutes.Covers(http) && http.Request.Headers.Authorization is not [['B' or 'b', 'e' or 'E', ..]]
            ? Schemes.Basic
            : Schemes.Bearer;

    static void AddForms(IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOptions<JsonOptions>().Configure<IOptions<LimitOptions>>((json, limits) =>
        {
            json.SerializerOptions.MaxDepth = limits.Value.MaxJsonDepth;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>(
            (limiter, limits) => RateLimits.Configure(limiter, limits.Value));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((kestrel, options) =>
        {
            var limits = options.Value;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadersWithinSeconds);
            kestrel.Limits.MinRequestBodyDataRate = new(limits.MinBodyBytesPerSecond, TimeSpan.FromSeconds(5));
        });
    }

    static void AddOperations(IServiceCollection services)
    {
        services.AddHealthChecks()
            .Add(new("disk", _ => new DiskReadiness(), null, [ServiceReadiness.Aside]));
        services.AddSingleton<MetricsListener>();
        services.AddHostedService<StartupCheck>();
        services.AddHostedService<Telemetry>();
        services.AddLogging(logging =>
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
            if (Telemetry.IsWanted)
            {
                logging.AddOpenTelemetry(export => export
                    .SetResourceBuilder(Telemetry.Resource()).AddOtlpExporter());
            }

            // what these write at lower levels holds whole addresses
            logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
            logging.AddFilter("System.Net.Http", LogLevel.Warning);
            logging.AddFilter("Npgsql", LogLevel.Warning);
        });
    }

    /// <summary>
    /// Adds a service: its store (keyed <see cref="IDocumentStore"/>), its <see cref="Vault"/> (keyed), the sealer of
    /// its
    /// audit trail, its subscriptions and its readiness. Outside a request take them by the service's name.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="service">Kebab-case name, also of its audit trail.</param>
    /// <param name="settings">Where its database and keys are.</param>
    /// <param name="configure">Its events, streams, projections and subscriptions.</param>
    /// <param name="schema">Its own tables: without them, and those of the libraries, it is not ready.</param>
    public static IServiceCollection AddTrustCenterService(
        this IServiceCollection services, string service, ServiceSettings settings, Action<EventStoreOptions> configure,
        (string Name, string Sql)? schema = null)
    {
        services.Register(service, settings);
        services.AddKeyedSingleton(service, (_, _) => ServiceKeys.Read(settings.KeysFile, service));
        services.AddKeyedSingleton(service, (provider, _) => new Vault(KeysOf(provider)));
        services.AddKeyedSingleton(service, (provider, _) => new AnswerSeal(KeysOf(provider)));
        services.AddKeyedSingleton(service, (provider, _) => new AuditHeads(
            service, provider.GetRequiredKeyedService<NpgsqlDataSource>(service), KeysOf(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(service, (_, _) => Open(service, settings));
        services.AddKeyedSingleton(service, (provider, _) =>
        {
            var options = new EventStoreOptions();
            configure(options);
            return new DocumentStore(
                provider.GetRequiredKeyedService<NpgsqlDataSource>(service), options,
                provider.GetRequiredService<TimeProvider>());
        });
        services.AddKeyedSingleton(service, (provider, _) => new SubscriptionRunner(
            provider.GetRequiredKeyedService<DocumentStore>(service),
            provider.GetRequiredService<ILogger<SubscriptionRunner>>()));
        services.AddKeyedSingleton<IDocumentStore>(
            service, (provider, _) => provider.GetRequiredKeyedService<DocumentStore>(service));
        services.AddSingleton<IHostedService>(provider => new ServiceUpkeep(service, settings, provider));
        services.AddHealthChecks().Add(new HealthCheckRegistration(service, provider => new DatabaseReadiness(
            provider.GetRequiredKeyedService<NpgsqlDataSource>(service), HostingSchema.With(schema)), null, null));
        ServiceReadiness.Add(services, service, settings);
        services.AddSingleton<IHostedService>(provider => new Figures(
            service, provider, provider.GetRequiredService<HealthCheckService>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;

        ServiceKeys KeysOf(IServiceProvider provider) => provider.GetRequiredKeyedService<ServiceKeys>(service);
    }

    static void Register(this IServiceCollection services, string service, ServiceSettings settings)
    {
        var register = services.FirstOrDefault(s => s.ServiceType == typeof(ServiceRegister))?.ImplementationInstance
            as ServiceRegister ?? throw new InvalidOperationException("Call AddTrustCenterHosting first.");
        register.Services.Add((service, settings));
    }

    static NpgsqlDataSource Open(string service, ServiceSettings settings)
    {
        var connection = Connections.Read(service, settings.ConnectionString);
        connection.ApplicationName ??= $"trustcenter-{service}";
        if (connection.MaxAutoPrepare == 0)
            (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (100, 2);

        // A server that hangs keeps nobody waiting. Npgsql blocks a thread for as long as connecting may take when it
        // asks for a statement to be cancelled, so that time is short; a server that works answers within milliseconds.
        var given = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
        if (!given.ContainsKey("Timeout"))
            connection.Timeout = 2;

        if (!given.ContainsKey("Cancellation Timeout"))
            connection.CancellationTimeout = 1000;

        if (!given.ContainsKey("GSS Encryption Mode"))
            connection.GssEncryptionMode = GssEncryptionMode.Disable; // asking for it is a way of its own

        // plans depend on nothing but indexes; planning anew at every call costs more than the calls
        connection.Options ??= "-c plan_cache_mode=force_generic_plan";
        connection.NoResetOnClose = true;
        if (!given.ContainsKey("Write Buffer Size"))
            connection.WriteBufferSize = 32 * 1024; // what a group of sessions commits goes out at one go
        return NpgsqlDataSource.Create(connection);
    }
}

/// <summary>The services of this process.</summary>
sealed class ServiceRegister
{
    public List<(string Name, ServiceSettings Settings)> Services { get; } = [];

    /// <summary>The application's routes, for the check at start-up.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }
}
