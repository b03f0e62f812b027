using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using TrustCenter.Hl7;
using TrustCenter.Hosting;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class FeedListenerTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_listened_to_unless_it_is_configured()
    {
        Assert.Empty(app.Services.GetRequiredService<FeedListener>().Endpoints);
        await using var instance = await app.StartAsync(Adt.Settings);
        Assert.Equal(IPAddress.Loopback, instance.Services.GetRequiredService<FeedListener>().Endpoints[0].Address);
        await instance.StopAsync(Ct);
    }

    [Theory]
    [InlineData("Address", "0.0.0.0", "without TLS")]
    [InlineData("Address", "somewhere", "no address")]
    [InlineData("ClientAuthoritiesFile", "x.pem", "need TLS")]
    [InlineData("CertificateFile", "x.pem", "key")]
    [InlineData("Senders:1:Name", "kis", "twice")]
    [InlineData("Senders:0:Domain", "", "Domain")]
    [InlineData("Senders:0:Charset", "KLINGON", "character set")]
    [InlineData("Senders:0:Certificate", "00:11", "authorities")]
    public async Task Settings_that_make_no_sense_or_are_not_safe_keep_it_from_starting(
        string key, string value, string why)
    {
        var refused = await Assert.ThrowsAsync<RefusedToStartException>(() => app.StartAsync(
            [.. Adt.Settings, ($"Identity:Hl7:Listeners:0:{key}", value)]));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_TLS_only_whoever_shows_the_right_certificate_may_send()
    {
        using var authority = Authority("TrustCenter Test CA");
        using var stranger = Authority("Somebody else");
        using var server = Signed(authority, "localhost");
        using var kis = Signed(authority, "kis");
        using var other = Signed(authority, "other");
        using var foreign = Signed(stranger, "kis");
        var folder = Directory.CreateTempSubdirectory("tls").FullName;
        var (chain, key, trusted) = (folder + "/server.pem", folder + "/server.key", folder + "/ca.pem");
        await File.WriteAllTextAsync(chain, server.ExportCertificatePem(), Ct);
        KeyFiles.Create(key, server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(trusted, authority.ExportCertificatePem(), Ct);
        await using var instance = await app.StartAsync(
        [
            .. Adt.Settings, ("Identity:Hl7:Listeners:0:CertificateFile", chain),
            ("Identity:Hl7:Listeners:0:CertificateKeyFile", key),
            ("Identity:Hl7:Listeners:0:ClientAuthoritiesFile", trusted),
            ("Identity:Hl7:Listeners:0:Senders:0:Certificate", kis.GetCertHashString(HashAlgorithmName.SHA256)),
        ]);
        var port = instance.Services.GetRequiredService<FeedListener>().Endpoints[0].Port;

        Assert.Equal("AA", await CodeAsync(kis));
        Assert.Equal("AR", await CodeAsync(other)); // trusted, but not this sender
        Assert.Equal("closed", await CodeAsync(foreign));
        Assert.Equal("closed", await CodeAsync(null));
        await using (var plain = await MllpClient.ConnectAsync(port, ct: Ct))
        {
            await plain.SendAsync(MllpFrames.Write("MSH|^~\\&|KIS"u8), Ct);
            Assert.Null(await plain.ReadBytesAsync(Ct) is { Length: > 7 } read ? read : null);
        }

        await instance.StopAsync(Ct);
        Directory.Delete(folder, recursive: true);

        async Task<string> CodeAsync(X509Certificate2? shown)
        {
            try
            {
                await using var client = await MllpClient.ConnectAsync(port, authority, shown, Ct);
                return (await client.AskAsync(Adt.Message("A04", Adt.NewNumber(), People.New()), Ct)).Code();
            }
            catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
            {
                return "closed";
            }
        }
    }

    [Fact]
    public async Task A_message_that_does_not_end_and_a_connection_too_many_are_closed()
    {
        await using var instance = await app.StartAsync(
            [.. Adt.Settings, ("Identity:Hl7:MessageSeconds", "1"), ("Identity:Hl7:MostConnections", "2")]);
        await using var slow = await Adt.ConnectAsync(instance);
        await slow.SendAsync([MllpFrames.Start, .. "MSH|^~\\&|KIS"u8], Ct);
        await using var second = await Adt.ConnectAsync(instance);
        await using var third = await Adt.ConnectAsync(instance);
        Assert.Null(await third.ReadBytesAsync(Ct));
        Assert.Null(await slow.ReadBytesAsync(Ct));
        Assert.Equal("AA", (await second.AskAsync(Adt.Message("A04", Adt.NewNumber(), People.New()), Ct)).Code());
        await instance.StopAsync(Ct);
    }

    static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    static X509Certificate2 Signed(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
