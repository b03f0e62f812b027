using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Identities;

/// <summary>Settings of the identity service, section <c>Identity</c>.</summary>
public sealed class IdentitiesOptions
{
    public const string Section = "Identity";

    /// <summary>Name of a domain that is there from the first start; empty: none.</summary>
    public string SeedDomain { get; set; } = "";

    /// <summary>Folder in which the index of all people is kept, encrypted, so that a start reads it instead of
    /// decrypting everybody; each instance needs one of its own. Empty: it is built from the database at every
    /// start.</summary>
    public string IndexFolder { get; set; } = "";

    /// <summary>Lines of a batch that are registered at the same time.</summary>
    [Range(1, 64)]
    public int BatchParallelism { get; set; } = 16;

    /// <summary>Minutes for which somebody who works on a pair has it alone.</summary>
    [Range(1, 1_440)]
    public int ClaimMinutes { get; set; } = 30;

    /// <summary>Imports of files that run at the same time; others wait.</summary>
    [Range(1, 16)]
    public int ImportsAtOnce { get; set; } = 2;

    /// <summary>Days for which the report of an import is kept behind its end.</summary>
    [Range(1, 3650)]
    public int ImportsKeptDays { get; set; } = 30;

    /// <summary>The gateway also answers searches and <c>$ihe-pix</c> by GET and takes patients by PUT and DELETE (IHE
    /// ITI-104), as their specifications have them. Then names and identifiers stand in addresses, which proxies keep.
    /// Default false: by POST only.</summary>
    public bool IdentifiersInAddresses { get; set; }
}
