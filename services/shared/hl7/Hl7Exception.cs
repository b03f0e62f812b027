namespace TrustCenter.Hl7;

/// <summary>A place in a message, as an <c>ERR</c> segment names it. Counted from 1; 0 where it is not
/// known.</summary>
/// <param name="Segment">Name of the segment, empty where the message as a whole is meant.</param>
/// <param name="Sequence">Which of the segments of this name.</param>
/// <param name="Field">Number of the field.</param>
/// <param name="Repetition">Which repetition.</param>
/// <param name="Component">Number of the component.</param>
public readonly record struct Hl7Place(
    string Segment, int Sequence = 1, int Field = 0, int Repetition = 0, int Component = 0)
{
    /// <summary>The message as a whole.</summary>
    public static Hl7Place Message { get; } = new("", 0);

    /// <summary>As people write it: <c>PID-5.1</c>.</summary>
    public override string ToString() => Field == 0 ? Segment
        : Component == 0 ? $"{Segment}-{Field}" : $"{Segment}-{Field}.{Component}";
}

/// <summary>Codes of errors, HL7 table 0357.</summary>
public static class Hl7Errors
{
    /// <summary>Segments are missing, or are not in the order they have to be in.</summary>
    public const int SegmentSequence = 100;

    /// <summary>A required field is missing.</summary>
    public const int Required = 101;

    /// <summary>A value is not of its data type.</summary>
    public const int DataType = 102;

    /// <summary>A code is not one of its table's.</summary>
    public const int TableValue = 103;

    /// <summary>No such type of message is understood.</summary>
    public const int MessageType = 200;

    /// <summary>No such event is understood.</summary>
    public const int EventCode = 201;

    /// <summary>Messages of this processing id (test, production) are not for this system.</summary>
    public const int ProcessingId = 202;

    /// <summary>No such version is understood.</summary>
    public const int Version = 203;

    /// <summary>A key does not lead to anybody.</summary>
    public const int UnknownKey = 204;

    /// <summary>A key is taken already.</summary>
    public const int DuplicateKey = 205;

    /// <summary>Something about the receiver, and not about the message.</summary>
    public const int Internal = 207;
}

/// <summary>What is wrong with a message. The only exception reading one throws; never holds anything that stood in
/// the message.</summary>
/// <param name="code">One of <see cref="Hl7Errors"/>.</param>
/// <param name="place">Where.</param>
/// <param name="sentence">What, for people.</param>
public sealed class Hl7Exception(int code, Hl7Place place, string sentence) : Exception(sentence)
{
    /// <summary>One of <see cref="Hl7Errors"/>.</summary>
    public int Code { get; } = code;

    /// <summary>Where.</summary>
    public Hl7Place Place { get; } = place;
}
