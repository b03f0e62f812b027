using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>A person as numbers of the <see cref="Vocabulary"/> that made it: 48 bytes, and 4 for each further field. 0
/// stands for what is not known.</summary>
public readonly record struct ComparablePerson
{
    internal int Given { get; init; }

    internal int Family { get; init; }

    internal int Birth { get; init; }

    internal int BirthDate { get; init; }

    internal int Postcode { get; init; }

    internal int City { get; init; }

    internal int Street { get; init; }

    internal int HouseNumber { get; init; }

    internal int Phone { get; init; }

    internal char Sex { get; init; }

    internal ImmutableArray<int> More { get; init; }
}
