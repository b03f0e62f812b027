namespace TrustCenter.Identities.Linkage;

/// <summary>The kinds of pairs that the weighting tells apart, and in which fields each is as alike as the same person
/// is. People who live together share name and address without being the same; taking them for strangers, as the
/// textbook's two kinds do, is what merges twins. In the other fields they are as alike as strangers.</summary>
static class PairKinds
{
    public const int Stayed = 0;
    public const int Moved = 1;
    public const int Household = 2;
    public const int Twins = 3;
    public const int Strangers = 4;
    public const int Count = 5;

    static readonly uint Home = Mask(Fields.Place, Fields.Street, Fields.Phone);

    /// <summary>For each kind a bit for each field in which it is like the same person.</summary>
    public static readonly uint[] Alike =
    [
        uint.MaxValue,
        uint.MaxValue & ~Home,
        Home | Mask(Fields.Family),
        Home | Mask(Fields.Family, Fields.Birth, Fields.BirthDate),
        0,
    ];

    public static bool IsAlike(int kind, int field) => (Alike[kind] >> field & 1) == 1;

    static uint Mask(params ReadOnlySpan<int> fields)
    {
        var mask = 0u;
        foreach (var field in fields) mask |= 1u << field;
        return mask;
    }
}
