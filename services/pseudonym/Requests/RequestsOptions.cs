using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Pseudonyms;

/// <summary>Settings of requests for originals, section <c>Pseudonym:Requests</c>.</summary>
public sealed class RequestsOptions
{
    public const string Section = "Pseudonym:Requests";

    /// <summary>Pseudonyms a request may have. Default 200, range 1 to 1000.</summary>
    [Range(1, 1000)]
    public int MostPseudonyms { get; set; } = 200;

    /// <summary>Pseudonyms a project may ask for in a day. Default 1000, range 1 to 100000.</summary>
    [Range(1, 100_000)]
    public int MostPerProjectAndDay { get; set; } = 1000;

    /// <summary>Purposes without consent that are allowed here. Default: none.</summary>
    public IList<string> PurposesWithoutConsent { get; init; } = [];

    /// <summary>
    /// Where emergencies are told (POST of JSON without pseudonyms): https, or http on this machine. Default: none, the
    /// list of reviews is the alert.
    /// </summary>
    [Url]
    public string? AlertAddress { get; set; }
}

/// <summary>Where the consent service answers, section <c>Pseudonym:Consent</c>.</summary>
public sealed class PermitsOptions
{
    public const string Section = "Pseudonym:Consent";

    /// <summary>Address of the consent service, https or http on this machine. Default: none, so nothing is
    /// permitted.</summary>
    [Url]
    public string? Address { get; set; }

    /// <summary>Address that gives tokens for client credentials. Default: none.</summary>
    [Url]
    public string? TokenAddress { get; set; }

    /// <summary>This service's client id. Default <c>pseudonym</c>.</summary>
    [Required]
    public string ClientId { get; set; } = "pseudonym";

    /// <summary>File with this client's secret, readable by its owner alone. Default: none.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Consent domain, unless a pseudonym domain's property <c>consent-domain</c> names another. Default
    /// <c>MII</c>.</summary>
    [Required]
    public string Domain { get; set; } = "MII";

    /// <summary>Type of the identifier that originals are there, unless the property <c>consent-identifier</c> names
    /// another. Default <c>Pseudonym</c>.</summary>
    [Required]
    public string IdentifierType { get; set; } = "Pseudonym";

    /// <summary>Seconds to wait for an answer. Default 5, range 1 to 60.</summary>
    [Range(1, 60)]
    public int AnswersWithinSeconds { get; set; } = 5;
}
