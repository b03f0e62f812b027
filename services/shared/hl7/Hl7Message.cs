using System.Text;

namespace TrustCenter.Hl7;

/// <summary>A message of HL7 version 2: segments in their order. It is read as far as anybody asks, so segments and
/// fields that nobody knows cost nothing and disturb nobody.</summary>
public sealed class Hl7Message
{
    /// <summary>Segments that one message has at most; the rest of HL7 is far below.</summary>
    public const int MostSegments = 10_000;

    Hl7Message(Hl7Delimiters delimiters, Encoding charset, IReadOnlyList<Hl7Segment> segments) =>
        (Delimiters, Charset, Segments) = (delimiters, charset, segments);

    /// <summary>The characters that structure it.</summary>
    public Hl7Delimiters Delimiters { get; }

    /// <summary>What it was written in.</summary>
    public Encoding Charset { get; }

    /// <summary>All segments, the header first.</summary>
    public IReadOnlyList<Hl7Segment> Segments { get; }

    /// <summary>The header.</summary>
    public Hl7Segment Header => Segments[0];

    /// <summary>The first segment of a name, or null.</summary>
    public Hl7Segment? Find(string name) => Segments.FirstOrDefault(segment => segment.Name == name);

    /// <summary>Reads a message.</summary>
    /// <param name="content">Its bytes, without what frames them.</param>
    /// <param name="charset">What it is written in where its header does not say.</param>
    /// <exception cref="Hl7Exception">It is none.</exception>
    public static Hl7Message Read(ReadOnlySpan<byte> content, string? charset = null)
    {
        var header = ReadHeader(content);
        var named = header.Text(18) is { Length: > 0 } own ? own : charset;
        var (text, encoding) = Hl7Charset.Read(named, content);
        return Read(text, encoding);
    }

    /// <summary>Reads the header only, whatever the rest is written in: bytes that are not ASCII stand for themselves.
    /// </summary>
    /// <exception cref="Hl7Exception">There is none.</exception>
    public static Hl7Segment ReadHeader(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOfAny((byte)'\r', (byte)'\n');
        var line = Encoding.Latin1.GetString(end < 0 ? content : content[..end]);
        return Hl7Segment.Read(line, 1, Hl7Delimiters.Read(line), Encoding.Latin1);
    }

    /// <summary>Reads a message that is text already.</summary>
    /// <exception cref="Hl7Exception">It is none.</exception>
    public static Hl7Message Read(string text, Encoding? charset = null)
    {
        var delimiters = Hl7Delimiters.Read(text);
        var segments = new List<Hl7Segment>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (segments.Count == MostSegments)
            {
                throw new Hl7Exception(Hl7Errors.SegmentSequence, Hl7Place.Message,
                    $"A message has at most {MostSegments} segments.");
            }

            var segment = Hl7Segment.Read(line, segments.Count + 1, delimiters, charset ?? Encoding.UTF8);
            if (segment.Name == "MSH" && segments.Count > 0)
            {
                throw new Hl7Exception(Hl7Errors.SegmentSequence, new("MSH", 2),
                    "A second header stands in the message: the one before was not ended.");
            }

            counts[segment.Name] = segment.Sequence = counts.GetValueOrDefault(segment.Name) + 1;
            segments.Add(segment);
        }

        return new(delimiters, charset ?? Encoding.UTF8, segments);
    }

    /// <summary>The message as it is sent, each segment ended by a carriage return.</summary>
    public override string ToString() => string.Concat(Segments.Select(segment => segment + "\r"));
}
