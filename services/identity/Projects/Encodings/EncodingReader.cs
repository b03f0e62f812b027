using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Reads a site's encoded file as it comes and gives its records away page by page. Refusals name a line and
/// never what stands in it.</summary>
sealed class EncodingReader : IDisposable
{
    const int LongestHead = 1024;

    readonly EncodedHead _wanted;
    readonly long _most;
    readonly int _longest;
    readonly EncodedPage _page;
    readonly Func<int, ReadOnlyMemory<byte>, CancellationToken, Task> _store;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly HashSet<UInt128> _ids = [];
    long _line;
    int _pages;
    EncodedEnd? _end;
    string _sum = "";

    /// <param name="wanted">What the head has to say.</param>
    /// <param name="most">Records that a site may send.</param>
    /// <param name="store">Gets full pages, and the last one.</param>
    public EncodingReader(EncodedHead wanted, long most, Func<int, ReadOnlyMemory<byte>, CancellationToken, Task> store)
    {
        (_wanted, _most, _store, _page) = (wanted, most, store, new(wanted.Bits));
        _longest = Math.Max(LongestHead, 100 + wanted.Bits / 4);
    }

    public long Records => _ids.Count;

    /// <summary>SHA-256 of all before the last line.</summary>
    public string Digest => _sum;

    public async Task<Rejection?> ReadAsync(PipeReader body, CancellationToken ct)
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            var rest = read.Buffer;
            while (Line(ref rest, read.IsCompleted) is { } line)
            {
                if (Take(line) is { } fault)
                {
                    body.AdvanceTo(rest.Start); // so that the server can pass over what is still to come
                    return fault;
                }

                if (_page.IsFull) await FlushAsync(ct);
            }

            var endless = rest.Length > _longest;
            body.AdvanceTo(rest.Start, rest.End);
            if (endless) return Malformed("The line is too long.");
            if (!read.IsCompleted) continue;
            if (_page.Count > 0) await FlushAsync(ct);
            return Complete();
        }
    }

    public void Dispose() => _hash.Dispose();

    static ReadOnlySequence<byte>? Line(ref ReadOnlySequence<byte> rest, bool completed)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, rest.GetPosition(1, end));
            rest = rest.Slice(line.End);
            return line;
        }

        if (!completed || rest.IsEmpty) return null;
        var last = rest;
        rest = rest.Slice(rest.End);
        return last;
    }

    Rejection? Take(ReadOnlySequence<byte> line)
    {
        _line++;
        if (_end is not null) return Malformed("There is something behind the end.");
        if (line.Length > _longest) return Malformed("The line is too long.");
        var text = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        try
        {
            if (_line == 1) return Head(text);
            if (text.StartsWith("{\"records\":"u8)) return End(text);
            return Record(text);
        }
        catch (JsonException)
        {
            return Malformed("The line is not what it should be.");
        }
    }

    Rejection? Head(ReadOnlySpan<byte> text)
    {
        _hash.AppendData(text);
        var head = JsonSerializer.Deserialize<EncodedHead>(text, StrictJson.Options);
        return head?.Format != EncodedHead.Name ? Malformed("The file does not begin as an encoded file does.")
            : head == _wanted ? null
            : head.Project != _wanted.Project
                ? Rejection.Unprocessable("encodings-of-other-project", "The file was made for another project.")
                : Rejection.Unprocessable("profile-differs",
                    "The file was not made by the profile that the sites agreed on; encode it again.");
    }

    Rejection? Record(ReadOnlySpan<byte> text)
    {
        _hash.AppendData(text);
        if (_ids.Count == _most)
            return Rejection.Unprocessable("records-too-many", $"A site sends {_most} records at most.");
        var json = new Utf8JsonReader(text);
        var (id, hasId, hasFilter) = (default(UInt128), false, false);
        Require(json.Read() && json.TokenType == JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            Require(isId ? !hasId : json.ValueTextEquals("filter"u8) && !hasFilter);
            Require(json.Read() && json.TokenType == JsonTokenType.String);
            if (!isId)
            {
                if (!IsFilter(ref json, _page.Next)) return Malformed($"A filter has {_wanted.Bits} bits.");
                hasFilter = true;
            }
            else if (!RecordIds.TryRead(json.ValueSpan, out id))
            {
                return Rejection.Unprocessable("record-id-invalid",
                    $"Line {_line}: a record goes by a pseudonym of 26 characters, never by a local identifier.");
            }
            else hasId = true;
        }

        Require(json.TokenType == JsonTokenType.EndObject && hasId && hasFilter && !json.Read());
        if (!_ids.Add(id))
            return Rejection.Unprocessable("record-id-twice", $"Line {_line}: a record of this id was there before.");
        _page.Take(id);
        return null;
    }

    /// <summary>Some writers escape slashes or plus signs.</summary>
    static bool IsFilter(ref Utf8JsonReader json, Span<byte> filter)
    {
        if (!json.ValueIsEscaped)
        {
            return Base64.DecodeFromUtf8(json.ValueSpan, filter, out var used, out var length) == OperationStatus.Done
                && used == json.ValueSpan.Length && length == filter.Length;
        }

        if (!json.TryGetBytesFromBase64(out var bytes) || bytes.Length != filter.Length) return false;
        bytes.CopyTo(filter);
        return true;
    }

    Rejection? End(ReadOnlySpan<byte> text)
    {
        _end = JsonSerializer.Deserialize<EncodedEnd>(text, StrictJson.Options);
        return null;
    }

    Rejection? Complete()
    {
        _sum = Convert.ToHexStringLower(_hash.GetCurrentHash());
        if (_end is null) return Malformed("The file is cut off: its last line is missing.");
        if (_end.Records != Records || _end.Sha256 != _sum)
            return Rejection.Invalid("encodings-changed", "The file is not what its last line says; send it again.");
        return Records == 0 ? Malformed("There are no records.") : null;
    }

    async Task FlushAsync(CancellationToken ct)
    {
        await _store(_pages++, _page.Content, ct);
        _page.Clear();
    }

    Rejection Malformed(string message) => Rejection.Invalid("encodings-malformed", $"Line {_line}: {message}");

    static void Require(bool isSo)
    {
        if (!isSo) throw new JsonException();
    }
}
