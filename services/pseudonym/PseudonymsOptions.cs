using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Pseudonyms;

/// <summary>Settings of the pseudonym service, section <c>Pseudonym</c>.</summary>
public sealed class PseudonymsOptions
{
    public const string Section = "Pseudonym";

    /// <summary>A domain to create at the first start, with the usual settings; empty: none.</summary>
    [MaxLength(100)]
    public string SeedDomain { get; set; } = "";
}
