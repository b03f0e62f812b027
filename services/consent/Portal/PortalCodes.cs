using System.Globalization;
using System.Security.Cryptography;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>
/// What a letter carries. The first five characters say which letter it is, so that wrong tries can be counted; the
/// rest is the secret: 75 bits to be typed, 130 bits in the QR code. Stored are keyed hashes, whose key is not in the
/// database (OWASP ASVS 5, V6.5.2).
/// </summary>
public sealed class PortalCodes
{
    public const int Tries = 5;
    const int Selector = 5;
    const int Typed = 20;
    const int Scanned = 31;

    /// <summary>Crockford's base 32: letters that nobody mistakes for each other.</summary>
    const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    PortalCodes(string code, string qr) => (Code, Qr) = (code, qr);

    /// <summary>To be typed: 20 characters.</summary>
    public string Code { get; }

    /// <summary>To be scanned: 31 characters.</summary>
    public string Qr { get; }

    public static PortalCodes New()
    {
        var code = RandomNumberGenerator.GetString(Letters, Typed);
        return new(code, code[..Selector]
            + RandomNumberGenerator.GetString(Letters, Scanned - Selector));
    }

    /// <summary>Twelve characters, 60 bits.</summary>
    public static string NewNumber() => RandomNumberGenerator.GetString(Letters, 12);

    public static string Grouped(string letters) =>
        string.Join('-', letters.Chunk(letters.Length % 5 == 0 ? 5 : 4).Select(group => new string(group)));

    /// <summary>Upper case without anything between; nobody types U, and O, I and L mean digits.</summary>
    public static string Clean(string? typed) => Tablets.Clean(typed is { Length: > 200 } ? typed[..200] : typed);

    public static byte[] SelectorHash(Vault vault, string clean) =>
        vault.LookupHash("portal-letter", clean.Length < Selector ? "" : clean[..Selector]);

    public static byte[] CodeHash(Vault vault, string clean) => vault.LookupHash("portal-code", clean);

    public static byte[] NumberHash(Vault vault, string clean) => vault.LookupHash("portal-number", clean);

    public static byte[] BirthHash(Vault vault, Guid letter, DateOnly birth) => vault.LookupHash(
        "portal-birth", letter.ToString("N"), birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
