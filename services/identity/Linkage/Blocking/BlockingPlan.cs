using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>What a blocking key is made of.</summary>
public enum BlockingPart
{
    /// <summary>Date of birth.</summary>
    BirthDate,

    /// <summary>Year of birth.</summary>
    BirthYear,

    /// <summary>Day and month of birth, in either order, with the last digit of the year.</summary>
    BirthDay,

    /// <summary>Sound of a family name, of one of its parts or of the birth name.</summary>
    FamilySound,

    /// <summary>Sound of the given names or of one of them.</summary>
    GivenSound,

    /// <summary>Sound of any name.</summary>
    AnySound,

    /// <summary>First three letters of any name.</summary>
    AnyBeginning,

    /// <summary>Last three letters of any name.</summary>
    AnyEnding,

    /// <summary>The sounds of a given and a family name in either order.</summary>
    BothSounds,

    /// <summary>The beginnings, three letters each, of a given and a family name in either order.</summary>
    BothBeginnings,

    /// <summary>Postcode.</summary>
    Postcode,

    /// <summary>Street and house number.</summary>
    StreetAndNumber,

    /// <summary>Telephone number.</summary>
    Phone,

    /// <summary>An identifier, each one by itself.</summary>
    Identifier,
}

/// <summary>One way of bringing pairs together: those whose keys agree in all parts.</summary>
/// <param name="Name">Short name, part of every key.</param>
/// <param name="Parts">A person lacking one of them has no key in this pass.</param>
public sealed record BlockingPass(string Name, ImmutableArray<BlockingPart> Parts);

/// <summary>The passes that bring pairs together; a pair is compared once any of them does.</summary>
/// <param name="Passes">All passes.</param>
/// <param name="MostPersons">A key that more persons share than this brings nobody together: its passes are left to the
/// others.</param>
/// <param name="FewPersons">In an index, a key that more persons share than this says too little by itself: it brings
/// those together who share a second one.</param>
public sealed record BlockingPlan(
    ImmutableArray<BlockingPass> Passes, int MostPersons, int FewPersons = int.MaxValue)
{
    /// <summary>Passes that lose few pairs of the same person even where a name and the date are both wrong.
    /// </summary>
    public static BlockingPlan Usual { get; } = new(
    [
        new("d", [BlockingPart.BirthDate]),
        new("n", [BlockingPart.BothSounds]),
        new("b", [BlockingPart.BothBeginnings]),
        new("sy", [BlockingPart.AnySound, BlockingPart.BirthYear]),
        new("sd", [BlockingPart.AnySound, BlockingPart.BirthDay]),
        new("sp", [BlockingPart.AnySound, BlockingPart.Postcode]),
        new("a", [BlockingPart.Postcode, BlockingPart.StreetAndNumber]),
        new("t", [BlockingPart.Phone]),
        new("i", [BlockingPart.Identifier]),
    ], 2_000, 100);
}
