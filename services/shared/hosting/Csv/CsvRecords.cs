using System.Buffers;
using System.Text;

namespace TrustCenter.Hosting;

/// <summary>A record of a table.</summary>
/// <param name="Line">Line it begins on, from 1.</param>
/// <param name="Cells">Its cells without quotes.</param>
public readonly record struct CsvRecord(long Line, string[] Cells);

/// <summary>A record is longer than anything sensible; mostly a quote that is never closed.</summary>
public sealed class CsvRecordTooLongException(long line) : Exception($"The record on line {line} does not end.")
{
    /// <summary>Line the record begins on.</summary>
    public long Line { get; } = line;
}

/// <summary>
/// Cuts text into records as it comes, in portions of any size: what is kept is the record begun. Empty lines are
/// passed over. Any text can be read: a quote that is not closed ends with the text.
/// </summary>
/// <param name="delimiter">Between cells.</param>
/// <param name="quote">Around cells that hold delimiters or lines, doubled inside; null: nothing is quoted.</param>
/// <param name="longest">Characters of the longest record.</param>
public sealed class CsvRecords(char delimiter, char? quote = '"', int longest = int.MaxValue)
{
    readonly SearchValues<char> _stops = quote is { } mark
        ? SearchValues.Create([delimiter, '\r', '\n', mark]) : SearchValues.Create([delimiter, '\r', '\n']);

    readonly List<string> _cells = [];
    readonly StringBuilder _cell = new();
    long _line = 1;
    long _began = 1;
    int _length;
    bool _quoted;
    bool _quoteJustRead;
    bool _hadQuotes;
    bool _afterReturn;

    /// <summary>Reads on.</summary>
    /// <param name="text">What came.</param>
    /// <param name="into">Gets the records that ended.</param>
    /// <exception cref="CsvRecordTooLongException">A record does not end.</exception>
    public void Push(ReadOnlySpan<char> text, List<CsvRecord> into)
    {
        while (text.Length > 0)
        {
            var run = _quoted && !_quoteJustRead ? text.IndexOfAny(quote!.Value, '\n') : text.IndexOfAny(_stops);
            if (run < 0) run = text.Length;
            if (run > 0)
            {
                Leave();
                _cell.Append(text[..run]);
                _length += run;
                if (_length > longest) throw new CsvRecordTooLongException(_began);
                text = text[run..];
                if (text.Length == 0) return;
            }

            Read(text[0], into);
            text = text[1..];
        }
    }

    /// <summary>The text has ended.</summary>
    /// <param name="into">Gets the last record, if there is one begun.</param>
    public void Complete(List<CsvRecord> into)
    {
        _quoted = _quoteJustRead = false;
        if (_cells.Count > 0 || _cell.Length > 0 || _hadQuotes) Read('\n', into);
    }

    void Read(char c, List<CsvRecord> into)
    {
        if (c == '\n' && _afterReturn)
        {
            _afterReturn = false;
            return;
        }

        _afterReturn = false;
        _length++;
        if (_quoted && !_quoteJustRead)
        {
            if (c == quote) _quoteJustRead = true;
            else _cell.Append(c);
            if (c == '\n') _line++;
            return;
        }

        if (_quoteJustRead && c == quote)
        {
            _quoteJustRead = false;
            _cell.Append(c);
            return;
        }

        Leave();
        if (c == quote && _cell.Length == 0 && !_hadQuotes) (_quoted, _hadQuotes) = (true, true);
        else if (c == delimiter) EndCell();
        else if (c is '\n' or '\r') EndRecord(c, into);
        else _cell.Append(c);
    }

    /// <summary>What comes behind a closing quote stands outside.</summary>
    void Leave()
    {
        if (!_quoteJustRead && !_afterReturn) return;
        if (_quoteJustRead) _quoted = false;
        _quoteJustRead = _afterReturn = false;
    }

    void EndCell()
    {
        _cells.Add(_cell.ToString());
        _cell.Clear();
        _hadQuotes = false;
    }

    void EndRecord(char c, List<CsvRecord> into)
    {
        var quotes = _hadQuotes;
        EndCell();
        if (_cells is not [""] || quotes) into.Add(new(_began, [.. _cells]));
        _cells.Clear();
        _began = ++_line;
        _length = 0;
        _afterReturn = c == '\r';
    }
}
