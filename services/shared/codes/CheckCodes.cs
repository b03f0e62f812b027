namespace TrustCenter.Codes;

static class CheckCodes
{
    /// <summary>The parameters have passed <see cref="FormatRules"/>.</summary>
    public static ICheckCode For(CheckDigits code, int size, int maxDetectedErrors) => code switch
    {
        CheckDigits.None => new NoCode(),
        CheckDigits.Verhoeff => new VerhoeffCode(asGpas: false),
        CheckDigits.GpasVerhoeff => new VerhoeffCode(asGpas: true),
        CheckDigits.Gumm => new GummCode(asGpas: false),
        CheckDigits.VerhoeffGumm => new GummCode(asGpas: true),
        CheckDigits.Damm => new DammCode(fromRight: false),
        CheckDigits.GpasDamm => new DammCode(fromRight: true),
        CheckDigits.Luhn => new LuhnCode(size),
        CheckDigits.Ean13 => new Ean13Code(),
        CheckDigits.Mod11Radix2 => new Iso7064Pure(11, 2, 1, "X"),
        CheckDigits.Mod37Radix2 => new Iso7064Pure(37, 2, 1, "*"),
        CheckDigits.Mod97Radix10 => new Iso7064Pure(97, 10, 2),
        CheckDigits.Mod661Radix26 => new Iso7064Pure(661, 26, 2),
        CheckDigits.Mod1271Radix36 => new Iso7064Pure(1271, 36, 2),
        CheckDigits.Mod11And10 => new Iso7064Hybrid(10),
        CheckDigits.Mod27And26 => new Iso7064Hybrid(26),
        CheckDigits.Mod37And36 => new Iso7064Hybrid(36),
        CheckDigits.Hamming => new HammingCode(),
        CheckDigits.ReedSolomon => new ReedSolomonCode(size, maxDetectedErrors),
        CheckDigits.Pid => new PidCode(),
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
