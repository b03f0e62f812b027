using System.Text;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>How the characters of a file are written. Looks at the file while it passes.</summary>
sealed class ImportText
{
    const int Sampled = 64 * 1024;

    static readonly byte[][] Marks = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]];

    readonly byte[] _sample = new byte[Sampled];
    int _sampled;
    readonly Decoder _strict = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    char[] _characters = [];
    bool _utf8 = true;
    bool _endsInLine;

    public static IReadOnlyList<string> Charsets { get; } = ["utf-8", "windows-1252", "utf-16", "utf-16be"];

    /// <summary>Ends of lines so far.</summary>
    public long Newlines { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>How the file that has passed is written.</summary>
    public string Charset => Found(_sample.AsSpan(0, _sampled));

    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0) return;
        Bytes += bytes.Length;
        Newlines += bytes.Count((byte)'\n');
        _endsInLine = bytes[^1] != '\n';
        var more = Math.Min(bytes.Length, Sampled - _sampled);
        bytes[..more].CopyTo(_sample.AsSpan(_sampled));
        _sampled += more;
        if (!_utf8) return;
        try
        {
            if (_characters.Length < bytes.Length + 4) _characters = new char[bytes.Length + 4];
            _strict.GetChars(bytes, _characters, flush: false);
        }
        catch (DecoderFallbackException)
        {
            _utf8 = false;
        }
    }

    /// <summary>Charset, delimiter and columns of the file that has passed.</summary>
    public (ImportSettings, Rejection?) Settle(ImportSettings wish, string format, DomainSettings domain)
    {
        var sample = _sample.AsSpan(0, _sampled);
        var charset = format == "ndjson" ? "utf-8" : wish.Layout?.Charset ?? Found(sample);
        if (format == "ndjson") return (wish with { Charset = charset }, null);
        var text = Encoding(charset).GetString(Unmarked(sample));
        var end = Bytes > Sampled ? text.LastIndexOf('\n') + 1 : text.Length;
        var whole = end == 0 ? text : text[..end];
        var delimiter = wish.Layout?.Delimiter is [var given] ? given : CsvText.Delimiter(whole);
        var first = new List<CsvRecord>();
        var records = new CsvRecords(delimiter, wish.Quote);
        records.Push(whole, first);
        if (first.Count == 0) records.Complete(first);
        if (first.Count == 0) return (wish, Rejection.Invalid("import-empty", "The table has no rows."));
        var (columns, fault) = ImportColumns.Of(first[0].Cells, wish.Layout, domain);
        return (wish with { Charset = charset, Delimiter = delimiter.ToString(), Columns = columns }, fault);
    }

    /// <summary>Lines to be registered, where no cell holds several.</summary>
    public long Lines(ImportSettings settings) =>
        Newlines + (_endsInLine ? 1 : 0) - (settings.Columns is not null && settings.Header ? 1 : 0);

    public static Encoding Encoding(string charset) => charset switch
    {
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        "utf-16" => System.Text.Encoding.Unicode,
        "utf-16be" => System.Text.Encoding.BigEndianUnicode,
        _ => new UTF8Encoding(false),
    };

    public static ReadOnlySpan<byte> Unmarked(ReadOnlySpan<byte> begin)
    {
        foreach (var mark in Marks)
        {
            if (begin.StartsWith(mark)) return begin[mark.Length..];
        }

        return begin;
    }

    string Found(ReadOnlySpan<byte> sample) =>
        sample.StartsWith(Marks[1]) || Zeros(sample, 1) > sample.Length / 4 ? "utf-16"
        : sample.StartsWith(Marks[2]) || Zeros(sample, 0) > sample.Length / 4 ? "utf-16be"
        : _utf8 ? "utf-8" : "windows-1252";

    static int Zeros(ReadOnlySpan<byte> bytes, int first)
    {
        var zeros = 0;
        for (var i = first; i < bytes.Length; i += 2) zeros += bytes[i] == 0 ? 1 : 0;
        return zeros;
    }
}
