using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Consents;

/// <summary>
/// What a tablet seals to its session's key (ECDH on P-256, HKDF-SHA-256, AES-256-GCM): the tablet itself can't open it
/// any more, and once the session's key is gone nobody can.
/// </summary>
public static class Envelope
{
    const int Point = 65;
    const int Tag = 16;
    static readonly byte[] Info = "trustcenter capture 1"u8.ToArray();

    /// <summary>The public key as an uncompressed point.</summary>
    public static byte[] PublicKey(ECDiffieHellman key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    /// <summary>Null: it was not sealed to this key for this session, or was changed.</summary>
    public static byte[]? Open(byte[] privateKey, Guid capture, byte[] senderKey, byte[] nonce, byte[] content)
    {
        if (senderKey is not [4, ..] || senderKey.Length != Point || nonce.Length != 12 || content.Length < Tag)
            return null;
        try
        {
            using var own = ECDiffieHellman.Create();
            own.ImportPkcs8PrivateKey(privateKey, out _);
            using var sender = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = senderKey[1..33], Y = senderKey[33..] },
            });
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(sender.PublicKey), 32,
                capture.ToByteArray(bigEndian: true), Info);
            var plain = new byte[content.Length - Tag];
            using var aes = new AesGcm(key, Tag);
            aes.Decrypt(nonce, content.AsSpan(0, plain.Length), content.AsSpan(plain.Length), plain,
                Encoding.ASCII.GetBytes(capture.ToString()));
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
