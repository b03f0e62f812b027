using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Hosting;

/// <summary>A client's secret as it is kept: PBKDF2-HMAC-SHA-256, 600,000 rounds (OWASP 2023), 128 bit salt.</summary>
public static class SecretHash
{
    const int Rounds = 600_000;
    const string Scheme = "pbkdf2-sha256";

    /// <summary>What stands in for an unknown client, so that its check takes as long as a known one's.</summary>
    internal static string OfNobody { get; } =
        $"{Scheme}${Rounds}${Convert.ToBase64String(new byte[16])}${Convert.ToBase64String(new byte[32])}";

    /// <summary>Hashes a secret with a new salt: <c>pbkdf2-sha256$rounds$salt$hash</c>.</summary>
    /// <exception cref="RefusedToStartException">The secret is short or well known.</exception>
    public static string Create(string secret)
    {
        KnownSecrets.Refuse("The client's secret", secret);
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Derive(secret, salt, Rounds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>
    /// Whether a secret is the one that was hashed; takes about 0.3 s. A malformed hash fits nothing.
    /// </summary>
    public static bool Fits(string secret, string hash) =>
        TryRead(hash, out var rounds, out var salt, out var expected)
        && CryptographicOperations.FixedTimeEquals(Derive(secret, salt, rounds), expected);

    /// <summary>Whether a string is such a hash, with at least the rounds of today.</summary>
    public static bool IsWellFormed(string hash) => TryRead(hash, out var rounds, out _, out _) && rounds >= Rounds;

    static bool TryRead(string hash, out int rounds, out byte[] salt, out byte[] expected)
    {
        (rounds, salt, expected) = (0, [], []);
        var parts = hash.Split('$');
        if (parts is not [Scheme, var count, var saltText, var hashText]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out rounds)
            || rounds is < 1 or > 10_000_000)
            return false;

        salt = new byte[saltText.Length];
        expected = new byte[hashText.Length];
        if (!Convert.TryFromBase64String(saltText, salt, out var saltLength)
            || !Convert.TryFromBase64String(hashText, expected, out var hashLength))
            return false;

        (salt, expected) = (salt[..saltLength], expected[..hashLength]);
        return saltLength >= 16 && hashLength == 32;
    }

    static byte[] Derive(string secret, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, rounds, HashAlgorithmName.SHA256, 32);
}
