using System.Security.Cryptography;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Ids of the index: random, so that they say nothing about whom came when, with a check digit.</summary>
static class MpiIds
{
    const string Letters = "0123456789ACDEFGHJKLMNPQRTUVWXY";
    const int UsualLength = 9;

    public static Rejection? Fault(MpiFormat format)
    {
        var (least, most) = (0, 0);
        switch (format.Kind)
        {
            case "ean-13":
                (least, most) = (6, 12);
                break;
            case "digits":
                (least, most) = (6, 30);
                break;
            case "letters":
                (least, most) = (5, 30);
                break;
            default:
                return Rejection.Invalid("mpi-format-invalid", "Ids are ean-13, digits or letters.",
                    "settings.mpiFormat.kind");
        }

        if (format.Prefix is not { Length: <= 10 } prefix
            || prefix.Any(c => format.Kind == "letters" ? !Letters.Contains(c, StringComparison.Ordinal)
                : !char.IsAsciiDigit(c)))
        {
            return Rejection.Invalid("mpi-format-invalid",
                $"A prefix has at most 10 digits, or for letters of {Letters}.", "settings.mpiFormat.prefix");
        }

        if (LengthOf(format) < least || LengthOf(format) > most
            || (format.Kind == "ean-13" && format.Length is not null))
        {
            return Rejection.Invalid("mpi-format-invalid", "The random part has 6 to 30 digits or 5 to 30 letters; "
                + "an EAN-13 has 13 digits with its prefix and check digit.", "settings.mpiFormat.length");
        }

        return null;
    }

    public static string Draw(MpiFormat format)
    {
        var symbols = format.Kind == "letters" ? Letters : Letters[..10];
        var payload = format.Prefix + RandomNumberGenerator.GetString(symbols, LengthOf(format));
        return payload + CheckOf(format.Kind, payload);
    }

    public static bool IsWellFormed(MpiFormat format, string id)
    {
        var check = format.Kind == "letters" ? 2 : 1;
        if (id.Length != format.Prefix.Length + LengthOf(format) + check
            || !id.StartsWith(format.Prefix, StringComparison.Ordinal)) return false;
        var symbols = format.Kind == "letters" ? Letters : Letters[..10];
        return id.All(c => symbols.Contains(c, StringComparison.Ordinal))
            && id[^check..] == CheckOf(format.Kind, id[..^check]);
    }

    static int LengthOf(MpiFormat format) => format.Kind == "ean-13"
        ? 12 - format.Prefix.Length
        : format.Length ?? UsualLength;

    static string CheckOf(string kind, string payload)
    {
        if (kind != "letters")
        {
            // weights 3 and 1 from the right, as GS1 numbers have them
            var sum = 0;
            for (var i = 0; i < payload.Length; i++)
                sum += (payload[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
            return $"{(10 - sum % 10) % 10}";
        }

        // two sums over the field of 31 values and zero: any single error and any swap of neighbours shows
        var (first, second) = (0, 0);
        foreach (var c in payload)
        {
            first = (first + Letters.IndexOf(c, StringComparison.Ordinal)) % 31;
            second = (second + first) % 31;
        }

        return $"{Letters[first]}{Letters[second]}";
    }
}
