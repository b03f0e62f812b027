using System.Collections.Frozen;

namespace TrustCenter.Pseudonyms;

/// <summary>What originals may be asked for, and the consent it needs at the moment they are given out.</summary>
public static class RequestPurposes
{
    const string Mii = "2.16.840.1.113883.3.1937.777.24.5.3.";

    /// <summary>
    /// Purpose to policy. Policies of the MII consent module; that of the genome model project is DNPM's.
    /// </summary>
    public static FrozenDictionary<string, string> WithConsent { get; } = new Dictionary<string, string>
    {
        ["recontact-databases"] = Mii + "27",
        ["recontact-collection"] = Mii + "28",
        ["recontact-studies"] = Mii + "29",
        ["recontact-findings"] = Mii + "31",
        ["recontact-significant-findings"] = Mii + "37",
        ["recontact-genome"] = "https://ths-greifswald.de/fhir/CodeSystem/gics/Policy/GenomDE_MV|Rekontaktierung",
    }.ToFrozenDictionary();

    /// <summary>
    /// Rest on law, not on consent: data subjects' own rights (Art. 15 to 21 GDPR), a correction that a receiver of
    /// the data asked for (§ 5 GenDV). Only where the settings name them.
    /// </summary>
    public static FrozenSet<string> WithoutConsent { get; } = ["data-subject-request", "correction"];

    public static FrozenSet<string> Emergencies { get; } = ["danger-to-life", "acute-treatment", "court-order"];
}
