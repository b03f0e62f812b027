using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TrustCenter.Hosting;

/// <summary>
/// Traces, metrics and logs over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says whither; else nothing is made.
/// </summary>
sealed class Telemetry(MetricsListener listener) : IHostedService, IDisposable
{
    TracerProvider? _traces;
    MeterProvider? _metrics;

    /// <summary>Whether somebody listens.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };

    /// <summary>Who speaks.</summary>
    public static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService(
        Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } named ? named : "trustcenter");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        if (!IsWanted)
            return Task.CompletedTask;

        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var resource = Resource();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "TrustCenter")
            .AddProcessor(new WithoutAddresses())
            .AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(
                "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql",
                "TrustCenter")
            .AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Names the server's span after the route, which carries no identifiers, and keeps its status.</summary>
    public static async Task NameSpan(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (Activity.Current is not { IsAllDataRequested: true } span)
            return;

        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        span.DisplayName = $"{http.Request.Method} {route}";
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
    }

    /// <summary>
    /// Takes out what may carry an identifier: whole addresses, their queries and the caller's own words.
    /// </summary>
    sealed class WithoutAddresses : BaseProcessor<Activity>
    {
        static readonly string[] Forbidden =
        [
            "url.path", "url.query", "url.full", "user_agent.original", "http.target", "http.url", "db.query.text",
            "db.statement",
        ];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in Forbidden)
                data.SetTag(tag, null);
        }
    }
}
