using System.Globalization;
using Microsoft.Extensions.Primitives;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What a search for Patients or Persons asks for. Several conditions all have to hold; there is no OR.
/// </summary>
/// <param name="Type">Patient or Person.</param>
/// <param name="Domain">Domain of the index; null: none was named.</param>
/// <param name="System">System of the identifier wanted.</param>
/// <param name="Value">The identifier wanted.</param>
/// <param name="Wanted">Fields that have to agree.</param>
/// <param name="WithOther">With the Person of each Patient, or the Patients of each Person.</param>
/// <param name="Ihe">Asked at the IHE address: Patients carry the id of the index.</param>
/// <param name="Offset">How many to pass over.</param>
/// <param name="Count">How many to show.</param>
sealed record EpixQuery(
    string Type, string? Domain, string? System, string? Value, IdentityData? Wanted, bool WithOther, bool Ihe,
    int Offset, int Count)
{
    const int Usual = 100;
    const int Most = 500;

    static readonly string[] Genders = ["male", "female", "other", "unknown"];

    static readonly string[] Domains =
        ["_has:Person:link:organization:identifier", "organization:identifier", "organization.identifier"];

    public static Rejection? TryRead(
        string type, string? domain, bool ihe, IEnumerable<KeyValuePair<string, StringValues>> parameters,
        out EpixQuery query)
    {
        query = new(type, domain, null, null, null, false, ihe, 0, Usual);
        var wanted = new IdentityData();
        foreach (var (name, values) in parameters)
        {
            if (values is not [{ } value])
                return Rejection.Invalid("search-parameter-invalid", "Each parameter once.", Known(type, name));
            if (value.Contains(',', StringComparison.Ordinal))
                return Rejection.Invalid("search-parameter-invalid", "One value; there is no OR.", Known(type, name));
            if (Read(name, value, ref query, ref wanted) is { } fault) return fault;
        }

        if (wanted != new IdentityData()) query = query with { Wanted = wanted };
        return query switch
        {
            { Domain: null } => Faults.Missing(type == "Patient" ? Domains[0] : Domains[1]),
            { Value: null, Wanted: null } => Rejection.Unprocessable("search-too-wide",
                "Give an identifier, a family name or a whole birth date.", type),
            _ => null,
        };
    }

    static Rejection? Read(string name, string value, ref EpixQuery query, ref IdentityData wanted)
    {
        if (Domains.Contains(name) && !query.Ihe)
        {
            query = query with { Domain = value };
            return null;
        }

        var field = query.Type == "Person" && name.StartsWith("patient.", StringComparison.Ordinal)
            ? name["patient.".Length..] : query.Type == "Patient" ? name : "";
        switch (name, field)
        {
            case (_, "identifier") or ("identifier", _):
                return Identifier(value, ref query);
            case (_, "family"):
                wanted = wanted with { FamilyName = value };
                return null;
            case (_, "given"):
                wanted = wanted with { GivenName = value };
                return null;
            case (_, "address-city"):
                wanted = wanted with { Contacts = [(wanted.Contacts?[0] ?? new()) with { City = value }] };
                return null;
            case (_, "address-postalcode"):
                wanted = wanted with { Contacts = [(wanted.Contacts?[0] ?? new()) with { Postcode = value }] };
                return null;
            case (_, "gender") when Genders.Contains(value):
                wanted = wanted with { Gender = value };
                return null;
            case (_, "birthdate"):
                var day = value.StartsWith("eq", StringComparison.Ordinal) ? value[2..] : value;
                wanted = wanted with { BirthDate = day };
                return DateOnly.TryParseExact(
                    day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    ? null : Faults.Date("birthdate");
            case ("_count" or "_offset", _):
                return Paging(name, value, ref query);
            case ("_revinclude", _) when query.Type == "Patient" && value == "Person:link":
            case ("_include", _) when query.Type == "Person" && value == "Person:link":
                query = query with { WithOther = true };
                return null;
            case ("_format", _):
                return null;
            default:
                return Rejection.Invalid("search-parameter-invalid",
                    "There is no such parameter, or not with this value.", Known(query.Type, name));
        }
    }

    static Rejection? Identifier(string token, ref EpixQuery query)
    {
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        if (bar <= 0 || bar == token.Length - 1)
        {
            return Rejection.Invalid("search-parameter-invalid", "An identifier is written system|value.",
                "identifier");
        }

        query = query with { System = token[..bar], Value = token[(bar + 1)..] };
        return null;
    }

    static Rejection? Paging(string name, string value, ref EpixQuery query)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Rejection.Invalid("paging-invalid", $"{name} is a whole number, zero or more.", name);
        query = name == "_count" ? query with { Count = Math.Min(number, Most) } : query with { Offset = number };
        return null;
    }

    /// <summary>A name fit to be repeated; one that nobody knows may be what should have been a value.</summary>
    static string Known(string type, string name) => name is "identifier" or "family" or "given" or "birthdate"
        or "gender" or "_count" or "_offset" or "_include" or "_revinclude" or "patient.family" or "patient.given"
        or "patient.birthdate" or "patient.gender" || Domains.Contains(name) ? name : type;
}
