using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Hosting;

/// <summary>Numbers of authenticator apps (RFC 6238, RFC 4226): six digits, 30 seconds. Pure.</summary>
public static class Totp
{
    const int Seconds = 30;
    const int Digits = 6;
    const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>160 bits, as RFC 4226 §4 recommends.</summary>
    public const int SecretBytes = 20;

    /// <summary>Number of the half minute.</summary>
    public static long StepOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / Seconds;

    /// <summary>The number of a half minute.</summary>
#pragma warning disable CA5350 // RFC 6238's default, all that most apps know; collisions of SHA-1 don't break HMAC
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    /// <summary>
    /// The step that a number belongs to: now, or one before or after for clocks that differ; later than the last one
    /// used, for each number counts once. Null: wrong. Takes the same time whichever step fits.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long usedStep)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            var fits = CryptographicOperations.FixedTimeEquals(
                given, Encoding.UTF8.GetBytes(CodeAt(secret, step)));
            if (fits && step > usedStep) found ??= step;
        }

        return found;
    }

    /// <summary>Without the spaces that apps show; null: no number at all.</summary>
    public static string? Clean(string? typed)
    {
        var digits = typed?.Replace(" ", "", StringComparison.Ordinal);
        return digits is { Length: Digits } && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>As people type it into an app where there is no camera (RFC 4648, without padding).</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var part in bytes)
        {
            buffer = (buffer << 8) | part;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Base32[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Base32[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>What apps read from a QR code; the account is named by its number, never by a person.</summary>
    public static string UriOf(ReadOnlySpan<byte> secret, string issuer, string number) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(number)}?secret={ToBase32(secret)}"
        + $"&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={Seconds}";
}
