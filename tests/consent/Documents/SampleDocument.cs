using System.Collections.Immutable;

namespace TrustCenter.Consents.Tests;

static class SampleDocument
{
    /// <summary>A drawn stroke, 240 × 80 pixels, 8-bit grey with alpha.</summary>
    static readonly ImmutableArray<byte> Stroke = [.. Png.Stroke(240, 80)];

    public static readonly DateTimeOffset Signed = new(2026, 3, 3, 14, 5, 0, TimeSpan.FromHours(1));

    public static ConsentDocument Consent() => new(
        Guid.Parse("019cb3cd-4460-73d3-a170-cf0cdab12907"), DocumentKind.Consent, "Patienteneinwilligung MII", "de",
        "Universitätsklinikum Musterstadt · Treuhandstelle",
        new("MII", "Patienteneinwilligung MII", "1.6.d", "1.6d", "urn:oid:2.16.840.1.113883.3.1937.777.24.2.1790"),
        new("Łukasz Żółć", new(1961, 2, 4), [new("Patientennummer", "0004711"), new("Pseudonym", "MII-9X8Y7Z")]),
        "Mit diesem Formular entscheiden Sie, wofür Ihre Daten genutzt werden dürfen.",
        [
            new("Patientendaten", "Ich willige in die Nutzung ein.\n\nDas umfasst:\n- Diagnosen\n- Laborwerte",
                ModuleAnswer.Accepted, Mandatory: true),
            new("Krankenkassendaten", "Meine Krankenkasse darf Daten übermitteln.", ModuleAnswer.Declined),
            new("Geltungsdauer", "Die Einwilligung gilt fünf Jahre.", null),
            new("Biomaterialien", "Proben dürfen aufbewahrt werden.", ModuleAnswer.NotAsked),
        ],
        "Ich hatte Gelegenheit, Fragen zu stellen.",
        [
            new(SignerRole.Patient, "Łukasz Żółć", "Musterstadt", Signed, Stroke),
            new(SignerRole.Witness, "Ελένη Παπαδοπούλου", "Musterstadt", Signed, []),
            new(SignerRole.Interpreter, "عمر عبد الله", null, Signed, []),
            new(SignerRole.ExplainingStaff, "Đorđe Şahin", "Musterstadt", Signed, Stroke),
        ],
        ["Patienteninformation 1.6d"], [], Signed, Signed.AddMinutes(3),
        "81960675b243cd60107ad2578b8fbb6c222d3af1f495108a7cf6dc8dd9cfb4e4");
}
