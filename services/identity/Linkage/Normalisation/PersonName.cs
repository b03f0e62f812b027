using System.Collections.Frozen;
using System.Collections.Immutable;

namespace TrustCenter.Identities.Linkage;

/// <summary>A given, family or birth name, ready to be compared.</summary>
/// <param name="Parts">Folded parts in the order written, without titles and particles: Dr. Freiherr von
/// Meyer-Voß is MEYER, VOSS.</param>
/// <param name="Text">The parts written together, so that blanks and hyphens do not count.</param>
/// <param name="Bare">The same without umlauts, so that Mueller, Müller and Muller meet.</param>
public sealed record PersonName(ImmutableArray<string> Parts, string Text, string Bare)
{
    static readonly FrozenSet<string> Titles = Set("""
        DR PROF PROFESSOR DOKTOR MED DENT VET RER NAT PHIL JUR PHARM HABIL HC MULT DIPL ING MAG BSC MSC PHD PD PRIVDOZ
        """);

    static readonly FrozenSet<string> FamilyTitles = Set("""
        FREIHERR FREIFRAU FREIIN BARON BARONIN BARONESSE GRAF GRAEFIN FUERST FUERSTIN PRINZ PRINZESSIN HERZOG HERZOGIN
        RITTER EDLER EDLE FRHR
        """);

    static readonly FrozenSet<string> Particles = Set("""
        VON VOM ZU ZUM ZUR VAN VAND VANDE VANDER DE DEN DER DES DI DEL DELA DELLA DELLI DELLO DAL DALLA DU DA DO DOS DAS
        D L LA LE LAS LOS EL AL IBN BIN BINT BEN TE TER TEN THE AUF UND Y E AN AUS IN IM AM OP
        """);

    static readonly FrozenSet<string> NoGivenNames = Set("""
        UNBEKANNT UNKNOWN NN NONAME KNABE JUNGE BUB MAEDCHEN SOHN TOCHTER KIND BABY SAEUGLING NEUGEBORENES NEUGEBORENER
        NEUGEBORENE NEWBORN BOY GIRL ZWILLING DRILLING FRAU HERR MAENNLICH WEIBLICH TESTPATIENT OHNE VORNAME ANONYM I II
        III IV A B C
        """);

    /// <summary>No name at all; says nothing in a comparison.</summary>
    public static PersonName Missing { get; } = new([], "", "");

    /// <summary>Whether nothing is known.</summary>
    public bool IsMissing => Text.Length == 0;

    /// <summary>Reads a given name: titles go, and what stands for a name that is not known yet ("Junge", "Mädchen",
    /// "unbekannt", "Zwilling I") is none.</summary>
    public static PersonName Given(string? text)
    {
        var parts = Split(text);
        if (parts is ["N", "N"] || parts.All(NoGivenNames.Contains)) return Missing;
        return Of(Kept(parts, Titles.Contains));
    }

    /// <summary>Reads a family or birth name: titles go, and so do the particles of nobility and origin (von, zu, van,
    /// de), but a name that is nothing else stays.</summary>
    public static PersonName Family(string? text)
    {
        var parts = Split(text);
        if (parts is ["UNBEKANNT" or "UNKNOWN" or "NN"] or ["N", "N"] or ["ENTFAELLT"] or ["KEINE" or "KEINER"])
            return Missing;
        return Of(Kept(
            parts, part => Titles.Contains(part) || FamilyTitles.Contains(part) || Particles.Contains(part)));
    }

    static PersonName Of(string[] parts)
    {
        if (parts is []) return Missing;
        var text = string.Concat(parts);
        return new([.. parts], text, LatinText.WithoutUmlauts(text));
    }

    static string[] Split(string? text) =>
        LatinText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static string[] Kept(string[] parts, Predicate<string> dropped)
    {
        if (parts.Length < 2 || !Array.Exists(parts, dropped)) return parts;
        var kept = Array.FindAll(parts, part => !dropped(part));
        return kept is [] ? parts : kept;
    }

    static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(PersonName? other) => other is not null && Parts.AsSpan().SequenceEqual(other.Parts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Parts);
}
