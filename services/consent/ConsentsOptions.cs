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

    /// <summary>Which forms people are asked on tablets, by age; empty: the shipped Broad Consent 1.7.2.</summary>
    public IList<CaptureFormOptions> CaptureForms { get; } = [];

    /// <summary>Guardians who have to sign for a minor, unless one declares to decide alone.</summary>
    [Range(1, 2)]
    public int GuardiansNeeded { get; set; } = 2;

    /// <summary>Record a refusal document where somebody says no; otherwise a no on a tablet leaves nothing.</summary>
    public bool RecordRefusals { get; set; } = true;

    /// <summary>Address under which people reach the pages, for links to copies; that of the request if not said.
    /// </summary>
    public string? PublicAddress { get; set; }

    /// <summary>Hours for which a session can be delivered after it was opened, should the tablet lose the network.
    /// </summary>
    [Range(1, 168)]
    public int CaptureHours { get; set; } = 72;

    /// <summary>Let people decide at the screen of a service robot; otherwise it shows the film and leads to staff, a
    /// tablet or paper.</summary>
    public bool SessionsOnRobots { get; set; }

    /// <summary>Offer three questions about the information on tablets; answers are explained and kept nowhere.
    /// </summary>
    public bool UnderstandingCheck { get; set; }

    /// <summary>Days for which nobody is asked again who said no, unless they wish it; 0: at once.</summary>
    [Range(0, 3650)]
    public int QuietDaysAfterNo { get; set; } = 180;

    /// <summary>Days for which nobody is asked again who wanted to decide later, unless they wish it; 0: at once.
    /// </summary>
    [Range(0, 3650)]
    public int QuietDaysAfterLater { get; set; } = 7;
}

/// <summary>A form that is asked of people of an age.</summary>
public sealed class CaptureFormOptions
{
    /// <summary>Form as <c>name|version</c>.</summary>
    [Required]
    public string Template { get; set; } = "";

    /// <summary>Who answers it: <c>patient</c>, <c>guardian</c>, <c>child</c> or <c>youth</c>.</summary>
    [Required]
    public string Part { get; set; } = "";

    /// <summary>Youngest age in years.</summary>
    [Range(0, 130)]
    public int From { get; set; }

    /// <summary>Oldest age in years.</summary>
    [Range(0, 130)]
    public int To { get; set; } = 130;
}
