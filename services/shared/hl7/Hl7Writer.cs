using System.Text;

namespace TrustCenter.Hl7;

/// <summary>A component to be written: text, which is escaped, or parts that a writer has put together.</summary>
public readonly record struct Hl7Part
{
    /// <summary>Text, escaped when it is written.</summary>
    public Hl7Part(string? text) => Content = text;

    internal string? Content { get; private init; }

    internal bool IsWritten { get; private init; }

    /// <summary>Text, escaped when it is written.</summary>
    public static implicit operator Hl7Part(string? text) => new(text);

    /// <summary>What stands in another message with the same delimiters, as it stands there.</summary>
    public static Hl7Part AsIs(string raw) => Written(raw);

    internal static Hl7Part Written(string raw) => new() { Content = raw, IsWritten = true };
}

/// <summary>Writes a message, segment by segment. Texts are escaped; what structures them is written here
/// only.</summary>
public sealed class Hl7Writer(Hl7Delimiters delimiters)
{
    readonly StringBuilder _text = new();

    /// <summary>Begins the message; the fields are those behind the delimiters, from the third on, each with its
    /// components.</summary>
    public Hl7Writer Header(params Hl7Part[][] fields)
    {
        _text.Append("MSH").Append(delimiters.Field).Append(delimiters.EncodingCharacters);
        return Fields(fields);
    }

    /// <summary>Adds a segment.</summary>
    /// <param name="name">Three characters.</param>
    /// <param name="fields">Fields from the first on, each with its components.</param>
    public Hl7Writer Segment(string name, params Hl7Part[][] fields)
    {
        _text.Append(name);
        return Fields(fields);
    }

    /// <summary>A component made of subcomponents.</summary>
    public Hl7Part Sub(params Hl7Part[] parts) => Hl7Part.Written(Join(delimiters.SubComponent, parts.Select(Write)));

    /// <summary>A field with several repetitions, each with its components.</summary>
    public Hl7Part[] Repeated(params Hl7Part[][] repetitions) =>
        [Hl7Part.Written(Join(delimiters.Repetition, repetitions.Select(Components)))];

    /// <summary>The message.</summary>
    public override string ToString() => _text.ToString();

    Hl7Writer Fields(Hl7Part[][] fields)
    {
        foreach (var field in fields) _text.Append(delimiters.Field).Append(Components(field));
        while (_text[^1] == delimiters.Field) _text.Length--;
        _text.Append('\r');
        return this;
    }

    string Components(Hl7Part[] components) => Join(delimiters.Component, components.Select(Write));

    string Write(Hl7Part part) => part.IsWritten ? part.Content! : Hl7Escapes.Write(part.Content ?? "", delimiters);

    /// <summary>Without the empty ones at the end. What the message has no delimiter for stands side by
    /// side.</summary>
    static string Join(char delimiter, IEnumerable<string> parts) =>
        string.Join(delimiter == '\0' ? ' ' : delimiter, parts).TrimEnd(delimiter == '\0' ? ' ' : delimiter);
}
