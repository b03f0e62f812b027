using System.Net;

namespace TrustCenter.Identities;

/// <summary>A site's file from beginning to end. Where the connection breaks, it goes on behind what has come, as long
/// as the file is the same (RFC 9110, section 14); whoever has no tag for it or sends another one begins anew, later.
/// </summary>
sealed class ResumingStream(
    SourceLink link, string address, HttpResponseMessage first, long mostBytes, TimeProvider clock) : Stream
{
    const int MostBreaks = 6;
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    readonly string? _tag = first.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null;
    readonly long? _length = first.Content.Headers.ContentLength;
    HttpResponseMessage? _response = first;
    Stream? _content;
    long _position;
    int _breaks;

    /// <summary>How often the connection broke.</summary>
    public int Breaks { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="SourceException">The rest does not come, or there is too much.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_length > mostBytes) throw new SourceException("source-too-large");
        while (true)
        {
            if (await TryReadAsync(buffer, cancellationToken) is { } read)
            {
                if (read > 0) _breaks = 0;
                if ((_position += read) > mostBytes) throw new SourceException("source-too-large");
                return read;
            }

            Drop();
            Breaks++;
            if (_tag is null || ++_breaks > MostBreaks) throw new SourceException("source-breaks");
            await Task.Delay(TimeSpan.FromMilliseconds(100 << _breaks), clock, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Drop();
        base.Dispose(disposing);
    }

    /// <returns>Null: the connection broke.</returns>
    async Task<int?> TryReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Silence);
        try
        {
            _response ??= await RestAsync(ct);
            _content ??= await _response.Content.ReadAsStreamAsync(ct);
            var read = await _content.ReadAsync(buffer, patience.Token);
            return read > 0 || _length is null || _position == _length ? read : null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && (e is HttpRequestException or IOException or OperationCanceledException
                || e is SourceException { Code: "source-silent" }))
        {
            return null;
        }
    }

    async Task<HttpResponseMessage> RestAsync(CancellationToken ct)
    {
        var rest = await link.GetAsync(address, null, _position, _tag, ct);
        var isRest = _position == 0 ? rest.StatusCode == HttpStatusCode.OK
            : rest.StatusCode == HttpStatusCode.PartialContent && rest.Content.Headers.ContentRange?.From == _position;
        if (isRest && rest.Headers.ETag?.ToString() == _tag) return rest;
        rest.Dispose();
        throw new SourceException("source-changed");
    }

    void Drop()
    {
        _content?.Dispose();
        _response?.Dispose();
        (_content, _response) = (null, null);
    }
}
