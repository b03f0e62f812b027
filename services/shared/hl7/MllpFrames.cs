namespace TrustCenter.Hl7;

/// <summary>What came between a start and an end.</summary>
/// <param name="Content">The bytes, or as many of the first ones as are kept of a message that is too large.</param>
/// <param name="IsTooLarge">There was more than is read.</param>
public sealed record MllpFrame(byte[] Content, bool IsTooLarge);

/// <summary>
/// Cuts a stream of bytes into messages as MLLP frames them: 0x0B, the message, 0x1C 0x0D. However the stream comes in
/// pieces, the messages are the same. Between messages line ends and the like are passed over; a start within a
/// message begins a new one, since the sender gave up the first.
/// </summary>
/// <param name="most">Bytes a message has at most. Of a larger one only the beginning is kept, to say so.</param>
public sealed class MllpFrames(int most)
{
    /// <summary>Before a message.</summary>
    public const byte Start = 0x0B;

    /// <summary>Behind a message, and before a carriage return.</summary>
    public const byte End = 0x1C;

    const int KeptOfTooLarge = 4096;

    byte[] _content = new byte[Math.Min(most, 4096)];
    int _length;
    bool _isTooLarge;

    /// <summary>Whether a message has begun and has not ended.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Bytes that stood where none belong.</summary>
    public long Astray { get; private set; }

    /// <summary>Bytes of the message that has begun.</summary>
    public long Length { get; private set; }

    /// <summary>Takes bytes up to the end of a message.</summary>
    /// <param name="bytes">What was received; what this call took is cut off.</param>
    /// <returns>A message, or null where all bytes were taken and none is complete.</returns>
    public MllpFrame? Take(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!IsInside)
            {
                Skip(ref bytes);
                continue;
            }

            var end = bytes.IndexOfAny(Start, End);
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                bytes = [];
                return null;
            }

            var isEnd = bytes[end] == End;
            bytes = bytes[(end + 1)..];
            if (!isEnd)
            {
                Begin();
                continue;
            }

            IsInside = false;
            return new(_content[.._length], _isTooLarge);
        }

        return null;
    }

    /// <summary>A message with what frames it.</summary>
    public static byte[] Write(ReadOnlySpan<byte> message) => [Start, .. message, End, (byte)'\r'];

    void Skip(ref ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOf(Start);
        foreach (var other in start < 0 ? bytes : bytes[..start])
            if (other is not ((byte)'\r' or (byte)'\n' or (byte)' ' or End)) Astray++;
        bytes = start < 0 ? [] : bytes[(start + 1)..];
        if (start >= 0) Begin();
    }

    void Begin() => (IsInside, _length, Length, _isTooLarge) = (true, 0, 0, false);

    void Keep(ReadOnlySpan<byte> part)
    {
        Length += part.Length;
        if (_isTooLarge) return;
        if (Length > most)
        {
            _isTooLarge = true;
            part = part[..Math.Min(part.Length, Math.Max(0, KeptOfTooLarge - _length))];
        }

        if (_length + part.Length > _content.Length)
            Array.Resize(ref _content, Math.Max(_length + part.Length, Math.Min(most, 2 * _content.Length)));
        part.CopyTo(_content.AsSpan(_length));
        _length += part.Length;
        if (_isTooLarge) _length = Math.Min(_length, KeptOfTooLarge);
    }
}
