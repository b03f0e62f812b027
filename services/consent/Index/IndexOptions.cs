using System.ComponentModel.DataAnnotations;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Where the index of identities is and whose merges are followed, section <c>Consent:Index</c>.</summary>
public sealed class IndexOptions : ServiceLinkOptions
{
    public const string Section = "Consent:Index";

    /// <summary>Milliseconds between two looks at what changed. Default 500, range 100 to 60,000.</summary>
    [Range(100, 60_000)]
    public int PollMilliseconds { get; set; } = 500;

    /// <summary>Under what people of the index sign. Default: nothing, so nothing is followed.</summary>
    public IList<IndexDomain> Domains { get; } = [];
}

/// <summary>A domain in which people sign by their ids of the index.</summary>
public sealed class IndexDomain
{
    /// <summary>Domain of the index.</summary>
    [Required]
    public string Index { get; set; } = "";

    /// <summary>Domain of consents.</summary>
    [Required]
    public string Domain { get; set; } = "";

    /// <summary>Type of identifier that holds the index's ids.</summary>
    [Required]
    public string IdentifierType { get; set; } = "";
}
