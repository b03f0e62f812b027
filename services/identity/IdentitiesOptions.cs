using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Identities;

/// <summary>Settings of the identity service, section <c>Identity</c>.</summary>
public sealed class IdentitiesOptions
{
    public const string Section = "Identity";

    /// <summary>Name of a domain that is there from the first start; empty: none.</summary>
    public string SeedDomain { get; set; } = "";

    /// <summary>Records of a domain kept in memory ready to be compared, some hundred bytes each.</summary>
    [Range(1_000, 100_000_000)]
    public int CachedRecords { get; set; } = 1_000_000;

    /// <summary>Stored people whose names are counted at the start, so that rare names weigh more.</summary>
    [Range(0, 1_000_000)]
    public int CountedPeople { get; set; } = 20_000;

    /// <summary>Lines of a batch that are registered at the same time.</summary>
    [Range(1, 64)]
    public int BatchParallelism { get; set; } = 16;

    /// <summary>The gateway also answers searches and <c>$ihe-pix</c> by GET, as its specification has them. Then names
    /// and identifiers stand in addresses, which proxies keep. Default false: by POST only.</summary>
    public bool IdentifiersInAddresses { get; set; }
}
