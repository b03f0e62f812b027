using System.Collections.Frozen;

namespace TrustCenter.Identities.Linkage;

/// <summary>How letters are spelt from A to Z. Latin and Cyrillic after ICAO Doc 9303 part 3 section 6, as in
/// passports; Greek after ELOT 743, letter by letter; Arabic by the consonants, as names are usually written.</summary>
static class Transliteration
{
    const string Latin = """
        Ä AE|Ö OE|Ü UE|ß SS|ẞ SS|Å AA|Æ AE|Ø OE|Œ OE|Þ TH|Ð D|Đ D|Ħ H|ı I|İ I|ĸ Q|Ł L|Ŋ N|Ŧ T|Ĳ IJ|Ə E|Ŀ L
        """;

    const string Cyrillic = """
        А A|Б B|В V|Г G|Д D|Е E|Ё E|Ж ZH|З Z|И I|Й I|К K|Л L|М M|Н N|О O|П P|Р R|С S|Т T|У U|Ф F|Х KH|Ц TS|Ч CH|Ш SH|
        Щ SHCH|Ъ IE|Ы Y|Ь |Э E|Ю IU|Я IA|І I|Ї I|Є IE|Ґ G|Ў U|Ђ D|Ј J|Љ LJ|Њ NJ|Ћ C|Џ DZ|Ѓ G|Ќ K|Ѕ DZ|Ѵ Y|Ѣ IE
        """;

    const string Greek = """
        Α A|Β V|Γ G|Δ D|Ε E|Ζ Z|Η I|Θ TH|Ι I|Κ K|Λ L|Μ M|Ν N|Ξ X|Ο O|Π P|Ρ R|Σ S|Τ T|Υ Y|Φ F|Χ CH|Ψ PS|Ω O|
        Ά A|Έ E|Ή I|Ί I|Ό O|Ύ Y|Ώ O|Ϊ I|Ϋ Y|ς S|ΐ I|ΰ Y
        """;

    const string Arabic = """
        ا A|أ A|إ I|آ A|ٱ A|ء |ؤ U|ئ I|ب B|ة A|ت T|ث TH|ج J|ح H|خ KH|د D|ذ DH|ر R|ز Z|س S|ش SH|ص S|ض D|ط T|ظ Z|ع A|
        غ GH|ف F|ق Q|ك K|ل L|م M|ن N|ه H|و U|ى A|ي I|پ P|چ CH|ژ ZH|گ G|ک K|ی I|ں N|ھ H|ہ H|ۀ H|ـ
        """;

    static readonly FrozenDictionary<int, string> Spellings = Read(Latin + "|" + Cyrillic + "|" + Greek + "|" + Arabic);

    /// <summary>The spelling of a letter, "" for one that is not written, null for one that is not listed.</summary>
    public static string? Of(int rune) => rune < 0x80 ? null : Spellings.GetValueOrDefault(rune);

    static FrozenDictionary<int, string> Read(string table)
    {
        var spellings = new Dictionary<int, string>();
        foreach (var entry in table.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (letter, spelling) = (entry[0], entry.Length > 1 ? entry[2..] : "");
            spellings.TryAdd(letter, spelling);
            spellings.TryAdd(char.ToLowerInvariant(letter), spelling);
        }

        return spellings.ToFrozenDictionary();
    }
}
