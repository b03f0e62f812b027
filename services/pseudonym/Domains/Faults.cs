using System.Globalization;
using System.Numerics;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Refusals that several operations share.</summary>
public static class Faults
{
    public static Rejection DomainUnknown { get; } = Rejection.NotFound("domain-unknown",
        "There is no such domain, or it is not yours to use.", "domain");

    public static Rejection DomainClosed { get; } = Rejection.Conflict("domain-closed",
        "The domain is closed: it makes no pseudonyms any more.", "domain");

    public static Rejection DomainNotValid { get; } = Rejection.Conflict("domain-not-valid",
        "The domain makes no pseudonyms at this time; see its validity.", "domain");

    public static Rejection NotPermitted { get; } = Rejection.Forbidden("not-permitted",
        "The consent that the domain requires is not there for everybody asked for; nothing was made or handed out.");

    public static Rejection ConsentNotKnown { get; } = Rejection.Unavailable("consent-not-known",
        "Nobody can say at the moment whether there is the consent that the domain requires; try again.");

    /// <summary>Nothing new exists to be made; what has to be done is in the sentence.</summary>
    public static Rejection DomainFull(string name, BigInteger capacity, long wanted) => Rejection.Conflict(
        "domain-full", string.Create(CultureInfo.InvariantCulture,
            $"The domain {name} has {capacity} possible pseudonyms and not {wanted} free ones; nothing was made. "
            + $"Create a domain with longer pseudonyms and use it for new originals."), "domain");

    /// <summary>Some may be free, but too few to be found in reasonable time.</summary>
    public static Rejection DomainNearlyFull(string name, BigInteger capacity) => Rejection.Conflict(
        "domain-nearly-full", string.Create(CultureInfo.InvariantCulture,
            $"The domain {name} has {capacity} possible pseudonyms and hardly any free one; nothing was made. Create a "
            + $"domain with longer pseudonyms and use it for new originals."), "domain");

    public static Rejection Missing(string path) => Rejection.Invalid("required", "This is required.", path);

    public static Rejection TooMany(string path, int most) => Rejection.Invalid("too-many",
        string.Create(CultureInfo.InvariantCulture, $"At most {most}."), path);

    public static Rejection TooLong(string path, int most) => Rejection.Invalid("too-long",
        string.Create(CultureInfo.InvariantCulture, $"At most {most} characters."), path);
}
