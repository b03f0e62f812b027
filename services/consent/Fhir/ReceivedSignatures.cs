using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Fhir;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>The signatures of a Provenance. Pure.</summary>
public static class ReceivedSignatures
{
    public static Rejection? TryRead(
        Parameters parameters, TemplateDefinition template, Dictionary<string, string> places,
        out List<Signer> signers, out List<Scan> scans)
    {
        (signers, scans) = ([], []);
        if (!parameters.Has("provenance")) return null;
        if (parameters.Resource("provenance", "Provenance") is not { } provenance) return null;
        var index = 0;
        foreach (var signature in provenance.All("signature"))
        {
            var place = Places.Resource("provenance", $"signature[{index++}]");
            if (Read(signature, template, place, places, signers, scans) is { } fault) return fault;
        }

        return null;
    }

    static Rejection? Read(
        FhirElement signature, TemplateDefinition template, string place, Dictionary<string, string> places,
        List<Signer> signers, List<Scan> scans)
    {
        var role = signature.All("type").Select(type => SignatureMapping.RoleOf(Coding.Read(type)!, template.Signatory))
            .FirstOrDefault(known => known is not null);
        if (role is null)
        {
            return Rejection.Unprocessable("signature-type-unknown",
                $"A signature is of {GatewayNames.SignatureTypes} {SignatureMapping.Consent} (consent), "
                + $"{SignatureMapping.Witness} (witness), {SignatureMapping.Verification} (who explained) or "
                + $"{SignatureMapping.Interpreter} (interpreter).", $"{place}.type");
        }

        string? at = null;
        if (signature["when"] is not null
            && (signature.Date("when") is not { } when || (at = ReceivedConsent.Moment(when)) is null))
            return Faults.Date($"{place}.when", "The date of the signature");

        string? image = null;
        if (signature.Text("data") is { } data)
        {
            if (Attachments.TryReadPng(data, out _)) image = data;
            else if (KindOf(data) is { } type) scans.Add(new(type, data, $"signature {role}"));
            else
            {
                return Rejection.Unprocessable("signature-image-invalid",
                    "A signature's data is a PNG of at most 1 MiB, a JPEG or a PDF.", $"{place}.data");
            }
        }

        places[$"signers[{signers.Count}]"] = place;
        signers.Add(new(role, signature.Text("who.display"), at, PlaceOf(signature), image));
        return null;
    }

    static string? KindOf(string data) =>
        Attachments.TryRead("image/jpeg", data, out _) ? "image/jpeg"
        : Attachments.TryRead("application/pdf", data, out _) ? "application/pdf"
        : null;

    // the incumbent's own examples forget the extension's address
    static string? PlaceOf(FhirElement signature) => signature.All("extension")
        .FirstOrDefault(extension => extension.Text("url") is null or GatewayNames.SignatureLocation)
        ?.Text("valueString");
}

/// <summary>Scans of the paper. Pure.</summary>
public static class ReceivedScans
{
    public static Rejection? TryRead(Parameters parameters, Dictionary<string, string> places, List<Scan> scans)
    {
        var references = parameters.Resources("documentReference");
        for (var i = 0; i < references.Count; i++)
        {
            var place = $"{Places.Of("documentReference")}[{i}].resource";
            if (!references[i].Is("DocumentReference"))
                return Rejection.Invalid("document-reference-expected", "This is no DocumentReference.", place);
            var number = 0;
            foreach (var content in references[i].All("content"))
            {
                var at = $"{place}.content[{number++}].attachment";
                if (content.Text("attachment.data") is not { } data
                    || content.Text("attachment.contentType") is not { } type)
                {
                    return Rejection.Unprocessable("scan-without-content",
                        "A scan comes with its contentType and its data; an address alone is not fetched.", at);
                }

                places[$"scans[{scans.Count}]"] = at;
                scans.Add(new(type, data, content.Text("attachment.title") ?? references[i].Text("description")));
            }
        }

        return null;
    }
}
