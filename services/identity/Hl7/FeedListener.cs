using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Listens for feeds, where any are configured. A port that is taken, or a setting that would let names
/// cross the network for all to read, keeps the service from starting.</summary>
public sealed class FeedListener(
    FeedDesk desk, IOptions<Hl7Options> options, IHostApplicationLifetime lifetime, ILogger<FeedListener> log)
    : BackgroundService
{
    readonly List<(Hl7ListenerOptions Options, TcpListener Socket, FeedTls? Tls)> _listening = [];
    int _connections;

    /// <summary>Where it listens, in the order of the configuration.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints =>
        [.. _listening.Select(listening => (IPEndPoint)listening.Socket.LocalEndpoint)];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        FeedRules.Check(options.Value);
        foreach (var listener in options.Value.Listeners)
        {
            var tls = FeedTls.Of(listener);
            var socket = new TcpListener(IPAddress.Parse(listener.Address), listener.Port);
            try
            {
                socket.Start();
            }
            catch (SocketException e)
            {
                throw new RefusedToStartException(
                    $"HL7: {listener.Address}:{listener.Port} can't be listened at ({e.SocketErrorCode}).");
            }

            _listening.Add((listener, socket, tls));
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        foreach (var (_, socket, tls) in _listening)
        {
            socket.Dispose();
            tls?.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_listening.Count == 0) return;
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_listening.Select((listening, number) =>
            AcceptAsync(number, listening.Options, listening.Socket, listening.Tls, stoppingToken)));
    }

    async Task AcceptAsync(
        int number, Hl7ListenerOptions listener, TcpListener socket, FeedTls? tls, CancellationToken ct)
    {
        var serving = new List<Task>();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var client = await socket.AcceptTcpClientAsync(ct);
                serving.RemoveAll(task => task.IsCompleted);
                if (serving.Count >= options.Value.MostConnections)
                {
                    LogMessages.TooManyConnections(log, number);
                    client.Dispose();
                    continue;
                }

                serving.Add(ServeAsync(number, listener, client, tls, ct));
            }
            catch (SocketException e)
            {
                LogMessages.NotAccepted(log, number, e.SocketErrorCode);
                await Task.Delay(100, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        socket.Stop();
        await Task.WhenAll(serving);
    }

    async Task ServeAsync(
        int number, Hl7ListenerOptions listener, TcpClient client, FeedTls? tls, CancellationToken ct)
    {
        var id = Interlocked.Increment(ref _connections);
        var why = "closed";
        try
        {
            using (client)
            {
                client.NoDelay = true;
                client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                LogMessages.ConnectionBegun(log, number, id);
                await using Stream stream = tls is null ? client.GetStream()
                    : await tls.ShakeHandsAsync(client.GetStream(), options.Value.MessageSeconds, ct);
                var shown = (stream as SslStream)?.RemoteCertificate?.GetCertHashString(HashAlgorithmName.SHA256);
                var senders = listener.Senders.Where(sender => sender.Certificate is null || string.Equals(
                    sender.Certificate.Replace(":", "", StringComparison.Ordinal), shown,
                    StringComparison.OrdinalIgnoreCase));
                why = await new FeedConnection(stream, desk, [.. senders], options.Value, log).RunAsync(ct);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException
            or OperationCanceledException or ObjectDisposedException)
        {
            why = e.GetType().Name;
        }

        LogMessages.ConnectionEnded(log, number, id, why);
    }
}

/// <summary>TLS of one listener.</summary>
sealed class FeedTls(X509Certificate2 certificate, X509Certificate2Collection? authorities) : IDisposable
{
    public static FeedTls? Of(Hl7ListenerOptions listener)
    {
        if (listener.CertificateFile is not { Length: > 0 } file) return null;
        try
        {
            var key = KeyFiles.Read(listener.CertificateKeyFile, "HL7: the certificate's key");
            var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file), key);
            X509Certificate2Collection? authorities = null;
            if (listener.ClientAuthoritiesFile is { Length: > 0 } trusted)
            {
                authorities = [];
                authorities.ImportFromPemFile(trusted);
            }

            return new(certificate, authorities);
        }
        catch (Exception e) when (e is CryptographicException or IOException or ArgumentException)
        {
            throw new RefusedToStartException("HL7: certificate, key or authorities can't be read as PEM.");
        }
    }

    public async Task<SslStream> ShakeHandsAsync(Stream stream, int seconds, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = authorities is not null,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, shown, _, _) => authorities is null || IsTrusted(shown),
            }, patience.Token);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    bool IsTrusted(X509Certificate? shown)
    {
        if (shown is not X509Certificate2 client) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(client);
    }

    public void Dispose() => certificate.Dispose();
}
