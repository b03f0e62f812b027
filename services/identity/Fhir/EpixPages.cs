using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Links to further pages. What was asked for may name people, so a link carries it sealed: only this service can read
/// it, for the caller it was made for, for an hour.
/// </summary>
sealed class EpixPages(Vault vault, TimeProvider clock)
{
    public const string Parameter = "_getpages";

    const int Nonce = 12;
    const int Tag = 16;
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    sealed record Page<T>(T Query, long Until);

    public string Link<T>(string address, Caller caller, T query)
    {
        var until = clock.GetUtcNow().Add(Lifetime).ToUnixTimeSeconds();
        var plain = JsonSerializer.SerializeToUtf8Bytes(new Page<T>(query, until), StoredJson.Options);
        var token = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(token.AsSpan(0, Nonce));
        using var cipher = new AesGcm(Key(), Tag);
        cipher.Encrypt(token.AsSpan(0, Nonce), plain, token.AsSpan(Nonce, plain.Length), token.AsSpan(^Tag..),
            Bound<T>(caller));
        return $"{address}?{Parameter}={Base64Url.EncodeToString(token)}";
    }

    /// <summary>What a link asks for; null where it was not made here for this caller, or is too old.</summary>
    public T? Open<T>(string? text, Caller caller) where T : class
    {
        if (text is not { Length: > Nonce + Tag and < 8_192 } || !Base64Url.IsValid(text)) return null;
        var token = Base64Url.DecodeFromChars(text);
        if (token.Length <= Nonce + Tag) return null;
        var plain = new byte[token.Length - Nonce - Tag];
        using var cipher = new AesGcm(Key(), Tag);
        try
        {
            cipher.Decrypt(token.AsSpan(0, Nonce), token.AsSpan(Nonce, plain.Length), token.AsSpan(^Tag..), plain,
                Bound<T>(caller));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var page = JsonSerializer.Deserialize<Page<T>>(plain, StoredJson.Options);
        return page is not null && page.Until >= clock.GetUtcNow().ToUnixTimeSeconds() ? page.Query : null;
    }

    byte[] Key() => vault.LookupHash("epix-pages");

    static byte[] Bound<T>(Caller caller) => Encoding.UTF8.GetBytes($"{typeof(T).Name}\n{caller.Name}");
}
