using TrustCenter.Fhir;

namespace TrustCenter.Consents;

/// <summary>Who signed in which role, as signatures of a Provenance and back. Pure.</summary>
public static class SignatureMapping
{
    public const string Consent = "1.2.840.10065.1.12.1.7";
    public const string Witness = "1.2.840.10065.1.12.1.11";
    public const string Verification = "1.2.840.10065.1.12.1.5";
    public const string Interpreter = "1.2.840.10065.1.12.1.12";

    public static IEnumerable<FhirElement> Of(GatewayDocument document, IReadOnlyList<DraftSigner>? shown)
    {
        for (var i = 0; i < document.Signatures.Count; i++)
            yield return Of(document, document.Signatures[i], shown?[i]);
    }

    static FhirElement Of(GatewayDocument document, Signature signature, DraftSigner? shown)
    {
        var who = signature.Role == SignerRoles.Patient
            ? new Reference($"Patient/{document.Subject}", Display: shown?.Name)
            : new Reference(null, Display: shown?.Name ?? signature.Role);
        var element = new FhirElement("Signature")
        {
            { "type", TypeOf(signature.Role) },
            { "when", LegalPeriods.Moment(signature.At) },
            { "who", who },
        };
        if (signature.Role is SignerRoles.Guardian or SignerRoles.LegalRepresentative)
            element.Add("onBehalfOf", new Reference($"Patient/{document.Subject}"));
        if (shown?.Place is { Length: > 0 } place)
            element.AddExtension(GatewayNames.SignatureLocation, "valueString", place);
        if (shown?.Image is { } image)
        {
            element.Add("sigFormat", "image/png");
            element.Add("data", Convert.ToBase64String(image));
        }
        else
        {
            element.Add("data", Absent(shown is null ? "masked" : "unknown"));
        }

        return element;
    }

    /// <summary>The role a signature type stands for on this form, or null.</summary>
    public static string? RoleOf(Coding type, Signatory signatory) =>
        type.System != GatewayNames.SignatureTypes ? null : type.Code switch
        {
            Consent => signatory switch
            {
                Signatory.Guardian => SignerRoles.Guardian,
                Signatory.LegalRepresentative => SignerRoles.LegalRepresentative,
                _ => SignerRoles.Patient,
            },
            Witness => SignerRoles.Witness,
            Verification => SignerRoles.Explaining,
            Interpreter => SignerRoles.Interpreter,
            _ => null,
        };

    static Coding TypeOf(string role) => role switch
    {
        SignerRoles.Witness => new(GatewayNames.SignatureTypes, Witness, "Consent Witness Signature"),
        SignerRoles.Explaining => new(GatewayNames.SignatureTypes, Verification, "Verification Signature"),
        SignerRoles.Interpreter => new(GatewayNames.SignatureTypes, Interpreter, "Interpreter Signature"),
        _ => new(GatewayNames.SignatureTypes, Consent, "Consent Signature"),
    };

    static FhirElement Absent(string reason)
    {
        var data = FhirElement.Primitive("base64Binary", null);
        data.AddExtension(GatewayNames.DataAbsent, "valueCode", reason);
        return data;
    }
}
