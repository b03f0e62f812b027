using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Pseudonyms;

/// <summary>Where the consent service is and how closely it is followed, section <c>Pseudonym:Consent</c>.</summary>
public sealed class ConsentLinkOptions
{
    public const string Section = "Pseudonym:Consent";

    /// <summary>Address of the consent service: https, or http on this machine. Default: none, so no domain that
    /// requires consent answers.</summary>
    [Url]
    public string? Address { get; set; }

    /// <summary>Address that gives tokens for client credentials (RFC 6749 §4.4). Default: none.</summary>
    [Url]
    public string? TokenAddress { get; set; }

    /// <summary>This service's client id there. Default <c>pseudonym</c>.</summary>
    [Required]
    public string ClientId { get; set; } = "pseudonym";

    /// <summary>File with this client's secret, readable by its owner alone. Default: none.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Seconds to wait for an answer. Default 5, range 1 to 60.</summary>
    [Range(1, 60)]
    public int AnswersWithinSeconds { get; set; } = 5;

    /// <summary>Where it is longer than so many seconds uncertain whether consents have changed, nothing is handed out
    /// in domains that require one. Default 30, range 3 to 3600.</summary>
    [Range(3, 3600)]
    public int FeedNoOlderThanSeconds { get; set; } = 30;

    /// <summary>Seconds that one request waits for changes; so old is what is known at most while all is well.
    /// Default 2, range 1 to 20.</summary>
    [Range(1, 20)]
    public int FeedWaitSeconds { get; set; } = 2;
}
