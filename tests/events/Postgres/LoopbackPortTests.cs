using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TrustCenter.Postgres;

namespace TrustCenter.Events.Tests;

public sealed class LoopbackPortTests
{
    // a suite that was killed could not come back on its port: a connection to its own database had got it
    [Fact]
    public void A_port_for_later_is_none_that_an_outgoing_connection_may_get()
    {
        var outgoing = int.Parse(
            File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0], CultureInfo.InvariantCulture);
        Assert.SkipUnless(outgoing >= 32_768, "Outgoing connections get other ports here.");
        Assert.All(Enumerable.Range(0, 200), _ => Assert.InRange(LoopbackPort.Free(), 1_024, outgoing - 1));
    }

    [Fact]
    public void A_taken_port_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, LoopbackPort.Free());
        listener.Start();
        Assert.Throws<SocketException>(() => LoopbackPort.Probe(((IPEndPoint)listener.LocalEndpoint).Port));
    }
}
