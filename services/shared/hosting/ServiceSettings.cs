using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Hosting;

/// <summary>What a service needs to run, from its own section of the configuration.</summary>
public sealed class ServiceSettings
{
    /// <summary>Connection of the role that may add but not change. No default.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Connection of the role that owns the tables, for the command <c>migrate</c> alone: a service that is given it
    /// does not start. Default: none.
    /// </summary>
    public string? OwnerConnectionString { get; set; }

    /// <summary>
    /// Role that the service signs in as, to which <c>migrate</c> grants what it needs. Default: the name in
    /// <c>ConnectionString</c>.
    /// </summary>
    public string? AppRole { get; set; }

    /// <summary>
    /// File with the service's keys, as <see cref="ServiceKeys.Create"/> writes it; readable by its owner alone. No
    /// default.
    /// </summary>
    [Required]
    public string KeysFile { get; set; } = "";

    /// <summary>Days a stored answer can be asked for again. Default 35, range 30 to 3650.</summary>
    [Range(30, 3650)]
    public int AnswersKeptDays { get; set; } = 35;

    /// <summary>Seals the audit trail in this process (one instance does it at a time). Default true.</summary>
    public bool SealAudit { get; set; } = true;
}
