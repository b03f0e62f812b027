using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

public sealed class RecipientKeysTests
{
    /// <summary>RFC 7518, appendix C.</summary>
    [Fact]
    public void Keys_are_agreed_on_as_the_standard_shows_it()
    {
        byte[] secret =
        [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128,
            106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];

        Assert.Equal("VqqN6vgjbSBcIijNcacQGg",
            Base64Url.EncodeToString(RecipientKeys.Agree(secret, "A128GCM", "Alice", "Bob", 128)));
    }

    [Fact]
    public void Only_the_recipient_reads_it()
    {
        using var recipient = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var message = RecipientKeys.Encrypt(Public(recipient), "originals"u8);

        Assert.Equal("originals", Encoding.UTF8.GetString(Decrypt(message, recipient)));
        Assert.Throws<AuthenticationTagMismatchException>(() => Decrypt(message, other));
        Assert.NotEqual(message, RecipientKeys.Encrypt(Public(recipient), "originals"u8));
    }

    [Theory]
    [InlineData("RSA", "P-256", "AA", "AA")]
    [InlineData("EC", "P-384", "AA", "AA")]
    [InlineData("EC", "P-256", "AA", "AA")]
    [InlineData("EC", "P-256", "no base64!", "AA")]
    public void What_is_no_key_is_refused(string kty, string crv, string x, string y) =>
        Assert.Equal("recipient-key-invalid", RecipientKeys.Fault(new(kty, crv, x, y), "recipientKey")!.Code);

    public static RecipientKey Public(ECDiffieHellman key)
    {
        var point = key.ExportParameters(false).Q;
        return new("EC", "P-256", Base64Url.EncodeToString(point.X!), Base64Url.EncodeToString(point.Y!), "k-1");
    }

    public static byte[] Decrypt(string message, ECDiffieHellman key)
    {
        var parts = message.Split('.');
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        var epk = header.RootElement.GetProperty("epk");
        Assert.Equal("k-1", header.RootElement.GetProperty("kid").GetString());
        using var theirs = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new()
            {
                X = Base64Url.DecodeFromChars(epk.GetProperty("x").GetString()),
                Y = Base64Url.DecodeFromChars(epk.GetProperty("y").GetString()),
            },
        });
        var content = RecipientKeys.Agree(key.DeriveRawSecretAgreement(theirs.PublicKey), "A256GCM", "", "", 256);
        var sealedText = Base64Url.DecodeFromChars(parts[3]);
        var plain = new byte[sealedText.Length];
        using var aes = new AesGcm(content, 16);
        aes.Decrypt(Base64Url.DecodeFromChars(parts[2]), sealedText, Base64Url.DecodeFromChars(parts[4]), plain,
            Encoding.ASCII.GetBytes(parts[0]));
        return plain;
    }
}
