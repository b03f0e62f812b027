using System.Globalization;
using TrustCenter.Contracts.Pseudonym;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>Formats as clients write them and as they work.</summary>
public static class Formats
{
    const int DefaultLength = 10;

    /// <summary>The same with nothing left out.</summary>
    public static DomainFormat Complete(DomainFormat? format) => (format ?? new()) with
    {
        Alphabet = format?.Alphabet ?? Alphabet.Symbol32.Name,
        Length = format?.Length ?? DefaultLength,
        CheckDigits = format?.CheckDigits ?? nameof(CheckDigits.None),
        DetectedErrors = format?.DetectedErrors ?? 2,
        Prefix = format?.Prefix ?? "",
        Suffix = format?.Suffix ?? "",
    };

    public static Rejection? Read(DomainFormat complete, out PseudonymFormat format)
    {
        format = null!;
        if (!TryCode(complete.CheckDigits!, out var code))
        {
            return Rejection.Invalid("format-invalid",
                $"Check digits are one of {string.Join(", ", Enum.GetNames<CheckDigits>())}.",
                "settings.format.checkDigits");
        }

        if (PseudonymFormat.TryCreate(new()
        {
            Alphabet = complete.Alphabet!,
            Length = complete.Length!.Value,
            CheckDigits = code,
            MaxDetectedErrors = complete.DetectedErrors!.Value,
            Prefix = complete.Prefix!,
            Suffix = complete.Suffix!,
            IncludePrefixInCheckDigits = complete.PrefixInCheckDigit,
            IncludeSuffixInCheckDigits = complete.SuffixInCheckDigit,
            DelimiterAfter = complete.DelimiterAfter,
        }, out var made, out var problems))
        {
            format = made;
            return null;
        }

        return Rejection.Invalid("format-invalid", string.Join(" ", problems.Select(problem => problem.Message)),
            "settings.format");
    }

    /// <summary>Our names, whatever their case, and the classes of gPAS.</summary>
    static bool TryCode(string name, out CheckDigits code) =>
        (Enum.TryParse(name, ignoreCase: true, out code) && !int.TryParse(name, CultureInfo.InvariantCulture, out _))
        || GpasNames.TryCheckDigits(name, out code);
}
