using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Identities;

/// <summary>Where encoded files may be fetched from, and as whom. A project can only name addresses below one of these.
/// </summary>
public sealed class SourceOptions
{
    /// <summary>Beginning of the addresses, https, up to a slash: <c>https://pprl.site.example/outgoing/</c>.</summary>
    [Required]
    [Url]
    public string Address { get; set; } = "";

    /// <summary>File with a bearer token, readable by its owner alone. Default: none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>Address that gives tokens for client credentials (RFC 6749 §4.4), https. Default: none.</summary>
    [Url]
    public string? TokenAddress { get; set; }

    /// <summary>This service's client id there.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>File with this client's secret, readable by its owner alone. Default: none.</summary>
    public string? SecretFile { get; set; }
}
