using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Pseudonyms;

/// <summary>Settings of the pseudonym service, section <c>Pseudonym</c>.</summary>
public sealed class PseudonymsOptions
{
    public const string Section = "Pseudonym";

    /// <summary>A domain to create at the first start, with the usual settings; empty: none.</summary>
    [MaxLength(100)]
    public string SeedDomain { get; set; } = "";

    /// <summary>The gateway also answers <c>POST $pseudonymize-allow-create</c> and <c>$de-pseudonymize</c> as gPAS
    /// 1.10.2 did. Default false.</summary>
    public bool OlderNames { get; set; }

    /// <summary>The gateway also answers these two by GET as gPAS before 1.10.2 did. Then identifiers stand in
    /// addresses, which proxies keep: for the time of a move only. Default false.</summary>
    public bool IdentifiersInAddresses { get; set; }
}
