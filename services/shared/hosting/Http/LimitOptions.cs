using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Hosting;

/// <summary>Section <c>Limits</c>: how much a caller may ask of the service.</summary>
public sealed class LimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    /// <summary>Largest request body in bytes; a route may allow more. Default 12 MiB, range 64 KiB to 1 GiB.</summary>
    [Range(64 * 1024, 1 << 30)]
    public int MaxBodyBytes { get; set; } = 12 * 1024 * 1024;

    /// <summary>Deepest nesting of JSON. Default 64, range 16 to 256.</summary>
    [Range(16, 256)]
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>All request headers together, in bytes. Default 32 KiB, range 8 KiB to 128 KiB.</summary>
    [Range(8 * 1024, 128 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Requests a second one caller may send in the long run. Default 50000, range 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 50_000;

    /// <summary>Requests one caller may send at once after a pause. Default 100000, range 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 100_000;

    /// <summary>Requests a second without signing in, per address. Default 200, range 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousRequestsPerSecond { get; set; } = 200;

    /// <summary>Seconds within which the headers must have come. Default 15, range 1 to 120.</summary>
    [Range(1, 120)]
    public int HeadersWithinSeconds { get; set; } = 15;

    /// <summary>Slowest body in bytes a second, after five seconds' grace. Default 240, range 1 to 1000000.</summary>
    [Range(1, 1_000_000)]
    public int MinBodyBytesPerSecond { get; set; } = 240;
}
