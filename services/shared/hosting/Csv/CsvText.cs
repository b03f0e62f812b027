using System.Text;

namespace TrustCenter.Hosting;

/// <summary>Reads tables as people save them: any usual encoding and delimiter, quotes, lines in cells.</summary>
public static class CsvText
{
    static readonly char[] Delimiters = [';', ',', '\t', '|', ':'];
    static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("\",;|:\t\r\n ");
    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>By byte order mark; without one UTF-8 where it is valid, UTF-16 where every other byte is zero, else
    /// what Windows takes for ANSI in Western Europe.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((byte[])[0xFF, 0xFE, 0, 0])) return Encoding.UTF32.GetString(bytes[4..]);
        if (bytes.StartsWith((byte[])[0xEF, 0xBB, 0xBF])) return Encoding.UTF8.GetString(bytes[3..]);
        if (bytes.StartsWith((byte[])[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((byte[])[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (Zeros(bytes, 1) > bytes.Length / 4) return Encoding.Unicode.GetString(bytes);
        if (Zeros(bytes, 0) > bytes.Length / 4) return Encoding.BigEndianUnicode.GetString(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }

    /// <summary>The delimiter that cuts the first lines into the same number of cells, most cells first.</summary>
    public static char Delimiter(string text)
    {
        var (best, most) = (',', 1);
        foreach (var delimiter in Delimiters)
        {
            var counts = Records(text, delimiter).Take(20).Select(record => record.Cells.Length).ToArray();
            if (counts.Length == 0 || counts[0] <= most || counts.Any(count => count != counts[0])) continue;
            (best, most) = (delimiter, counts[0]);
        }

        return best;
    }

    /// <summary>Records with the line each begins on, as <see cref="CsvRecords"/> cuts them.</summary>
    public static IEnumerable<CsvRecord> Records(string text, char delimiter)
    {
        const int Portion = 4096;
        var reader = new CsvRecords(delimiter);
        var read = new List<CsvRecord>();
        for (var at = 0; at < text.Length; at += Portion)
        {
            reader.Push(text.AsSpan(at, Math.Min(Portion, text.Length - at)), read);
            foreach (var record in read) yield return record;
            read.Clear();
        }

        reader.Complete(read);
        foreach (var record in read) yield return record;
    }

    /// <summary>A cell no spreadsheet takes for a formula: an apostrophe before what might be one, and before an
    /// apostrophe, so that <see cref="Unguard"/> gets back exactly what went in.</summary>
    public static string Cell(string? text)
    {
        if (text is null) return "";
        var guarded = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'', ..] ? "'" + text : text;
        return guarded.AsSpan().ContainsAny(Special) || guarded.Length == 0 || guarded[0] == '\''
            ? $"\"{guarded.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : guarded;
    }

    /// <summary>Takes away the apostrophe that <see cref="Cell"/> put before.</summary>
    public static string Unguard(string cell) =>
        cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'', ..] ? cell[1..] : cell;

    static int Zeros(ReadOnlySpan<byte> bytes, int first)
    {
        var zeros = 0;
        for (var i = first; i < bytes.Length; i += 2) zeros += bytes[i] == 0 ? 1 : 0;
        return zeros;
    }
}
