using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace TrustCenter.Consents;

/// <summary>Lines of a request body as they arrive; empty lines are passed over. A line has at most 4 KiB.</summary>
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
            if (TakeLine() is { } line)
            {
                if (!line.Span.Trim(" \r\t"u8).IsEmpty) return line;
                continue;
            }

            if (_ended) return null;
            if (_held) reader.AdvanceTo(_buffer.Start, _buffer.End);
            var result = await reader.ReadAsync(ct);
            (_buffer, _held, _ended) = (result.Buffer, true, result.IsCompleted);
        }
    }

    /// <summary>Gives back what was read ahead, so that the server can finish with the rest of the body.</summary>
    public void Dispose()
    {
        if (_held) reader.AdvanceTo(_buffer.End);
        _held = false;
    }

    ReadOnlyMemory<byte>? TakeLine()
    {
        if (!_held) return null;
        ReadOnlySequence<byte> line;
        if (_buffer.PositionOf((byte)'\n') is { } end)
        {
            line = _buffer.Slice(0, end);
            _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
        }
        else if (_ended && _buffer.Length > 0)
        {
            (line, _buffer) = (_buffer, _buffer.Slice(_buffer.End));
        }
        else
        {
            TooLong(_buffer.Length);
            return null;
        }

        TooLong(line.Length);
        return line.IsSingleSegment ? line.First : line.ToArray();
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

/// <summary>Writes a <see cref="Contracts.Consent.BulkAnswer"/> as a line.</summary>
public static class BulkAnswerLine
{
    public static void Write(IBufferWriter<byte> output, long line, CheckResult result)
    {
        var until = result.Answer.Until is { } day ? $"\"{day:yyyy-MM-dd}\"" : "null";
        var answer = result.Answer.Permission switch
        {
            Permission.Permit => "permit",
            Permission.Deny => "deny",
            _ => "unknown",
        };
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"line\":{line},\"permitted\":{(result.Answer.Permitted ? "true" : "false")},\"answer\":\"{answer}\","
            + $"\"reason\":\"{result.Answer.Reason}\",\"until\":{until},\"position\":\"{result.Position}\"}}\n");
        Encoding.UTF8.GetBytes(text, output);
    }
}
