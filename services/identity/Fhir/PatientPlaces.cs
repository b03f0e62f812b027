using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>Where the core's fields stand in a Patient. Pure.</summary>
static class PatientPlaces
{
    /// <summary>A refusal of the core, with its place in the Patient; what a Patient lacks or has wrong is
    /// 422.</summary>
    public static Rejection Of(Rejection rejection, string patient)
    {
        if (rejection.Path is not { } path || !path.StartsWith("identity", StringComparison.Ordinal)) return rejection;
        var kind = rejection.Kind == RejectionKind.Invalid ? RejectionKind.Unprocessable : rejection.Kind;
        var rest = path["identity".Length..].TrimStart('.');
        return rejection with { Kind = kind, Path = rest.Length == 0 ? patient : $"{patient}.{In(rest)}" };
    }

    static string In(string field)
    {
        if (field.StartsWith("identifiers", StringComparison.Ordinal))
        {
            return field.Replace("identifiers", "identifier", StringComparison.Ordinal)
                .Replace(".authority", ".system", StringComparison.Ordinal);
        }

        if (field.StartsWith("values", StringComparison.Ordinal))
            return $"extension.where(url='{EpixNames.CustomValues}')";
        if (field.StartsWith("contacts", StringComparison.Ordinal)) return InContact(field["contacts".Length..]);
        return field switch
        {
            "familyName" => "name.family",
            "givenName" or "middleName" => "name.given",
            "birthName" => "name.where(use='maiden').family",
            "prefix" or "degree" => "name.prefix",
            "suffix" => "name.suffix",
            "birthPlace" => $"extension.where(url='{EpixNames.BirthPlace}')",
            "mothersMaidenName" => $"extension.where(url='{EpixNames.MothersMaidenName}')",
            "nationality" => $"extension.where(url='{EpixNames.Nationality}')",
            "motherTongue" => "communication.language",
            "civilStatus" => "maritalStatus",
            "vitalStatus" or "dateOfDeath" => "deceased",
            _ => field,
        };
    }

    static string InContact(string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var (index, name) = dot < 0 ? (field, "") : (field[..dot], field[(dot + 1)..]);
        return name switch
        {
            "phone" => "telecom.where(system='phone')",
            "email" => "telecom.where(system='email')",
            "" => $"address{index}",
            "street" or "houseNumber" => $"address{index}.line",
            "postcode" => $"address{index}.postalCode",
            "validFrom" => $"address{index}.period.start",
            "validTo" => $"address{index}.period.end",
            _ => $"address{index}.{name}",
        };
    }
}
