namespace TrustCenter.Hosting;

/// <summary>The service must not run like this. The message is one plain sentence for whoever starts it.</summary>
public sealed class RefusedToStartException(string sentence) : Exception(sentence);

/// <summary>Secrets that everybody knows.</summary>
public static class KnownSecrets
{
    static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwort", "changeme", "change-me", "secret", "geheim", "admin", "administrator", "root",
        "postgres", "postgresql", "gics", "gpas", "epix", "gics_password", "gpas_password", "epix_password",
        "ttp-tools", "ttp", "mosaic", "mainzelliste", "keycloak", "trustcenter", "test", "demo", "default",
        "123456", "12345678", "123456789", "1234567890", "123456789012", "qwertz", "qwerty", "letmein",
        "password1234", "passwort1234", "changemechangeme", "secretsecret", "mysecretpassword",
    };

    /// <summary>Fewest characters a secret may have.</summary>
    public const int ShortestLength = 12;

    /// <summary>Refuses a secret that is short, well known or one character repeated.</summary>
    /// <param name="what">What the secret is for, to begin the sentence with.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="RefusedToStartException">It is.</exception>
    public static void Refuse(string what, string secret)
    {
        if (Known.Contains(secret))
            throw new RefusedToStartException($"{what} is a default that everybody knows; choose a random one.");

        if (IsWeak(secret))
        {
            throw new RefusedToStartException(
                $"{what} is too short or too simple; it needs {ShortestLength} characters or more.");
        }
    }

    /// <summary>Whether a secret is short, well known or one character repeated.</summary>
    public static bool IsWeak(string secret) =>
        Known.Contains(secret) || secret.Length < ShortestLength || secret.Distinct().Count() < 4;
}
