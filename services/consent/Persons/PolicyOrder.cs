using System.Globalization;

namespace TrustCenter.Consents;

/// <summary>Policies in the order people expect: by system, then by code with numbers read as numbers.</summary>
public sealed class PolicyOrder : IComparer<PolicyCode>
{
    static readonly CompareInfo Invariant = CultureInfo.InvariantCulture.CompareInfo;

    public static PolicyOrder Natural { get; } = new();

    public int Compare(PolicyCode x, PolicyCode y)
    {
        var systems = string.CompareOrdinal(x.System, y.System);
        if (systems != 0) return systems;
        var codes = Invariant.Compare(x.Code, y.Code, CompareOptions.NumericOrdering);
        return codes != 0 ? codes : string.CompareOrdinal(x.Code, y.Code);
    }
}
