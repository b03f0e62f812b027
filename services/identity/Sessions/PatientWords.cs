using System.Collections.Frozen;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What the form says, German and English.</summary>
sealed record PatientWords(
    string Language, string Title, string Edit, string Send, string Sure, string Unsure, string Check, string Done,
    string Tentative, string Expired, bool IsGerman)
{
    static readonly FrozenDictionary<string, (string German, string English)> Labels =
        new Dictionary<string, (string, string)>
        {
            ["familyName"] = ("Nachname", "Family name"),
            ["givenName"] = ("Vorname", "Given name"),
            ["birthName"] = ("Geburtsname", "Name at birth"),
            ["middleName"] = ("Weitere Namen", "Further names"),
            ["degree"] = ("Titel", "Title"),
            ["birthDate"] = ("Geburtsdatum", "Date of birth"),
            ["birthDay"] = ("Geburtstag (Tag)", "Day of birth"),
            ["birthMonth"] = ("Geburtsmonat", "Month of birth"),
            ["birthYear"] = ("Geburtsjahr", "Year of birth"),
            ["birthPlace"] = ("Geburtsort", "Place of birth"),
            ["gender"] = ("Geschlecht", "Sex"),
            ["postcode"] = ("Postleitzahl", "Postcode"),
            ["city"] = ("Wohnort", "Town"),
            ["street"] = ("Straße", "Street"),
            ["houseNumber"] = ("Hausnummer", "House number"),
            ["phone"] = ("Telefon", "Telephone"),
            ["email"] = ("E-Mail", "E-mail"),
        }.ToFrozenDictionary();

    static readonly PatientWords German = new("de", "Person aufnehmen", "Angaben berichtigen", "Absenden",
        "Die Angaben sind richtig.",
        "Es lässt sich nicht sicher sagen, ob diese Person schon bekannt ist. Bitte prüfen Sie die Angaben. Sind sie "
        + "richtig, bestätigen Sie das unten und senden Sie noch einmal.",
        "Das konnte nicht gespeichert werden. Bitte prüfen Sie die Angaben", "Gespeichert.",
        "vorläufig: eine Zusammenführung ist noch möglich",
        "Diese Seite gilt nicht mehr. Bitte rufen Sie sie aus der Anwendung der Studie neu auf.", true);

    static readonly PatientWords English = new("en", "Register a person", "Correct a person", "Send",
        "The fields are right.",
        "Nobody can say for certain whether this person is known already. Please check the fields. If they are right, "
        + "confirm that below and send them again.",
        "This could not be stored. Please check the fields", "Stored.",
        "tentative: it may still be merged", "This page is not valid any more. Please open it anew from the study's "
        + "application.", false);

    public static PatientWords For(HttpContext http) => http.Request.Headers.AcceptLanguage.ToString().TrimStart()
        .StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : German;

    public string Label(SessionServer server, string name) =>
        server.Field(name) is { Kind: not (ImportFieldKind.Identifier or ImportFieldKind.Value) } field
        && Labels.TryGetValue(field.Name, out var label) ? IsGerman ? label.German : label.English : name;

    /// <summary>What was wrong; the place by the label of the field it is about.</summary>
    public string Of(Rejection refusal) => refusal.Code == "patient-unsure" ? Unsure
        : refusal.Path?.Split('.')[^1] is { } last && Labels.TryGetValue(last, out var label)
            ? $"{Check}: {(IsGerman ? label.German : label.English)}." : $"{Check}.";
}
