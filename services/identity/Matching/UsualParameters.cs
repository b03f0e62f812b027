using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>What an index begins with before it can estimate anything from its own people: nine of ten fields of the
/// same person agree, and strangers agree as often as chance has it among some hundred thousand people in
/// Germany.</summary>
static class UsualParameters
{
    static readonly double[] NamesOfSame = [0.84, 0.01, 0.06, 0.03, 0.02, 0.01, 0.0001, 0.0299];
    static readonly double[] FamilyOfSame = [0.84, 0.01, 0.06, 0.02, 0.02, 0.0001, 0.02, 0.0299];

    public static FellegiSunterParameters All { get; } = new(
    [
        Field<NameLevel>("givenName", NamesOfSame, [0.006, 0.0005, 0.002, 0.003, 0.008, 0.004, 0.0001, 0.9764]),
        Field<NameLevel>("familyName", FamilyOfSame, [0.001, 0.0003, 0.0015, 0.002, 0.006, 0.0005, 0.0005, 0.9882]),
        Field<NameLevel>("birthName", FamilyOfSame, [0.001, 0.0003, 0.0015, 0.002, 0.006, 0.0005, 0.0005, 0.9882]),
        Field<DateLevel>("birthDate", [0.93, 0.01, 0.03, 0.01, 0.005, 0.005, 0.01],
            [0.00004, 0.00002, 0.0008, 0.0005, 0.004, 0.012, 0.98264]),
        Field<TextLevel>("sex", [0.985, 0.0001, 0.0001, 0.0148], [0.499, 0.0001, 0.0001, 0.5008]),
        Field<PlaceLevel>("place", [0.88, 0.05, 0.02, 0.02, 0.01, 0.005, 0.015],
            [0.004, 0.004, 0.002, 0.02, 0.005, 0.05, 0.915]),
        Field<StreetLevel>("street", [0.85, 0.05, 0.04, 0.01, 0.02, 0.03],
            [0.0001, 0.0001, 0.003, 0.003, 0.03, 0.9638]),
        Field<TextLevel>("phone", [0.90, 0.05, 0.01, 0.04], [0.0001, 0.0001, 0.001, 0.9988]),
    ],
    new(Stayed: 2e-6, Moved: 8e-7, Household: 1e-5, Twins: 5e-8), Crosswise: 0.01);

    public static FieldShares Identifier(string name) =>
        Field<TextLevel>(name, [0.97, 0.015, 0.005, 0.01], [0.000001, 0.00001, 0.001, 0.998989]);

    static FieldShares Field<TLevel>(string name, double[] same, double[] strangers) where TLevel : struct, Enum =>
        new(name, [.. Enum.GetNames<TLevel>().Skip(1)
            .Select((level, i) => new LevelShare(level, same[i], strangers[i]))]);
}
