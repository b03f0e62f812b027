using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Identities;

/// <summary>Settings of linkage between sites, section <c>Identity:Linkage</c>.</summary>
public sealed class LinkageOptions
{
    public const string Section = "Identity:Linkage";

    /// <summary>Tiles of linkage that this process compares at the same time, each on a thread of its own. 0: none;
    /// programs started with <c>worker</c> do it.</summary>
    [Range(0, 256)]
    public int Workers { get; set; } = 1;

    /// <summary>Seconds after which the tile of a worker that says nothing any more is given to another one.</summary>
    [Range(2, 3600)]
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>Records of each side of a tile, in multiples of 4,096.</summary>
    [Range(4096, 4_194_304)]
    public int TileRecords { get; set; } = 131_072;

    /// <summary>Milliseconds between two looks for work.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 2000;

    /// <summary>Minutes between two looks at the address of a site that offers its records there.</summary>
    [Range(1, 1440)]
    public int FetchMinutes { get; set; } = 15;

    /// <summary>Where encoded files may be fetched from, and as whom. None: sites send theirs.</summary>
    public List<SourceOptions> Sources { get; } = [];

    /// <summary>Records that one site may send.</summary>
    [Range(1, 1_000_000_000)]
    public int MostRecords { get; set; } = 20_000_000;
}
