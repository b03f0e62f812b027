using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>An authenticator as browsers have them, with everything that can be wrong about one.</summary>
public sealed class TestAuthenticator : IDisposable
{
    readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly RSA _rsa = RSA.Create(2048);

    public byte[] Id { get; } = RandomNumberGenerator.GetBytes(20);
    public string Origin { get; set; } = PortalApp.Origin;
    public string Party { get; set; } = "localhost";
    public string Format { get; set; } = "none";
    public bool Verified { get; set; } = true;
    public bool Rsa { get; set; }
    public uint Counter { get; set; } = 1;
    public bool CrossOrigin { get; set; }

    public NewPasskey Create(PasskeyCreation options, string name = "Telefon", string type = "webauthn.create")
    {
        var client = ClientData(type, options.Challenge);
        return new(Base64Url.EncodeToString(client), Base64Url.EncodeToString(Attestation(client)), name);
    }

    public PasskeyAnswer Answer(PasskeyRequest request, string type = "webauthn.get")
    {
        Counter += Counter > 0 ? 1u : 0;
        var client = ClientData(type, request.Challenge);
        var data = Head(false);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return new(Base64Url.EncodeToString(Id), Base64Url.EncodeToString(client), Base64Url.EncodeToString(data),
            Base64Url.EncodeToString(Sign(signed)));
    }

    byte[] ClientData(string type, string challenge) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        type,
        challenge,
        origin = Origin,
        crossOrigin = CrossOrigin,
    }));

    byte[] Attestation(byte[] client)
    {
        byte[] data = [.. Head(true), .. Credential()];
        var cbor = new CborWriter(CborConformanceMode.Strict);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString(Format);
        cbor.WriteTextString("attStmt");
        if (Format == "packed")
        {
            cbor.WriteStartMap(2);
            cbor.WriteTextString("alg");
            cbor.WriteInt32(Rsa ? CoseKey.Rs256 : CoseKey.Es256);
            cbor.WriteTextString("sig");
            cbor.WriteByteString(Sign([.. data, .. SHA256.HashData(client)]));
        }
        else cbor.WriteStartMap(0);
        cbor.WriteEndMap();
        cbor.WriteTextString("authData");
        cbor.WriteByteString(data);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    byte[] Head(bool attested)
    {
        var head = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(Party), head);
        head[32] = (byte)(0x01 | (Verified ? 0x04 : 0) | (attested ? 0x40 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(33), Counter);
        return head;
    }

    byte[] Credential()
    {
        var head = new byte[18];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(16), (ushort)Id.Length);
        var cose = new CborWriter(CborConformanceMode.Strict);
        if (Rsa)
        {
            var key = _rsa.ExportParameters(false);
            cose.WriteStartMap(4);
            Pair(1, 3);
            Pair(3, CoseKey.Rs256);
            cose.WriteInt32(-1);
            cose.WriteByteString(key.Modulus!);
            cose.WriteInt32(-2);
            cose.WriteByteString(key.Exponent!);
        }
        else
        {
            var point = _curve.ExportParameters(false).Q;
            cose.WriteStartMap(5);
            Pair(1, 2);
            Pair(3, CoseKey.Es256);
            Pair(-1, 1);
            cose.WriteInt32(-2);
            cose.WriteByteString(point.X!);
            cose.WriteInt32(-3);
            cose.WriteByteString(point.Y!);
        }

        cose.WriteEndMap();
        return [.. head, .. Id, .. cose.Encode()];

        void Pair(int label, int value)
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }
    }

    byte[] Sign(byte[] data) => Rsa
        ? _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : _curve.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose()
    {
        _curve.Dispose();
        _rsa.Dispose();
    }
}
