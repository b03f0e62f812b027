using System.Collections.Frozen;

namespace TrustCenter.Consents;

/// <summary>The rules an answer can rest on. Clients switch on the codes; people read the sentences.</summary>
public static class ReasonCodes
{
    public const string Permitted = "permitted";
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";
    public const string Refused = "refused";
    public const string Objected = "objected";
    public const string RevokedPermanently = "revoked-permanently";
    public const string SingleUseConsumed = "single-use-consumed";
    public const string ProvisionMalformed = "provision-malformed";
    public const string Expired = "expired";
    public const string NotYetValid = "not-yet-valid";
    public const string NotAnswered = "not-answered";
    public const string NoDocument = "no-document";
    public const string CodeIsModule = "code-is-module";
    public const string CodeDeprecated = "code-deprecated";
    public const string UnknownIsDecline = "unknown-is-decline";
    public const string WindowEmpty = "window-empty";
    public const string OutsideWindow = "outside-window";
    public const string DataSpanMalformed = "data-span-malformed";

    static readonly FrozenDictionary<string, (string German, string English)> Sentences =
        new Dictionary<string, (string, string)>
        {
            [Permitted] = ("Das neueste Dokument, das sich dazu äußert, erlaubt es.",
                "The newest document that answers this permits it."),
            [Declined] = ("Im neuesten Dokument, das sich dazu äußert, wurde es abgelehnt.",
                "The newest document that answers this declines it."),
            [Withdrawn] = ("Die Einwilligung dazu wurde widerrufen.", "The consent to this was withdrawn."),
            [Refused] = ("Die Person hat die Einwilligung verweigert.", "The person refused to consent."),
            [Objected] = ("Die Person hat widersprochen.", "The person objected."),
            [RevokedPermanently] = (
                "Ein Widerruf gilt in dieser Domäne endgültig; spätere Einwilligungen zählen nicht.",
                "A withdrawal is final in this domain; later consents do not count."),
            [SingleUseConsumed] = ("Die Erlaubnis galt nur einmal und ist verbraucht.",
                "The permission was for one use and has been used."),
            [ProvisionMalformed] = (
                "Die Angaben des Dokuments dazu sind widersprüchlich; deshalb gilt es als nicht erlaubt.",
                "What the document says about this contradicts itself, so it is not permitted."),
            [Expired] = ("Die Erlaubnis ist abgelaufen.", "The permission has expired."),
            [NotYetValid] = ("Die Erlaubnis gilt an diesem Tag noch nicht.", "The permission is not in force yet."),
            [NotAnswered] = ("Kein Dokument der Person äußert sich dazu.", "No document of the person answers this."),
            [NoDocument] = ("Zu diesem Zeitpunkt ist kein gültiges Dokument der Person bekannt.",
                "No valid document of the person is known at that time."),
            [CodeIsModule] = ("Der Code bezeichnet ein Modul, keine Policy; Module werden nicht ausgewertet.",
                "The code names a module, not a policy; modules are not evaluated."),
            [CodeDeprecated] = ("Der Code ist zurückgezogen und wird nicht mehr ausgewertet.",
                "The code is deprecated and no longer evaluated."),
            [UnknownIsDecline] = ("Ein unbekannter Stand gilt nach der gewählten Einstellung als Ablehnung.",
                "By the chosen setting an unknown state counts as a decline."),
            [WindowEmpty] = ("Es gibt keinen Zeitraum, aus dem Daten genutzt werden dürfen.",
                "There is no period from which data may be used."),
            [OutsideWindow] = ("Die Daten stammen nicht vollständig aus einem erlaubten Zeitraum.",
                "The data do not lie wholly within one permitted period."),
            [DataSpanMalformed] = ("Der Zeitraum der Daten ist fehlerhaft angegeben.",
                "The period of the data is malformed."),
        }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> All => Sentences.Keys;

    /// <summary>The sentence behind a code; the code itself where it is not one of ours.</summary>
    public static string German(string code) => Sentences.TryGetValue(code, out var text) ? text.German : code;

    /// <inheritdoc cref="German"/>
    public static string English(string code) => Sentences.TryGetValue(code, out var text) ? text.English : code;
}
