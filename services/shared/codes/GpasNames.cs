using System.Globalization;

namespace TrustCenter.Codes;

/// <summary>What a domain of gPAS calls its alphabet, its generator and its settings (columns <c>alphabet</c>,
/// <c>generatorClass</c> and <c>properties</c> of its table), so that it can be taken over.</summary>
public static class GpasNames
{
    /// <summary>Package of the alphabets.</summary>
    public const string Alphabets = "org.emau.icmvc.ganimed.ttp.psn.alphabets.";
    /// <summary>Package of the generators.</summary>
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
        var name = Without(Generators, className);
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

    /// <summary>The format of a gPAS domain. Properties are <c>NAME=value;</c>; those that say nothing of the format
    /// are passed over, unknown ones and unreadable values refused.</summary>
    public static bool TryRead(
        string alphabet, string generator, string properties, out PseudonymFormatSettings settings, out string problem)
    {
        settings = new() { Alphabet = Without(Alphabets, alphabet) };
        problem = TryCheckDigits(generator, out var code) ? "" : $"The generator {generator} is not known.";
        settings = settings with { CheckDigits = code };
        foreach (var property in properties.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = property.IndexOf('=') is >= 0 and var at
                ? (property[..at].Trim(), property[(at + 1)..]) : (property.Trim(), null);
            if (value is not null && With(settings, name, value) is { } next) settings = next;
            else if (name.Length > 0) problem = $"The property {name} is not known or has no value that can be read.";
        }

        return problem.Length == 0;
    }

    static string Without(string package, string className) =>
        className.StartsWith(package, StringComparison.Ordinal) ? className[package.Length..] : className;

    static PseudonymFormatSettings? With(PseudonymFormatSettings settings, string name, string value) => name switch
    {
        "PSN_LENGTH" => Number(value) is { } length ? settings with { Length = length } : null,
        "MAX_DETECTED_ERRORS" => Number(value) is { } errors ? settings with { MaxDetectedErrors = errors } : null,
        "USE_LAST_CHAR_AS_DELIMITER_AFTER_X_CHARS" =>
            Number(value) is { } after ? settings with { DelimiterAfter = after } : null,
        "PSN_PREFIX" => settings with { Prefix = value },
        "PSN_SUFFIX" => settings with { Suffix = value },
        "INCLUDE_PREFIX_IN_CHECK_DIGIT_CALCULATION" =>
            bool.TryParse(value, out var prefix) ? settings with { IncludePrefixInCheckDigits = prefix } : null,
        "INCLUDE_SUFFIX_IN_CHECK_DIGIT_CALCULATION" =>
            bool.TryParse(value, out var suffix) ? settings with { IncludeSuffixInCheckDigits = suffix } : null,
        "FORCE_CACHE" or "PSNS_DELETABLE" or "SEND_NOTIFICATIONS_WEB" or "VALIDATE_VALUES_VIA_PARENTS"
            or "MULTI_PSN_DOMAIN" => settings,
        _ => null,
    };

    static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
