using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Consents;

/// <summary>The patient portal, section <c>Consent:Portal</c>.</summary>
public sealed class PortalOptions
{
    public const string Section = "Consent:Portal";

    /// <summary>Address of the portal's pages as letters name it: https, or http on this machine. Default: the
    /// <c>/portal/</c> of the public address, or of the request.</summary>
    [Url]
    public string? Address { get; set; }

    /// <summary>Host name that passkeys belong to; a parent domain of the portal's host if wanted. Passkeys can't be
    /// used any more when it changes. Default: the host of the address.</summary>
    [RegularExpression("[a-z0-9.-]{1,253}")]
    public string? RelyingParty { get; set; }

    /// <summary>Further origins whose pages may use passkeys, as <c>https://host</c>.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Minutes after which a session ends without a request.</summary>
    [Range(1, 60)]
    public int IdleMinutes { get; set; } = 10;

    /// <summary>Minutes after which a session ends anyway.</summary>
    [Range(5, 720)]
    public int SessionMinutes { get; set; } = 60;

    /// <summary>Days for which a letter works.</summary>
    [Range(1, 90)]
    public int LetterDays { get; set; } = 30;

    /// <summary>Years for which the site keeps documents as proof after a withdrawal; patients are told.</summary>
    [Range(1, 100)]
    public int ProofYears { get; set; } = 30;

    /// <summary>Where patients can read more about projects; empty: nowhere.</summary>
    public IList<PortalLinkOptions> Links { get; } = [];
}

/// <summary>An address that the portal leads to.</summary>
public sealed class PortalLinkOptions
{
    /// <summary>Kebab-case: <c>project-register</c>, <c>mailing-list</c> or a word of the site's own.</summary>
    [Required]
    [RegularExpression("[a-z][a-z0-9-]{0,39}")]
    public string Kind { get; set; } = "";

    /// <summary>What patients read.</summary>
    [Required]
    public string Title { get; set; } = "";

    /// <summary>Where it leads; https.</summary>
    [Required]
    [RegularExpression("https://.+")]
    public string Address { get; set; } = "";
}
