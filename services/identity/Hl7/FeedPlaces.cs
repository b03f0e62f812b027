using TrustCenter.Events;
using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>Says a refusal of the core in the places and codes of a message. Pure.</summary>
static class FeedPlaces
{
    static readonly (string Name, int Field, int Component)[] Fields =
    [
        ("familyName", 5, 1), ("givenName", 5, 2), ("suffix", 5, 4), ("degree", 5, 5), ("birthName", 5, 1),
        ("mothersMaidenName", 6, 1), ("birthDate", 7, 0), ("gender", 8, 0), ("motherTongue", 15, 0),
        ("civilStatus", 16, 0), ("birthPlace", 23, 0), ("nationality", 26, 0), ("dateOfDeath", 29, 0),
        ("vitalStatus", 30, 0), ("externalDate", 33, 0), ("identifiers", 3, 0),
    ];

    static readonly (string Name, int Field, int Component)[] ContactFields =
    [
        ("street", 11, 1), ("houseNumber", 11, 1), ("city", 11, 3), ("state", 11, 4), ("postcode", 11, 5),
        ("country", 11, 6), ("phone", 13, 1), ("email", 13, 4),
    ];

    public static Hl7Complaint Of(Rejection rejection, int sequence) => Hl7Complaint.Of(
        Code(rejection), rejection.Code, Place(rejection.Path, sequence), rejection.Message);

    static int Code(Rejection rejection) => rejection.Code switch
    {
        "required" => Hl7Errors.Required,
        "value-unknown" => Hl7Errors.TableValue,
        "person-unknown" or "authority-unknown" => Hl7Errors.UnknownKey,
        "identifier-contradicts" or "identifiers-of-several-people" => Hl7Errors.DuplicateKey,
        _ => rejection.Kind == RejectionKind.Invalid ? Hl7Errors.DataType : Hl7Errors.Internal,
    };

    static Hl7Place Place(string? path, int sequence)
    {
        var parts = (path ?? "").Split('.');
        if (parts is not ["identity", ..]) return Hl7Place.Message;
        var name = parts.Length > 1 ? parts[1].Split('[')[0] : "";
        var (_, field, component) = name == "contacts"
            ? Array.Find(ContactFields, known => known.Name == parts[^1])
            : Array.Find(Fields, known => known.Name == name);
        return new("PID", sequence, field, field > 0 ? 1 : 0, component);
    }
}
