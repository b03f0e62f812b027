using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Security.Cryptography;

namespace TrustCenter.Consents;

/// <summary>What an authenticator signs (WebAuthn Level 2, §6.1), read strictly. Pure.</summary>
public sealed record AuthenticatorData(byte[] PartyHash, byte Flags, uint Counter, AttestedCredential? Credential)
{
    const byte Present = 0x01, Verified = 0x04, Eligible = 0x08, BackedUp = 0x10, Attested = 0x40, Extended = 0x80;
    const int Head = 37;

    public bool UserPresent => (Flags & Present) != 0;

    /// <summary>By PIN, finger or face.</summary>
    public bool UserVerified => (Flags & Verified) != 0;

    /// <exception cref="FormatException">It is none.</exception>
    public static AuthenticatorData Read(ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (bytes.Length < Head) throw new FormatException("too short");
        var flags = bytes[32];
        if ((flags & BackedUp) != 0 && (flags & Eligible) == 0) throw new FormatException("flags contradict");
        var rest = data[Head..];
        AttestedCredential? credential = null;
        if ((flags & Attested) != 0) credential = ReadCredential(ref rest);
        if ((flags & Extended) != 0) rest = SkipMap(rest);
        return rest.Length == 0
            ? new(bytes[..32].ToArray(), flags, BinaryPrimitives.ReadUInt32BigEndian(bytes[33..]), credential)
            : throw new FormatException("something follows");
    }

    static AttestedCredential ReadCredential(ref ReadOnlyMemory<byte> rest)
    {
        const int aaguid = 16;
        if (rest.Length < aaguid + 2) throw new FormatException("too short");
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[aaguid..]);
        rest = rest[(aaguid + 2)..];
        if (length is 0 or > 1023 || rest.Length < length) throw new FormatException("credential id");
        var id = rest[..length].ToArray();
        rest = rest[length..];
        var after = SkipMap(rest);
        var key = CoseKey.Read(rest[..^after.Length]);
        rest = after;
        return new(id, key.PublicKey, key.Algorithm);
    }

    static ReadOnlyMemory<byte> SkipMap(ReadOnlyMemory<byte> data)
    {
        var reader = Cbor.Reader(data, more: true);
        if (reader.PeekState() != CborReaderState.StartMap) throw new FormatException("no map");
        reader.SkipValue();
        return data[^reader.BytesRemaining..];
    }
}

/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
/// <param name="Algorithm">COSE number.</param>
public sealed record AttestedCredential(byte[] Id, byte[] PublicKey, int Algorithm);

/// <summary>Public keys as COSE has them (RFC 9053): ES256 and RS256, nothing else.</summary>
public static class CoseKey
{
    public const int Es256 = -7;
    public const int Rs256 = -257;

    /// <exception cref="FormatException">No such key, or one that is no good.</exception>
    public static (byte[] PublicKey, int Algorithm) Read(ReadOnlyMemory<byte> cose)
    {
        var reader = Cbor.Reader(cose, more: false);
        var (numbers, texts) = (new Dictionary<int, int>(), new Dictionary<int, byte[]>());
        var count = reader.ReadStartMap() ?? throw new FormatException("indefinite");
        for (var i = 0; i < count; i++)
        {
            var label = reader.ReadInt32();
            if (reader.PeekState() == CborReaderState.ByteString) texts[label] = reader.ReadByteString();
            else numbers[label] = reader.ReadInt32();
        }

        reader.ReadEndMap();
        return (numbers.GetValueOrDefault(1), numbers.GetValueOrDefault(3)) switch
        {
            (2, Es256) when numbers.GetValueOrDefault(-1) == 1 => (Elliptic(texts), Es256),
            (3, Rs256) => (Rsa(texts), Rs256),
            _ => throw new FormatException("key type"),
        };
    }

    public static bool Verify(int algorithm, byte[] publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (algorithm == Es256)
        {
            using var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(publicKey, out _);
            return curve.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }

        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    static byte[] Elliptic(Dictionary<int, byte[]> texts)
    {
        if (!texts.TryGetValue(-2, out var x) || !texts.TryGetValue(-3, out var y) || (x.Length, y.Length) != (32, 32))
            throw new FormatException("point");
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = x, Y = y },
        });
        return key.ExportSubjectPublicKeyInfo();
    }

    static byte[] Rsa(Dictionary<int, byte[]> texts)
    {
        if (!texts.TryGetValue(-1, out var modulus) || !texts.TryGetValue(-2, out var exponent)
            || modulus.Length is < 256 or > 512 || exponent.Length is 0 or > 4)
            throw new FormatException("modulus");
        using var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return key.ExportSubjectPublicKeyInfo();
    }
}

static class Cbor
{
    public static CborReader Reader(ReadOnlyMemory<byte> data, bool more) =>
        new(data, CborConformanceMode.Strict, allowMultipleRootLevelValues: more);
}
