using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TrustCenter.Codes;

/// <summary>The symbols of a pseudonym in order: a symbol's value is its place, which every check digit counts with.
/// The named ones are those of gPAS, in its order (its classes <c>psn.alphabets.*</c>), and those that the other
/// codes are written for.</summary>
public sealed class Alphabet
{
    /// <summary>Values are bytes and one of them is kept for "no symbol".</summary>
    public const int MaxSize = 255;

    const byte None = 255;

    readonly byte[] latin = new byte[128];
    readonly FrozenDictionary<char, byte> others;

    Alphabet(string name, string symbols)
    {
        (Name, Symbols) = (name, symbols);
        Array.Fill(latin, None);
        var rest = new Dictionary<char, byte>();
        for (var value = 0; value < symbols.Length; value++)
        {
            if (symbols[value] < latin.Length) latin[symbols[value]] = (byte)value;
            else rest[symbols[value]] = (byte)value;
        }

        others = rest.ToFrozenDictionary();
        IgnoresCase = symbols.Select(char.ToUpperInvariant).Distinct().Count() == symbols.Length;
    }

    /// <summary>Ten digits.</summary>
    public static Alphabet Numbers { get; } = new("Numbers", "0123456789");

    /// <summary>Nine digits.</summary>
    public static Alphabet NumbersWithoutZero { get; } = new("NumbersWithoutZero", "123456789");

    /// <summary>Ten digits and X.</summary>
    public static Alphabet NumbersX { get; } = new("NumbersX", "0123456789X");

    /// <summary>Hexadecimal digits, capital letters.</summary>
    public static Alphabet Hex { get; } = new("Hex", "0123456789ABCDEF");

    /// <summary>Letters that look like 8, 1, 0, 5 or U are left out; letters come before digits.</summary>
    public static Alphabet Symbol31 { get; } = new("Symbol31", "ACDEFGHJKLMNPQRTUWXYZ0123456789");

    /// <summary>As Symbol31, with V.</summary>
    public static Alphabet Symbol32 { get; } = new("Symbol32", "ACDEFGHJKLMNPQRTUVWXYZ0123456789");

    /// <summary>The same symbols as Symbol32, digits first: the elements of GF(32) as the Mainzelliste writes them.
    /// </summary>
    public static Alphabet Pid { get; } = new("Pid", "0123456789ACDEFGHJKLMNPQRTUVWXYZ");

    /// <summary>26 capital letters.</summary>
    public static Alphabet Letters { get; } = new("Letters", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Ten digits, then 26 capital letters.</summary>
    public static Alphabet Alphanumeric { get; } = new("Alphanumeric", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Those that have a name.</summary>
    public static IReadOnlyList<Alphabet> Named { get; } =
        [Numbers, NumbersWithoutZero, NumbersX, Hex, Symbol31, Symbol32, Pid, Letters, Alphanumeric];

    /// <summary>Name, or for an own list its symbols with commas between them.</summary>
    public string Name { get; }

    /// <summary>The symbols; a symbol's place is its value.</summary>
    public string Symbols { get; }

    /// <summary>Number of symbols.</summary>
    public int Size => Symbols.Length;

    /// <summary>No two symbols differ only by case, so that people may type either.</summary>
    public bool IgnoresCase { get; }

    /// <summary>The value of a symbol; false where it is none of the alphabet.</summary>
    public bool TryValue(char symbol, out byte value)
    {
        value = symbol < latin.Length ? latin[symbol] : others.GetValueOrDefault(symbol, None);
        return value != None;
    }

    /// <summary>A name, a gPAS class name that ends with one, or a list of symbols with commas between them. A text
    /// without commas is never taken as a list: a mistyped name would become an alphabet.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Alphabet? alphabet, out string problem)
    {
        var name = text.StartsWith(GpasNames.Alphabets, StringComparison.Ordinal)
            ? text[GpasNames.Alphabets.Length..] : text;
        alphabet = Named.FirstOrDefault(known => known.Name == name);
        problem = "";
        if (alphabet is not null) return true;
        problem = Problem(text);
        if (problem.Length > 0) return false;
        alphabet = new(text, string.Concat(text.Where((_, at) => at % 2 == 0)));
        return true;
    }

    static string Problem(string text)
    {
        if (text.Length < 3 || text.Length % 2 == 0 || text.Where((symbol, at) => at % 2 == 1 && symbol != ',').Any())
        {
            return $"An alphabet is one of {string.Join(", ", Named.Select(known => known.Name))}, "
                + "or single characters with commas between them.";
        }

        var symbols = text.Where((_, at) => at % 2 == 0).ToArray();
        if (symbols.Length > MaxSize) return $"An alphabet has at most {MaxSize} symbols.";
        if (symbols.Distinct().Count() < symbols.Length) return "A symbol is in the alphabet twice.";
        return Array.Exists(symbols, symbol => symbol == ',' || char.IsWhiteSpace(symbol) || char.IsControl(symbol)
            || char.IsSurrogate(symbol) || char.IsHighSurrogate(symbol))
            ? "White space, commas, control characters and characters outside the basic plane are no symbols."
            : "";
    }
}
