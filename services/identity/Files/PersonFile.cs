using System.Text;
using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>A record of a file.</summary>
/// <param name="Line">Line it begins on.</param>
/// <param name="Cells">In the order of the columns.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
sealed record FileRecord(long Line, string[] Cells, string? Fault = null);

/// <summary>A file of persons, read as a stream.</summary>
sealed class PersonFile
{
    const int Sampled = 64 * 1024;
    const int LongestRecord = 1 << 20;
    const int HeadLines = 100;
    const char NoCharacter = '\uFFFD';

    readonly string _path;
    readonly bool _table;
    readonly Encoding _encoding;
    readonly char _delimiter;

    public PersonFile(string path, FileLinkageOptions options)
    {
        (_path, Name) = (path, Path.GetFileName(path));
        if (!File.Exists(path)) throw new FileLinkageException($"There is no file {path}.");
        _table = Path.GetExtension(path) is not (".ndjson" or ".jsonl");
        var (charset, begin) = Begin(path, options.Charset);
        _encoding = ImportText.Encoding(_table ? charset : "utf-8");
        _delimiter = options.Delimiter is [var given] ? given : CsvText.Delimiter(begin);
        Columns = new(Name, _table ? TableHeads(begin) : Members(begin), options);
    }

    public string Name { get; }

    public long Length => new FileInfo(_path).Length;

    public PersonColumns Columns { get; }

    /// <summary>All records; the heads are none.</summary>
    /// <param name="read">Told how many bytes were read.</param>
    public IEnumerable<FileRecord> Records(Action<long> read)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18);
        using var text = new StreamReader(file, _encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
        var records = _table
            ? new CsvRecords(_delimiter, '"', LongestRecord) : new CsvRecords('\0', null, LongestRecord);
        var (buffer, found, head) = (new char[1 << 16], new List<CsvRecord>(), _table);
        while (true)
        {
            var length = text.ReadBlock(buffer);
            if (length == 0) records.Complete(found);
            else Push(records, buffer.AsSpan(0, length), found);
            foreach (var record in found)
            {
                if (!head) yield return _table ? Row(record) : Member(record);
                head = false;
            }

            found.Clear();
            read(file.Position);
            if (length == 0) yield break;
        }
    }

    void Push(CsvRecords records, ReadOnlySpan<char> text, List<CsvRecord> found)
    {
        try
        {
            records.Push(text, found);
        }
        catch (CsvRecordTooLongException e)
        {
            throw new FileLinkageException(
                $"{Name}: the record on line {e.Line} does not end; a quote may not be closed.", e);
        }
    }

    FileRecord Row(CsvRecord record)
    {
        var heads = Columns.Heads.Length;
        if (record.Cells.Length > heads && record.Cells.AsSpan(heads).ContainsAnyExcept(""))
            return new(record.Line, [], "cells-too-many");
        return new(record.Line, record.Cells,
            Array.Exists(record.Cells, cell => cell.Contains(NoCharacter, StringComparison.Ordinal))
                ? "charset-mismatch" : null);
    }

    FileRecord Member(CsvRecord record)
    {
        var cells = new string[Columns.Heads.Length];
        Array.Fill(cells, "");
        try
        {
            using var line = JsonDocument.Parse(record.Cells[0]);
            foreach (var member in line.RootElement.EnumerateObject())
            {
                var at = Array.IndexOf(Columns.Heads, member.Name.Trim());
                if (at < 0) return new(record.Line, [], "member-unknown");
                cells[at] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Number => member.Value.GetRawText(),
                    JsonValueKind.Null => "",
                    _ => throw new JsonException("Neither text nor number."),
                };
            }

            return new(record.Line, cells);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(record.Line, [], "malformed-json");
        }
    }

    string[] TableHeads(string begin)
    {
        var first = CsvText.Records(begin, _delimiter).FirstOrDefault();
        return first.Cells ?? throw new FileLinkageException($"{Name} is empty.");
    }

    /// <summary>Names of members in the first lines, in the order of their coming.</summary>
    static List<string> Members(string begin)
    {
        var names = new List<string>();
        foreach (var line in begin.Split('\n').Take(HeadLines))
        {
            try
            {
                using var parsed = JsonDocument.Parse(line);
                foreach (var member in parsed.RootElement.EnumerateObject())
                    if (!names.Contains(member.Name)) names.Add(member.Name);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                continue; // told with its line later
            }
        }

        return names;
    }

    /// <summary>The charset, for which the whole file is looked at, and whole lines from its beginning.</summary>
    static (string Charset, string Begin) Begin(string path, string? wish)
    {
        if (wish is not null && !ImportText.Charsets.Contains(wish))
            throw new FileLinkageException($"A charset is one of {string.Join(", ", ImportText.Charsets)}.");
        var (passing, buffer) = (new ImportText(), new byte[1 << 18]);
        var sample = Array.Empty<byte>();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            if (sample.Length == 0) sample = buffer[..Math.Min(read, Sampled)];
            if (wish is not null) break;
            passing.Pass(buffer.AsSpan(0, read));
        }

        var charset = wish ?? passing.Charset;
        var text = ImportText.Encoding(charset).GetString(ImportText.Unmarked(sample));
        var end = text.LastIndexOf('\n') + 1;
        return (charset, sample.Length < Sampled || end == 0 ? text : text[..end]);
    }
}
