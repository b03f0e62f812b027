using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Hosting;

/// <summary>Section <c>Auth</c>: who may sign in. There is no way to switch authentication off.</summary>
public sealed class AuthOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Auth";

    /// <summary>
    /// Issuers whose tokens are accepted; at least one. Default: none, so the service does not start.
    /// </summary>
    public IList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>What a token's <c>aud</c> must name. Default <c>trustcenter</c>.</summary>
    [Required, MinLength(3)]
    public string Audience { get; set; } = "trustcenter";

    /// <summary>Tolerated difference between clocks, in seconds. Default 60, range 0 to 60.</summary>
    [Range(0, 60)]
    public int ClockSkewSeconds { get; set; } = 60;

    /// <summary>
    /// The <c>acr</c> that a token must bear where a recent sign-in is asked for: the issuer's name for a sign-in with
    /// two factors. Default: none, so only the time counts.
    /// </summary>
    [RegularExpression(@"[^\s""\\]{1,200}")]
    public string? StepUpLevel { get; set; }

    /// <summary>Validated tokens kept in memory until they expire. Default 10000, range 100 to 1000000.</summary>
    [Range(100, 1_000_000)]
    public int CachedTokens { get; set; } = 10_000;

    /// <summary>Technical clients of the gateways (HTTP Basic) and of the token endpoint. Default: none.</summary>
    public IList<ClientOptions> Clients { get; init; } = [];

    /// <summary>A JSON file with more technical clients, read again when it changes. Default: none.</summary>
    public string? ClientsFile { get; set; }

    /// <summary>
    /// Wrong secrets a client may send from one address before it must wait. Default 5, range 3 to 100.
    /// </summary>
    [Range(3, 100)]
    public int FailuresBeforeWaiting { get; set; } = 5;

    /// <summary>How long it must wait then, in seconds. Default 60, range 1 to 3600.</summary>
    [Range(1, 3600)]
    public int WaitSeconds { get; set; } = 60;
}

/// <summary>One issuer of tokens (any OIDC provider, or the suite's own).</summary>
public sealed class IssuerOptions
{
    /// <summary>Exactly what the token's <c>iss</c> says.</summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>
    /// Put before the subject (<c>name:sub</c>) so that two issuers' subjects are never mixed up. Default: none.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>File with the issuer's public keys (JWKS), read again when it changes. Default: none.</summary>
    public string? JwksFile { get; set; }

    /// <summary>Address of the issuer's OpenID configuration; https, or http on this machine. Default: none.</summary>
    public string? Metadata { get; set; }
}

/// <summary>A technical client.</summary>
public sealed class ClientOptions
{
    /// <summary>Id it signs in with.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>Its secret as <see cref="SecretHash"/> writes it; never the secret itself.</summary>
    [Required]
    public string SecretHash { get; set; } = "";

    /// <summary>Roles it has. Default: none.</summary>
    public IList<string> Roles { get; init; } = [];

    /// <summary>Domains it may use; <c>*</c> stands for all. Default: none.</summary>
    public IList<string> Domains { get; init; } = [];
}
