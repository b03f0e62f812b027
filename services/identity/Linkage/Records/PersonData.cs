using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>What is known of a person, as it was written down. Null or blank means not known, which is evidence neither
/// for nor against.</summary>
public sealed record PersonData
{
    /// <summary>All given names.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name with its particles; titles may stand before it.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Family name at birth.</summary>
    public string? BirthName { get; init; }

    /// <summary>As <see cref="Linkage.BirthDate.Read"/> reads it: 1985-06-19, 19.6.1985, 1985.</summary>
    public string? BirthDate { get; init; }

    /// <summary>Any code whose first letter tells: male, M, m, männlich; female, F, w, weiblich; others by first
    /// letter; unknown and U as missing.</summary>
    public string? Sex { get; init; }

    /// <summary>Street, with or without the house number.</summary>
    public string? Street { get; init; }

    /// <summary>House number where it is a field of its own.</summary>
    public string? HouseNumber { get; init; }

    /// <summary>Postcode.</summary>
    public string? Postcode { get; init; }

    /// <summary>Town.</summary>
    public string? City { get; init; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>Further fields by the names that the configuration gives them: insurance numbers, local
    /// identifiers.</summary>
    public ImmutableDictionary<string, string> More { get; init; } = ImmutableDictionary<string, string>.Empty;
}
