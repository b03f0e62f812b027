namespace TrustCenter.Codes;

public sealed partial class PseudonymFormat
{
    /// <summary>The one valid pseudonym that a faulty text can have been meant as, or null: normalised where that is
    /// enough; with one illegible symbol filled in; or with as many errors corrected as the code's distance allows. A
    /// proposal for a person to confirm, never a silent repair: with more errors than that, it may be another one.
    /// </summary>
    public string? Correct(string text)
    {
        var meant = Normalise(text);
        if (Validate(meant).IsValid) return meant;
        if (meant.Length != TotalLength || !meant.StartsWith(Settings.Prefix, StringComparison.Ordinal)
            || !meant.EndsWith(Settings.Suffix, StringComparison.Ordinal)) return null;

        var word = new byte[Settings.Length + checkLength];
        var illegible = Symbols(meant, word);
        if (illegible.Count == 1 && code.DetectsSingle) return Only(Substitutions(word, illegible[0]));
        if (code is ReedSolomonCode reedSolomon) return Decoded(word, reedSolomon);
        if (illegible.Count > 0 || code.CorrectedErrors == 0) return null;
        var near = Enumerable.Range(0, word.Length).SelectMany(place => Substitutions(word, place));
        return Only(code.TellsTranspositions ? near.Concat(Transpositions(word)) : near);
    }

    /// <summary>Values of body and check symbols, delimiters put in their places; gives the places that hold no
    /// symbol.</summary>
    List<int> Symbols(string text, byte[] word)
    {
        var illegible = new List<int>();
        for (var place = 0; place < word.Length; place++)
        {
            var symbol = text[Settings.Prefix.Length + place];
            if (place < Settings.Length && IsDelimiter(place)) word[place] = (byte)Radix;
            else if (place < Settings.Length ? !Alphabet.TryValue(symbol, out word[place])
                : !TryCheckValue(symbol, out word[place])) illegible.Add(place);
        }

        return illegible;
    }

    IEnumerable<byte[]> Substitutions(byte[] word, int place)
    {
        if (place < Settings.Length && IsDelimiter(place)) yield break;
        var values = place < Settings.Length ? Radix : symbols.Length;
        for (var value = 0; value < values; value++)
        {
            byte[] other = [.. word];
            other[place] = (byte)value;
            if (IsWord(other)) yield return other;
        }
    }

    IEnumerable<byte[]> Transpositions(byte[] word)
    {
        for (var place = 0; place + 1 < word.Length; place++)
        {
            byte[] other = [.. word];
            (other[place], other[place + 1]) = (word[place + 1], word[place]);
            if (IsWord(other)) yield return other;
        }
    }

    string? Decoded(byte[] word, ReedSolomonCode reedSolomon)
    {
        if (reedSolomon.CorrectedErrors == 0) return null;
        byte[] message = [.. emptyMessage];
        word.AsSpan(0, Settings.Length).CopyTo(message.AsSpan(bodyInMessage));
        if (!reedSolomon.TryCorrect(message, word.AsSpan(Settings.Length))) return null;
        message.AsSpan(bodyInMessage, Settings.Length).CopyTo(word);
        return Only([word]); // a correction of prefix, suffix or delimiters is none
    }

    bool IsWord(byte[] word)
    {
        Span<byte> message = stackalloc byte[emptyMessage.Length];
        emptyMessage.CopyTo(message);
        word.AsSpan(0, Settings.Length).CopyTo(message[bodyInMessage..]);
        return Fits(message, word.AsSpan(Settings.Length));
    }

    string? Only(IEnumerable<byte[]> words)
    {
        string? found = null;
        foreach (var word in words)
        {
            var text = Settings.Prefix + string.Concat(word.Select(value => symbols[value])) + Settings.Suffix;
            if (!Validate(text).IsValid || text == found) continue;
            if (found is not null) return null;
            found = text;
        }

        return found;
    }
}
