namespace TrustCenter.Pseudonyms;

/// <summary>What a domain of gPAS calls its alphabet and its generator, so that its settings can be taken over.
/// </summary>
public static class GpasNames
{
    public const string Alphabets = "org.emau.icmvc.ganimed.ttp.psn.alphabets.";
    public const string Generators = "org.emau.icmvc.ganimed.ttp.psn.generator.";

    /// <summary>gPAS's Verhoeff and Damm run from right to left and so differ from what was published; they have
    /// names of their own here.</summary>
    static readonly (string Name, CheckDigits Code)[] Known =
    [
        ("NoCheckDigits", CheckDigits.None), ("Verhoeff", CheckDigits.GpasVerhoeff),
        ("VerhoeffGumm", CheckDigits.VerhoeffGumm), ("Gumm", CheckDigits.Gumm), ("Damm", CheckDigits.GpasDamm),
        ("HammingCode", CheckDigits.Hamming), ("ReedSolomonLagrange", CheckDigits.ReedSolomon),
    ];

    /// <summary>Accepts the class name with or without its package.</summary>
    public static bool TryCheckDigits(string className, out CheckDigits code)
    {
        var name = className.StartsWith(Generators, StringComparison.Ordinal)
            ? className[Generators.Length..] : className;
        var at = Array.FindIndex(Known, known => known.Name == name);
        code = at < 0 ? CheckDigits.None : Known[at].Code;
        return at >= 0;
    }

    /// <summary>The generator that makes the same pseudonyms in gPAS; null where gPAS has none.</summary>
    public static string? Generator(CheckDigits code)
    {
        var at = Array.FindIndex(Known, known => known.Code == code);
        return at < 0 ? null : Generators + Known[at].Name;
    }
}
