using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>How far a permission for the past reaches back.</summary>
public enum PastReach
{
    /// <summary>Without limit, if the caller asks for it; only where a data window overlaps the permission.</summary>
    Beginning,

    /// <summary>Five calendar years before the signature, always and on its own.</summary>
    FiveCalendarYears,
}

/// <summary>A use of data, samples or the patient's address, and the policies it stands on.</summary>
/// <param name="Gates">All must be permitted on the day of use, and by the document that opens a window.</param>
/// <param name="Window">Permits the days data may come from; null: only the gates matter.</param>
/// <param name="Past">All permitted by the same document: the window reaches into the past.</param>
/// <param name="Deletion">Denied: what was gathered until then is gone for good.</param>
public sealed record Purpose(
    string Name, ImmutableArray<PolicyCode> Gates, PolicyCode? Window, ImmutableArray<PolicyCode> Past,
    ImmutableArray<PolicyCode> Deletion, PastReach Reach = PastReach.Beginning)
{
    public static Purpose ResearchData { get; } = new("research-mdat", Mii(8), Mii(6)[0], Mii(45), Mii(7));

    public static Purpose ResearchSamples { get; } =
        new("research-samples", Mii(22), Mii(19)[0], Mii(51, 52), Mii(20));

    public static Purpose Insurance { get; } =
        new("insurance", Mii(13), Mii(15)[0], Mii(11), Mii(12), PastReach.FiveCalendarYears);

    // Use outside the GDPR's level is an addition to the use within it: both must stand.
    public static Purpose ResearchDataNonEu { get; } = ResearchData with
    {
        Name = "research-mdat-non-eu",
        Gates = Mii(8, 49),
    };

    public static Purpose ResearchSamplesNonEu { get; } = ResearchSamples with
    {
        Name = "research-samples-non-eu",
        Gates = Mii(22, 55),
    };

    public static Purpose RecontactDatabases { get; } = Gate("recontact-databases", 27);

    public static Purpose RecontactCollection { get; } = Gate("recontact-collection", 28);

    public static Purpose RecontactStudies { get; } = Gate("recontact-studies", 29);

    public static Purpose RecontactFindings { get; } = Gate("recontact-findings", 31);

    public static Purpose RecontactSignificantFindings { get; } = Gate("recontact-significant-findings", 37);

    public static Purpose IdentityLinkage { get; } = Gate("identity-linkage", 4, 5);

    public static ImmutableArray<Purpose> All { get; } =
    [
        ResearchData, ResearchSamples, Insurance, ResearchDataNonEu, ResearchSamplesNonEu, RecontactDatabases,
        RecontactCollection, RecontactStudies, RecontactFindings, RecontactSignificantFindings, IdentityLinkage,
    ];

    public static Purpose? Find(string name)
    {
        foreach (var purpose in All)
            if (purpose.Name == name) return purpose;
        return null;
    }

    static Purpose Gate(string name, params ReadOnlySpan<int> arcs) => new(name, Mii(arcs), null, [], []);

    static ImmutableArray<PolicyCode> Mii(params ReadOnlySpan<int> arcs)
    {
        var codes = ImmutableArray.CreateBuilder<PolicyCode>(arcs.Length);
        foreach (var arc in arcs) codes.Add(PolicyCode.Mii(arc));
        return codes.MoveToImmutable();
    }
}
