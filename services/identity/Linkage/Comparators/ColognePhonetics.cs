using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>Kölner Phonetik (H. J. Postel, IBM-Nachrichten 19, 1969): digits for how a German name sounds. What is not
/// a letter from A to Z is passed over, so texts are normalised before; Ä, Ö, Ü and ß are read as A, O, U and S.
/// </summary>
public static class ColognePhonetics
{
    /// <summary>The code without repeated digits and without zeros but the first: Müller-Lüdenscheidt is 65752682.
    /// </summary>
    public static string Encode(ReadOnlySpan<char> text)
    {
        var letters = Letters(text);
        var code = new StringBuilder(letters.Length);
        var last = '\0';
        for (var i = 0; i < letters.Length; i++)
        {
            var (before, after) = (i > 0 ? letters[i - 1] : '\0', i + 1 < letters.Length ? letters[i + 1] : '\0');
            foreach (var digit in Digits(before, letters[i], after))
            {
                if (digit != last && (digit != '0' || code.Length == 0)) code.Append(digit);
                last = digit;
            }
        }

        return code.ToString();
    }

    static string Letters(ReadOnlySpan<char> text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var upper = letter switch
            {
                'ä' or 'Ä' => 'A',
                'ö' or 'Ö' => 'O',
                'ü' or 'Ü' => 'U',
                'ß' or 'ẞ' => 'S',
                _ => char.ToUpperInvariant(letter),
            };
            if (char.IsAsciiLetterUpper(upper)) letters.Append(upper);
        }

        return letters.ToString();
    }

    static string Digits(char before, char letter, char after) => letter switch
    {
        'A' or 'E' or 'I' or 'J' or 'O' or 'U' or 'Y' => "0",
        'H' => "",
        'B' => "1",
        'P' => after == 'H' ? "3" : "1",
        'D' or 'T' => after is 'C' or 'S' or 'Z' ? "8" : "2",
        'F' or 'V' or 'W' => "3",
        'G' or 'K' or 'Q' => "4",
        'C' => HardC(before, after) ? "4" : "8",
        'X' => before is 'C' or 'K' or 'Q' ? "8" : "48",
        'L' => "5",
        'M' or 'N' => "6",
        'R' => "7",
        _ => "8",
    };

    static bool HardC(char before, char after) => before switch
    {
        '\0' => after is 'A' or 'H' or 'K' or 'L' or 'O' or 'Q' or 'R' or 'U' or 'X',
        'S' or 'Z' => false,
        _ => after is 'A' or 'H' or 'K' or 'O' or 'Q' or 'U' or 'X',
    };
}
