using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Hosting;

/// <summary>Section <c>Stop</c>: how a replica takes its leave.</summary>
public sealed class DrainOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Stop";

    /// <summary>
    /// Seconds for which it goes on answering, and says that it is not ready, once it was asked to stop. Default 0,
    /// range 0 to 300.
    /// </summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; }

    /// <summary>Seconds within which begun requests must end after that. Default 20, range 1 to 300.</summary>
    [Range(1, 300)]
    public int FinishSeconds { get; set; } = 20;
}
