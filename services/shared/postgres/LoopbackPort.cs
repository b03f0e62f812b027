using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TrustCenter.Postgres;

/// <summary>Ports on 127.0.0.1 for a server that is started some time later.</summary>
public static class LoopbackPort
{
    const int First = 10_240;

    /// <summary>The first of those that the system gives to outgoing connections (Linux,
    /// <c>ip_local_port_range</c>): one of those may be anybody's by the time the server binds it.</summary>
    const int Behind = 32_768;

    const int Attempts = 100;

    /// <summary>A port by chance that nobody listens on.</summary>
    /// <exception cref="SocketException">A hundred were taken.</exception>
    public static int Free()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Behind);
            try
            {
                Probe(port);
                return port;
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // somebody listens there
            }
        }
    }

    /// <summary>Returns where a port is free.</summary>
    /// <exception cref="SocketException">It is taken.</exception>
    public static void Probe(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }
}
