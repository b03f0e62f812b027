using System.Text;

namespace TrustCenter.Hl7;

/// <summary>A segment: its fields by number, as HL7 counts them, from 1.</summary>
public sealed class Hl7Segment
{
    readonly string[] _fields;
    readonly Hl7Delimiters _delimiters;
    readonly Encoding _charset;

    Hl7Segment(string name, string[] fields, Hl7Delimiters delimiters, Encoding charset) =>
        (Name, _fields, _delimiters, _charset) = (name, fields, delimiters, charset);

    /// <summary>Three characters.</summary>
    public string Name { get; }

    /// <summary>Which of the segments of this name it is, from 1.</summary>
    public int Sequence { get; internal set; } = 1;

    /// <summary>The characters that structure it.</summary>
    public Hl7Delimiters Delimiters => _delimiters;

    bool IsHeader => Name == "MSH";

    /// <summary>The number of its last field.</summary>
    public int Count => _fields.Length - 1;

    /// <summary>A field as it stands; empty where there is none.</summary>
    public string Raw(int field) => field > 0 && field < _fields.Length ? _fields[field] : "";

    /// <summary>The repetitions of a field; none where it is empty.</summary>
    public IReadOnlyList<Hl7Value> Repetitions(int field)
    {
        var raw = Raw(field);
        if (raw.Length == 0) return [];
        return IsHeader && field <= 2 || _delimiters.Repetition == '\0'
            ? [Value(raw)]
            : [.. raw.Split(_delimiters.Repetition).Select(Value)];
    }

    /// <summary>The first repetition of a field, which may be empty.</summary>
    public Hl7Value Value(int field) => Repetitions(field) is [var first, ..] ? first : Value("");

    /// <summary>The first component of the first repetition of a field; empty where there is none.</summary>
    public string Text(int field) => Value(field).Text(1);

    /// <summary>The segment as it is sent, without its end.</summary>
    public override string ToString() => IsHeader
        ? Name + _delimiters.Field + string.Join(_delimiters.Field, _fields.Skip(2))
        : string.Join(_delimiters.Field, _fields.Skip(1).Prepend(Name));

    Hl7Value Value(string raw) => new(raw, _delimiters, _charset);

    internal static Hl7Segment Read(string line, int number, Hl7Delimiters delimiters, Encoding charset)
    {
        var name = line.Length >= 3 ? line[..3] : "";
        if (name.Length == 0 || !char.IsAsciiLetterUpper(name[0])
            || !name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
            || (line.Length > 3 && line[3] != delimiters.Field))
        {
            throw new Hl7Exception(Hl7Errors.SegmentSequence, Hl7Place.Message,
                $"Line {number} does not begin with the name of a segment.");
        }

        var fields = line.Split(delimiters.Field);
        // the header's first field is the delimiter itself
        return new(name, name == "MSH" ? [fields[0], $"{delimiters.Field}", .. fields.Skip(1)] : fields, delimiters,
            charset);
    }
}

/// <summary>One repetition of a field.</summary>
public readonly struct Hl7Value
{
    readonly string _raw;
    readonly Hl7Delimiters _delimiters;
    readonly Encoding _charset;

    internal Hl7Value(string raw, Hl7Delimiters delimiters, Encoding charset) =>
        (_raw, _delimiters, _charset) = (raw, delimiters, charset);

    /// <summary>Nothing stands here.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_raw);

    /// <summary>Two quotation marks: the sender says that there is no value, and that an earlier one is to
    /// go.</summary>
    public bool IsNull => _raw == "\"\"";

    /// <summary>A component, or a subcomponent of it, with escape sequences read; empty where there is none and where
    /// the sender says that there is none.</summary>
    public string Text(int component, int sub = 1)
    {
        var part = Part(Part(_raw ?? "", _delimiters.Component, component), _delimiters.SubComponent, sub);
        return part is "\"\"" ? "" : Hl7Escapes.Read(part.ToString(), _delimiters, _charset);
    }

    static ReadOnlySpan<char> Part(ReadOnlySpan<char> raw, char delimiter, int number)
    {
        for (; number > 1; number--)
        {
            var next = delimiter == '\0' ? -1 : raw.IndexOf(delimiter);
            if (next < 0) return "";
            raw = raw[(next + 1)..];
        }

        var end = delimiter == '\0' ? -1 : raw.IndexOf(delimiter);
        return end < 0 ? raw : raw[..end];
    }
}
