using System.Collections.Immutable;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What the events of one document add up to.</summary>
public sealed record Consent : IFold<Consent>
{
    public static Consent Initial { get; } = new();

    public bool Exists { get; init; }
    public Guid Subject { get; init; }
    public string Domain { get; init; } = "";
    public string Template { get; init; } = "";
    public DocumentKind Kind { get; init; }
    public DateTimeOffset SignedAt { get; init; }
    public IReadOnlyDictionary<string, ModuleAnswer> Answers { get; init; } =
        ImmutableDictionary<string, ModuleAnswer>.Empty;
    public string Provisions { get; init; } = "";
    public string Quality { get; init; } = "";
    public bool Annulled { get; init; }
    public ImmutableArray<PolicyUse> Uses { get; init; } = [];
    public int Scans { get; init; }
    public DateOnly? MajorityOn { get; init; }
    public DateOnly? ExpiredOn { get; init; }
    public bool MajorityPassed { get; init; }
    public string Language { get; init; } = "";
    public IReadOnlyList<string> InformationShown { get; init; } = [];
    public string? Channel { get; init; }
    public string ContentHash { get; init; } = "";

    public static Consent Evolve(Consent consent, object @event) => @event switch
    {
        ConsentRecorded e => Recorded(e),
        QualityChecked e => consent with { Quality = e.Quality },
        ConsentCorrected e => consent with
        {
            SignedAt = e.SignedAt,
            Answers = e.Answers,
            Provisions = e.Provisions,
            MajorityOn = e.MajorityOn,
            ContentHash = e.ContentHash,
            ExpiredOn = null,
            MajorityPassed = false,
        },
        ConsentAnnulled => consent with { Annulled = true },
        PolicyUsed e => consent with { Uses = consent.Uses.Add(new(e.Policy, e.On)) },
        ScanAdded e => consent with { Scans = e.Number },
        ConsentExpired e => consent with { ExpiredOn = e.On },
        MajorityReached => consent with { MajorityPassed = true },
        _ => consent,
    };

    static Consent Recorded(ConsentRecorded e) => new()
    {
        Exists = true,
        Subject = e.Subject,
        Domain = e.Domain,
        Template = e.Template,
        Kind = e.Kind,
        SignedAt = e.SignedAt,
        Answers = e.Answers,
        Provisions = e.Provisions,
        Quality = e.Quality,
        MajorityOn = e.MajorityOn,
        Language = e.Language,
        InformationShown = e.InformationShown,
        Channel = e.Channel,
        ContentHash = e.ContentHash,
    };
}
