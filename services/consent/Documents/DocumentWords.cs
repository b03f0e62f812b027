using System.Globalization;

namespace TrustCenter.Consents;

/// <summary>The words around a form's own text, in the two languages documents are printed in.</summary>
sealed record DocumentWords(
    string Language, string DateFormat, string TimeFormat, string Page, string Of, string Document, string Continued,
    string Person, string Name, string BirthDate, string SignedOn, string RecordedOn, string Form, string Version,
    string Notes, string Decisions, string Subject, string Answer, string YourAnswer, string Mandatory,
    string Text, string InformationShown, string Signatures, string SignedBy, string NoImage, string BadImage,
    string Unnamed, string Proof, string DocumentId, string PolicyUri, string Domain, string Hash, string HashMeaning,
    string QrMeaning, string SignatureOf)
{
    static readonly DocumentWords German = new(
        "de", "dd.MM.yyyy", "HH:mm 'Uhr'", "Seite", "von", "Dokument", "Fortsetzung",
        "Person", "Name", "Geburtsdatum", "Unterschrieben am", "Erfasst am", "Formular", "Version",
        "Vermerke", "Entscheidungen im Überblick", "Worum es geht", "Antwort", "Antwort:", "erforderlich",
        "Wortlaut", "Ausgehändigte und gezeigte Informationen", "Unterschriften", "Unterschrieben von",
        "Unterschrift liegt auf Papier vor", "Das Bild der Unterschrift ist nicht lesbar", "ohne Namensangabe",
        "Nachweis", "Dokument-ID", "Formularkennung", "Domäne", "Prüfsumme (SHA-256)",
        "Die Prüfsumme gilt der Formularfassung, den Antworten, dem Datum und den Unterschriften.",
        "Der QR-Code am Fuß jeder Seite enthält die Dokument-ID.", "Unterschrift von");

    static readonly DocumentWords English = new(
        "en", "d MMMM yyyy", "HH:mm", "Page", "of", "Document", "continued",
        "Person", "Name", "Date of birth", "Signed on", "Recorded on", "Form", "Version",
        "Notes", "Decisions at a glance", "What it is about", "Answer", "Answer:", "required",
        "Full text", "Information handed out and shown", "Signatures", "Signed by",
        "Signature kept on paper", "The image of the signature cannot be read", "no name given",
        "Evidence", "Document id", "Form identifier", "Domain", "Checksum (SHA-256)",
        "The checksum covers the version of the form, the answers, the date and the signatures.",
        "The QR code at the foot of every page holds the document id.", "Signature of");

    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static DocumentWords For(string language) =>
        language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : German;

    public string Day(DateOnly day) => day.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Day and time in Berlin; the day alone where only the day was written on the form.</summary>
    public string Moment(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Berlin);
        var day = Day(DateOnly.FromDateTime(local.DateTime));
        return local.TimeOfDay == TimeSpan.Zero
            ? day
            : $"{day}, {local.ToString(TimeFormat, CultureInfo.InvariantCulture)}";
    }

    public string Kind(DocumentKind kind) => (kind, Language) switch
    {
        (DocumentKind.Consent, "en") => "Consent",
        (DocumentKind.OptOut, "en") => "Opt-out",
        (DocumentKind.Refusal, "en") => "Refusal",
        (DocumentKind.PartialWithdrawal, "en") => "Partial withdrawal",
        (DocumentKind.FullWithdrawal, "en") => "Full withdrawal",
        (DocumentKind.Objection, "en") => "Objection",
        (DocumentKind.Consent, _) => "Einwilligung",
        (DocumentKind.OptOut, _) => "Widerspruchslösung",
        (DocumentKind.Refusal, _) => "Ablehnung",
        (DocumentKind.PartialWithdrawal, _) => "Teilwiderruf",
        (DocumentKind.FullWithdrawal, _) => "Vollständiger Widerruf",
        (DocumentKind.Objection, _) => "Widerspruch",
        _ => kind.ToString(),
    };

    public string Say(ModuleAnswer answer) => (answer, Language) switch
    {
        (ModuleAnswer.Accepted, "en") => "Yes",
        (ModuleAnswer.Declined, "en") => "No",
        (ModuleAnswer.Unknown, "en") => "Unknown",
        (ModuleAnswer.NotAsked, "en") => "Not asked",
        (ModuleAnswer.NotChosen, "en") => "Not chosen",
        (ModuleAnswer.Withdrawn, "en") => "Withdrawn",
        (ModuleAnswer.Refused, "en") => "Refused",
        (ModuleAnswer.Objected, "en") => "Objected",
        (ModuleAnswer.AcceptedOptOut, "en") => "No objection",
        (ModuleAnswer.Accepted, _) => "Ja",
        (ModuleAnswer.Declined, _) => "Nein",
        (ModuleAnswer.Unknown, _) => "Unbekannt",
        (ModuleAnswer.NotAsked, _) => "Nicht gefragt",
        (ModuleAnswer.NotChosen, _) => "Nicht gewählt",
        (ModuleAnswer.Withdrawn, _) => "Widerrufen",
        (ModuleAnswer.Refused, _) => "Abgelehnt",
        (ModuleAnswer.Objected, _) => "Widersprochen",
        (ModuleAnswer.AcceptedOptOut, _) => "Kein Widerspruch",
        _ => answer.ToString(),
    };

    public string Talk => Language == "en" ? "Talk before the decision" : "Aufklärungsgespräch";

    public string Minutes => Language == "en" ? "minutes" : "Minuten";

    public string Asked => Language == "en" ? "What was asked:" : "Gestellte Fragen:";

    public string TalkWay(string way) => (way, Language) switch
    {
        ("phone", "en") => "by phone",
        ("video", "en") => "by video",
        (_, "en") => "in person",
        ("phone", _) => "am Telefon",
        ("video", _) => "per Video",
        _ => "persönlich",
    };

    public string Role(SignerRole role) => (role, Language) switch
    {
        (SignerRole.Patient, "en") => "Patient",
        (SignerRole.Guardian, "en") => "Guardian",
        (SignerRole.LegalRepresentative, "en") => "Legal representative",
        (SignerRole.MinorAssent, "en") => "Child or adolescent (assent)",
        (SignerRole.Witness, "en") => "Witness",
        (SignerRole.Interpreter, "en") => "Interpreter",
        (SignerRole.ExplainingStaff, "en") => "Member of staff who explained",
        (SignerRole.Patient, _) => "Patientin oder Patient",
        (SignerRole.Guardian, _) => "Sorgeberechtigte Person",
        (SignerRole.LegalRepresentative, _) => "Gesetzliche Vertretung",
        (SignerRole.MinorAssent, _) => "Kind oder Jugendliche(r) (Zustimmung)",
        (SignerRole.Witness, _) => "Zeugin oder Zeuge",
        (SignerRole.Interpreter, _) => "Dolmetschende Person",
        (SignerRole.ExplainingStaff, _) => "Aufklärende Person",
        _ => role.ToString(),
    };
}
