using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrustCenter.Consents;

/// <summary>For whom passkeys are made.</summary>
/// <param name="Id">Host name.</param>
/// <param name="Origins">Origins whose pages may ask.</param>
public sealed record RelyingParty(string Id, IReadOnlyList<string> Origins)
{
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Id));
}

/// <summary>
/// Verifies what browsers send of passkeys (WebAuthn Level 2, §7.1 and §7.2): our challenge, our origin, our relying
/// party, the person there and verified, a signature of the key that was registered, a counter that goes up. Who made
/// the authenticator is not asked (attestation <c>none</c>). Pure.
/// </summary>
public static class WebAuthn
{
    const int Longest = 16 * 1024;

    /// <summary>The new credential, or null where anything is not as it must be.</summary>
    public static (AttestedCredential Credential, uint Counter)? Register(
        RelyingParty party, string clientData, string attestation, ReadOnlySpan<byte> challenge)
    {
        try
        {
            var client = Decode(clientData);
            if (!IsAsked(client, "webauthn.create", party, challenge)) return null;
            var (format, statement, bytes) = ReadAttestation(Decode(attestation));
            var data = AuthenticatorData.Read(bytes);
            if (!IsHere(data, party) || data.Credential is not { } credential) return null;
            return IsUnattested(format, statement, credential, [.. bytes, .. SHA256.HashData(client)])
                ? (credential, data.Counter) : null;
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return null;
        }
    }

    /// <summary>The new counter, or null where anything is not as it must be.</summary>
    public static uint? Verify(
        RelyingParty party, string clientData, string authenticatorData, string signature,
        ReadOnlySpan<byte> challenge, int algorithm, byte[] publicKey, uint counter)
    {
        try
        {
            var client = Decode(clientData);
            if (!IsAsked(client, "webauthn.get", party, challenge)) return null;
            var bytes = Decode(authenticatorData);
            var data = AuthenticatorData.Read(bytes);
            if (!IsHere(data, party)
                || !CoseKey.Verify(algorithm, publicKey, [.. bytes, .. SHA256.HashData(client)], Decode(signature)))
                return null;
            // one that does not go up may be a copy; authenticators without one always say 0
            return data.Counter > counter || (data.Counter, counter) is (0, 0) ? data.Counter : null;
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return null;
        }
    }

    /// <summary>The challenge that was answered, to look it up; null: malformed.</summary>
    public static byte[]? ChallengeOf(string clientData)
    {
        try
        {
            using var client = JsonDocument.Parse(Decode(clientData));
            return Base64Url.DecodeFromChars(client.RootElement.GetProperty("challenge").GetString());
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return null;
        }
    }

    public static byte[]? TryDecode(string text)
    {
        try
        {
            return Decode(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static bool IsAsked(byte[] clientData, string type, RelyingParty party, ReadOnlySpan<byte> challenge)
    {
        using var json = JsonDocument.Parse(clientData);
        var client = json.RootElement;
        return client.GetProperty("type").GetString() == type
            && CryptographicOperations.FixedTimeEquals(
                Base64Url.DecodeFromChars(client.GetProperty("challenge").GetString()), challenge)
            && party.Origins.Contains(client.GetProperty("origin").GetString(), StringComparer.Ordinal)
            && !(client.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind != JsonValueKind.False);
    }

    static bool IsHere(AuthenticatorData data, RelyingParty party) =>
        CryptographicOperations.FixedTimeEquals(data.PartyHash, party.Hash) && data.UserPresent && data.UserVerified;

    static (string Format, Dictionary<string, byte[]> Statement, byte[] Data) ReadAttestation(byte[] attestation)
    {
        var reader = Cbor.Reader(attestation, more: false);
        string? format = null;
        byte[]? data = null;
        var statement = new Dictionary<string, byte[]>();
        var count = reader.ReadStartMap() ?? throw new FormatException("indefinite");
        for (var i = 0; i < count; i++)
        {
            switch (reader.ReadTextString())
            {
                case "fmt": format = reader.ReadTextString(); break;
                case "authData": data = reader.ReadByteString(); break;
                case "attStmt": ReadStatement(reader, statement); break;
                default: throw new FormatException("unknown member");
            }
        }

        reader.ReadEndMap();
        return format is not null && data is not null
            ? (format, statement, data) : throw new FormatException("member missing");
    }

    static void ReadStatement(CborReader reader, Dictionary<string, byte[]> statement)
    {
        var count = reader.ReadStartMap() ?? throw new FormatException("indefinite");
        for (var i = 0; i < count; i++) statement[reader.ReadTextString()] = reader.ReadEncodedValue().ToArray();
        reader.ReadEndMap();
    }

    /// <summary>Nothing is said of the maker; or the key speaks for itself, which some platforms do unasked (§8.2).
    /// </summary>
    static bool IsUnattested(
        string format, Dictionary<string, byte[]> statement, AttestedCredential credential, byte[] signed)
    {
        if (format == "none") return statement.Count == 0;
        return format == "packed" && statement.Count == 2
            && statement.TryGetValue("alg", out var algorithm) && statement.TryGetValue("sig", out var signature)
            && Cbor.Reader(algorithm, more: false).ReadInt32() == credential.Algorithm
            && CoseKey.Verify(credential.Algorithm, credential.PublicKey, signed,
                Cbor.Reader(signature, more: false).ReadByteString());
    }

    static byte[] Decode(string text) =>
        text.Length <= Longest ? Base64Url.DecodeFromChars(text) : throw new FormatException("too long");

    static bool IsMalformed(Exception e) => e is FormatException or JsonException or CborContentException
        or CryptographicException or InvalidOperationException or KeyNotFoundException or OverflowException
        or ArgumentException;
}
