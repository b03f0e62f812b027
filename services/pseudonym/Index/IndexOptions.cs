using System.ComponentModel.DataAnnotations;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>Where the index of identities is, section <c>Pseudonym:Index</c>. Which domains have its ids as originals
/// they say themselves, by the property <c>identity-domain</c>.</summary>
public sealed class IndexOptions : ServiceLinkOptions
{
    public const string Section = "Pseudonym:Index";

    /// <summary>Milliseconds between two looks at what changed. Default 1000, range 100 to 60,000.</summary>
    [Range(100, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;
}
