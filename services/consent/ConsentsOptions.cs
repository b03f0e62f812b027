using System.ComponentModel.DataAnnotations;

namespace TrustCenter.Consents;

/// <summary>Settings of the consent service, section <c>Consent</c>.</summary>
public sealed class ConsentsOptions
{
    public const string Section = "Consent";

    /// <summary>Put the MII Broad Consent and its withdrawal forms (demonstration texts) in place at the first
    /// start.</summary>
    public bool SeedBroadConsent { get; set; } = true;

    /// <summary>Python interpreter that has WeasyPrint, which sets documents as PDF.</summary>
    [Required]
    public string RendererPython { get; set; } = "/usr/bin/python3";

    /// <summary>Seconds after which a rendering is given up; tried again later.</summary>
    [Range(1, 300)]
    public int RenderSeconds { get; set; } = 30;
}
