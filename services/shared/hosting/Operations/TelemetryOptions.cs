namespace TrustCenter.Hosting;

/// <summary>
/// Section <c>Telemetry</c>. Traces and metrics leave the process only where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is
/// set.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>Lets this machine itself read <c>/metrics</c> without signing in. Default false.</summary>
    public bool MetricsOnLoopback { get; set; }
}
