using System.Text;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>A line of a file of people.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Id">The site's own identifier; empty if it has none.</param>
/// <param name="Person">What it says; null where it can't be read.</param>
readonly record struct PersonLine(long Line, string Id, PersonData? Person);

/// <summary>Reads people from a table or from lines of JSON, a portion at a time.</summary>
sealed class PeopleFile(string path, CommandOptions options)
{
    const int Sample = 256 * 1024;
    const int LongestRecord = 1 << 20;
    const char NoCharacter = '\uFFFD';

    bool IsJson => options["format"] is { } format ? format == "ndjson"
        : Path.GetExtension(path) is ".ndjson" or ".jsonl";

    /// <summary>Every line in the order of the file.</summary>
    /// <param name="progress">Gets how many bytes were read.</param>
    public IEnumerable<PersonLine> Read(Action<long> progress)
    {
        var encoding = IsJson ? new UTF8Encoding(false) : Charset();
        using var file = File.OpenRead(path);
        using var text = new StreamReader(new CountedStream(file, progress), encoding, true, 1 << 16);
        foreach (var line in IsJson ? Json(text) : Table(text, encoding)) yield return line;
    }

    IEnumerable<PersonLine> Table(StreamReader text, Encoding encoding)
    {
        var records = new CsvRecords(Delimiter(encoding), longest: LongestRecord);
        PeopleColumns? columns = null;
        foreach (var record in Records(text, records))
        {
            if (columns is null) columns = PeopleColumns.Of(record.Cells, options);
            else yield return columns.Read(record);
        }
    }

    static IEnumerable<CsvRecord> Records(StreamReader text, CsvRecords reader)
    {
        var portion = new char[1 << 16];
        var records = new List<CsvRecord>();
        int length;
        while ((length = text.Read(portion)) > 0)
        {
            Push(reader, portion.AsSpan(0, length), records);
            foreach (var record in records) yield return record;
            records.Clear();
        }

        reader.Complete(records);
        foreach (var record in records) yield return record;
    }

    static void Push(CsvRecords reader, ReadOnlySpan<char> text, List<CsvRecord> records)
    {
        try
        {
            reader.Push(text, records);
        }
        catch (CsvRecordTooLongException endless)
        {
            throw new PlainException(
                $"The record that begins on line {endless.Line} does not end; is a quote never closed?", endless);
        }
    }

    IEnumerable<PersonLine> Json(StreamReader text)
    {
        var id = options["id"] ?? PeopleColumns.UsualId;
        for (var number = 1L; text.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line)) yield return PeopleColumns.ReadJson(number, line, id);
        }
    }

    /// <summary>Windows' code page where it is not UTF-8; a mark at the beginning goes before all else.</summary>
    Encoding Charset()
    {
        if (options["charset"] is { } named)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(named)
                ?? (named.StartsWith("utf-16", StringComparison.Ordinal) ? Encoding.Unicode
                    : named == "utf-8" ? new UTF8Encoding(false)
                    : throw new PlainException($"--charset takes utf-8, utf-16 or a Windows code page, not {named}."));
        }

        using var file = File.OpenRead(path);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var (bytes, characters) = (new byte[1 << 16], new char[(1 << 16) + 4]);
        int length;
        try
        {
            while ((length = file.Read(bytes)) > 0) strict.GetChars(bytes.AsSpan(0, length), characters, false);
            return new UTF8Encoding(false);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        }
    }

    char Delimiter(Encoding encoding)
    {
        if (options["delimiter"] is { } given)
            return given is [var one] ? one : throw new PlainException("--delimiter takes one character.");
        using var file = File.OpenRead(path);
        using var text = new StreamReader(file, encoding);
        var sample = new char[Sample];
        var length = text.ReadBlock(sample);
        var whole = new string(sample, 0, length);
        return CsvText.Delimiter(length < Sample ? whole : whole[..(whole.LastIndexOf('\n') + 1)]);
    }

    /// <summary>Whether there is a character in it that is none in the file's charset.</summary>
    public static bool IsGarbled(string text) => text.Contains(NoCharacter, StringComparison.Ordinal);
}
