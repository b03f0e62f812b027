using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TrustCenter.Consents;

/// <summary>
/// Lines of a request body as they arrive; empty lines are passed over. A line has at most 4 KiB and is good until the
/// next is asked for.
/// </summary>
public sealed class NdjsonLines(PipeReader reader) : IDisposable
{
    const int Longest = 4096;

    ReadOnlySequence<byte> _buffer;
    bool _held;
    bool _ended;

    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryTake(out var line)) return line;
            if (_ended)
            {
                Dispose();
                return null;
            }

            if (_held) reader.AdvanceTo(_buffer.Start, _buffer.End);
            var result = await reader.ReadAsync(ct);
            (_buffer, _held, _ended) = (result.Buffer, true, result.IsCompleted);
        }
    }

    /// <summary>A line that has arrived already; false: more has to be waited for, or there is no more.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        line = default;
        while (_held)
        {
            // nearly every line lies in one piece
            var first = _buffer.First;
            var end = first.Span.IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = first[..end];
                _buffer = _buffer.Slice(end + 1);
            }
            else if (!TryTakeAcross(out line))
            {
                return false;
            }

            TooLong(line.Length);
            if (!line.Span.Trim(" \r\t"u8).IsEmpty) return true;
        }

        return false;
    }

    /// <summary>Lets go of the body, so that the server can finish with the rest of it. Nothing more is read.</summary>
    public void Dispose()
    {
        if (!_held) return;
        _held = false;
        reader.AdvanceTo(_buffer.End);
        _ended = true;
    }

    bool TryTakeAcross(out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (_buffer.PositionOf((byte)'\n') is { } end)
        {
            line = _buffer.Slice(0, end).ToArray();
            _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
            return true;
        }

        TooLong(_buffer.Length);
        if (!_ended || _buffer.IsEmpty) return false;
        line = _buffer.ToArray();
        _buffer = _buffer.Slice(_buffer.End);
        return true;
    }

    static void TooLong(long length)
    {
        if (length > Longest)
            throw new BadHttpRequestException($"A line has at most {Longest} bytes.",
                StatusCodes.Status413PayloadTooLarge);
    }
}

/// <summary>Reads <c>{"type":"…","value":"…"}</c> without making objects of it.</summary>
public static class PersonLine
{
    public static bool TryRead(ReadOnlySpan<byte> json, out string type, out string value)
    {
        (type, value) = ("", "");
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                if (!isType && !reader.ValueTextEquals("value"u8)) return false;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
                if (isType) type = reader.GetString()!;
                else value = reader.GetString()!;
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read()
                && type.Length > 0 && value.Length > 0 && SignerIds.IsWellFormed(value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>Writes a <see cref="Contracts.Consent.BulkAnswer"/> as a line, without making texts of it.</summary>
public static class BulkAnswerLine
{
    const int Longest = 512; // reasons are short codes and a position lists the transactions under way

    public static void Write(IBufferWriter<byte> output, long line, CheckResult result)
    {
        var span = output.GetSpan(Longest + result.Position.Length);
        var (answer, culture) = (result.Answer, CultureInfo.InvariantCulture);
        Utf8.TryWrite(span, culture,
            $"{{\"line\":{line},\"permitted\":{(answer.Permitted ? "true" : "false")}", out var written);
        Utf8.TryWrite(span[written..], culture,
            $",\"answer\":\"{AnswerNames.Of(answer.Permission)}\",\"reason\":\"{answer.Reason}\",\"until\":",
                out var more);
        written += more;
        written += Until(span[written..], answer.Until);
        if (!Utf8.TryWrite(span[written..], culture, $",\"position\":\"{result.Position}\"}}\n", out more))
            throw new InvalidOperationException("An answer's line is too long.");
        output.Advance(written + more);
    }

    static int Until(Span<byte> span, DateOnly? until)
    {
        if (until is { } day)
        {
            Utf8.TryWrite(span, CultureInfo.InvariantCulture, $"\"{day:yyyy-MM-dd}\"", out var length);
            return length;
        }

        "null"u8.CopyTo(span);
        return 4;
    }
}
