using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrustCenter.Hl7;

namespace TrustCenter.Testing;

/// <summary>An application that sends HL7 messages over MLLP and reads what is answered.</summary>
public sealed class MllpClient : IAsyncDisposable
{
    readonly TcpClient _socket = new() { NoDelay = true };
    readonly MllpFrames _frames = new(1 << 20);
    readonly byte[] _buffer = new byte[16 * 1024];
    Stream _stream = Stream.Null;
    int _at;
    int _count;

    /// <summary>Connects, with TLS where authorities are given.</summary>
    /// <param name="port">On this machine.</param>
    /// <param name="authority">Who has to have signed the server's certificate.</param>
    /// <param name="certificate">What this side shows.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<MllpClient> ConnectAsync(
        int port, X509Certificate2? authority = null, X509Certificate2? certificate = null,
        CancellationToken ct = default)
    {
        var client = new MllpClient();
        try
        {
            await client._socket.ConnectAsync("127.0.0.1", port, ct);
            client._stream = client._socket.GetStream();
            if (authority is not null) await client.SecureAsync(authority, certificate, ct);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a message and waits for one answer.</summary>
    public async Task<Hl7Message> AskAsync(string message, CancellationToken ct = default)
    {
        await SendAsync(MllpFrames.Write(Encoding.UTF8.GetBytes(message)), ct);
        return await ReadAsync(ct) ?? throw new IOException("The connection was closed without an answer.");
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes, CancellationToken ct = default)
    {
        await _stream.WriteAsync(bytes, ct);
        await _stream.FlushAsync(ct);
    }

    /// <summary>The next answer as it came; null where the connection was closed.</summary>
    public async Task<byte[]?> ReadBytesAsync(CancellationToken ct = default)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at, _count - _at);
            var frame = _frames.Take(ref rest);
            _at = _count - rest.Length;
            if (frame is not null) return frame.Content;
            (_at, _count) = (0, await _stream.ReadAsync(_buffer, ct));
            if (_count == 0) return null;
        }
    }

    /// <summary>The next answer; null where the connection was closed.</summary>
    public async Task<Hl7Message?> ReadAsync(CancellationToken ct = default) =>
        await ReadBytesAsync(ct) is { } bytes ? Hl7Message.Read(Encoding.UTF8.GetString(bytes)) : null;

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    async Task SecureAsync(X509Certificate2 authority, X509Certificate2? certificate, CancellationToken ct)
    {
        var secure = new SslStream(_stream);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = certificate is null ? [] : [certificate],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        }, ct);
    }
}
