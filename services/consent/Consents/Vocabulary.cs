using System.Text.Json;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Who may put their name to a document.</summary>
public static class SignerRoles
{
    public const string Patient = "patient";
    public const string Guardian = "guardian";
    public const string LegalRepresentative = "legal-representative";
    public const string Witness = "witness";
    public const string Interpreter = "interpreter";
    public const string Explaining = "explaining";

    public static IReadOnlyList<string> All { get; } =
        [Patient, Guardian, LegalRepresentative, Witness, Interpreter, Explaining];
}

/// <summary>Names of answers in the own API: kebab-case.</summary>
public static class AnswerNames
{
    static readonly Dictionary<string, ModuleAnswer> Known = Enum.GetValues<ModuleAnswer>().ToDictionary(Of);

    public static IReadOnlyCollection<string> All => Known.Keys;

    public static string Of<T>(T value) where T : struct, Enum => Names<T>.Of.TryGetValue(value, out var name)
        ? name
        : JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static bool TryParse(string? text, out ModuleAnswer answer) => Known.TryGetValue(text ?? "", out answer);

    static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>().ToDictionary(
            value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}

/// <summary>Faults that many requests share.</summary>
public static class Faults
{
    public static Rejection Date(string path, string what) => Rejection.Invalid("date-invalid",
        $"{what} is a real day (2026-03-01) or a date-time with offset (2026-03-01T10:00:00+01:00).", path);

    public static Rejection Missing(string path) => Rejection.Invalid("required", "This is required.", path);

    public static Rejection Length(string path, int most) =>
        Rejection.Invalid("too-long", $"At most {most} characters.", path);

    public static Rejection DomainUnknown { get; } = Rejection.NotFound("domain-unknown",
        "There is no such domain, or it is not yours to use.", "domain");

    public static Rejection TemplateUnknown { get; } = Rejection.NotFound("template-unknown",
        "There is no such final template in this domain; name it as name|version.", "template");

    public static Rejection ConsentUnknown { get; } = Rejection.NotFound("consent-unknown",
        "There is no document with this id.");

    public static Rejection PersonUnknown { get; } = Rejection.NotFound("person-unknown",
        "Nobody with these identifiers has a document in this domain.", "identifiers");

    public static Rejection NothingToWithdraw { get; } = Rejection.NotFound("nothing-to-withdraw",
        "Nobody with these identifiers has a consent in this domain; to record a withdrawal all the same, name "
        + "its form in 'template'.", "identifiers");

    public static Rejection NoWithdrawalForm { get; } = Rejection.Unprocessable("withdrawal-form-missing",
        "The form that was signed has no such withdrawal form in this domain; name one in 'template'.", "template");

    public static Rejection Matching { get; } = Rejection.Invalid("matching-invalid",
        "Matching is at-least-one, at-least-all or exact.", "matching");

    public static Rejection Reason { get; } = Rejection.Invalid("reason-invalid",
        "Say why in 3 to 500 characters, without names.", "reason");

    public static Rejection Erased { get; } = Rejection.Conflict("person-erased",
        "The identifying part of this document has been erased; nothing about it can be changed any more.");

    public static Rejection Scan(string path) => Rejection.Invalid("scan-invalid",
        "A scan is a PDF, PNG or JPEG of at most 10 MiB, base64 encoded, and is what its type says.", path);
}
