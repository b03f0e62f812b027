using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrustCenter.Identities.Linkage.Tests;

public sealed class SignedProfileTests
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void A_signed_profile_goes_through_JSON_and_makes_the_same_bits()
    {
        foreach (var profile in new[] { PprlSamples.Record, PprlSamples.Weighted, PprlSamples.Fields })
        {
            var hardened = profile.With(new HardeningStep(Hardening.Diffuse, 3));
            var opened = SignedProfile.Read(SignedProfile.Sign(hardened, _key).Write()).Open(_key);
            Assert.Equal(
                PprlSamples.Encode(hardened, PprlSamples.Anna), PprlSamples.Encode(opened, PprlSamples.Anna));
        }
    }

    [Fact]
    public void A_changed_profile_another_key_and_another_header_are_refused()
    {
        var signed = SignedProfile.Sign(PprlSamples.Record, _key);
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(signed.Payload));
        string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains("\"hashes\":8", payload, StringComparison.Ordinal);
        var weaker = payload.Replace("\"hashes\":8", "\"hashes\":9", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => (signed with { Payload = Encoded(weaker) }).Open(_key));
        Assert.Throws<FormatException>(() => signed.Open(other));
        Assert.Throws<FormatException>(() => (signed with { Protected = Encoded("""{"alg":"none"}""") }).Open(_key));
        Assert.Throws<FormatException>(() => (signed with { Signature = "%" }).Open(_key));
    }

    [Fact]
    public void Nobody_can_sign_a_profile_that_cannot_be_used() =>
        Assert.Throws<FormatException>(() => SignedProfile.Sign(PprlSamples.Record with { Length = 7 }, _key));

    [Fact]
    public void The_payload_holds_no_secret()
    {
        var check = PprlSamples.Secret.Check("tests");
        var signed = SignedProfile.Sign(PprlSamples.Record with { SecretCheck = check }, _key);
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(signed.Payload));
        Assert.Contains(check, payload, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", payload, StringComparison.Ordinal);
    }
}
