using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TrustCenter.Contracts.Consent;
using TrustCenter.Hosting;

namespace TrustCenter.Consents.Tests;

/// <summary>What is believed of a passkey, and everything that is not.</summary>
public sealed class PasskeyTests
{
    static readonly RelyingParty Party = new("localhost", [PortalApp.Origin]);
    static readonly byte[] Challenge = RandomNumberGenerator.GetBytes(32);

    static readonly PasskeyCreation Creation =
        new(Base64Url.EncodeToString(Challenge), "localhost", "Haus", "", "", [], [], 1);

    static readonly PasskeyRequest Request = new(Base64Url.EncodeToString(Challenge), "localhost", [], 1);

    static (AttestedCredential Credential, uint Counter)? Register(NewPasskey made, byte[]? challenge = null) =>
        WebAuthn.Register(Party, made.ClientData, made.Attestation, challenge ?? Challenge);

    static uint? Verify(
        AttestedCredential known, PasskeyAnswer answer, uint counter = 0, byte[]? challenge = null) => WebAuthn.Verify(
        Party, answer.ClientData, answer.AuthenticatorData, answer.Signature, challenge ?? Challenge, known.Algorithm,
        known.PublicKey, counter);

    [Theory]
    [InlineData(false, "none")]
    [InlineData(true, "none")]
    [InlineData(false, "packed")]
    [InlineData(true, "packed")]
    public void A_passkey_of_either_kind_is_registered_and_signs_in(bool rsa, string format)
    {
        using var key = new TestAuthenticator { Rsa = rsa, Format = format };
        var (credential, counter) = Register(key.Create(Creation))!.Value;
        Assert.Equal((rsa ? CoseKey.Rs256 : CoseKey.Es256, 1u), (credential.Algorithm, counter));
        Assert.Equal(key.Id, credential.Id);
        Assert.Equal(2u, Verify(credential, key.Answer(Request), counter));
    }

    [Fact]
    public void Nothing_foreign_is_registered()
    {
        using var good = new TestAuthenticator();
        Assert.NotNull(Register(good.Create(Creation)));
        Assert.Null(Register(good.Create(Creation), RandomNumberGenerator.GetBytes(32)));
        Assert.Null(Register(good.Create(Creation, type: "webauthn.get")));
        using var origin = new TestAuthenticator { Origin = "http://localhost.evil.example" };
        using var port = new TestAuthenticator { Origin = PortalApp.Origin + ":8080" };
        using var party = new TestAuthenticator { Party = "evil.example" };
        using var unverified = new TestAuthenticator { Verified = false };
        using var framed = new TestAuthenticator { CrossOrigin = true };
        using var vouched = new TestAuthenticator { Format = "fido-u2f" };
        foreach (var wrong in new[] { origin, port, party, unverified, framed, vouched })
            Assert.Null(Register(wrong.Create(Creation)));
    }

    [Fact]
    public void Nothing_foreign_signs_in()
    {
        using var key = new TestAuthenticator();
        using var other = new TestAuthenticator();
        var (credential, _) = Register(key.Create(Creation))!.Value;
        Assert.Null(Verify(credential, other.Answer(Request)));
        Assert.Null(Verify(credential, key.Answer(Request), challenge: RandomNumberGenerator.GetBytes(32)));
        Assert.Null(Verify(credential, key.Answer(Request, "webauthn.create")));
        key.Verified = false;
        Assert.Null(Verify(credential, key.Answer(Request)));
        key.Verified = true;
        key.Origin = "https://localhost";
        Assert.Null(Verify(credential, key.Answer(Request)));
        key.Origin = PortalApp.Origin;
        key.Party = "127.0.0.1";
        Assert.Null(Verify(credential, key.Answer(Request)));
    }

    [Fact]
    public void A_counter_that_does_not_go_up_is_a_copy_unless_there_is_none()
    {
        using var key = new TestAuthenticator { Counter = 5 };
        var (credential, _) = Register(key.Create(Creation))!.Value;
        var answer = key.Answer(Request); // says 6
        Assert.Equal(6u, Verify(credential, answer, 5));
        Assert.Null(Verify(credential, answer, 6));
        Assert.Null(Verify(credential, answer, 7));
        using var without = new TestAuthenticator { Counter = 0 };
        var (uncounted, _) = Register(without.Create(Creation))!.Value;
        Assert.Equal(0u, Verify(uncounted, without.Answer(Request)));
    }

    [Fact]
    public void Whatever_is_changed_in_it_is_refused_without_an_exception()
    {
        using var key = new TestAuthenticator();
        var made = key.Create(Creation);
        var (credential, _) = Register(made)!.Value;
        var answer = key.Answer(Request);
        Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (at, by) =>
        {
            Assert.Null(Verify(credential, answer with { Signature = Flip(answer.Signature, at, by) }));
            Assert.Null(Verify(credential, answer with { AuthenticatorData = Flip(answer.AuthenticatorData, at, by) }));
            Assert.Null(Verify(credential, answer with { ClientData = Flip(answer.ClientData, at, by) }));
            // attestation "none" vouches for nothing, so a changed key is another key; it must not break anything
            Register(made with { Attestation = Flip(made.Attestation, at, by) });
            Register(made with { Attestation = made.Attestation[..(at % made.Attestation.Length)] });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_numbers_of_an_app_are_those_of_RFC_6238()
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        foreach (var (seconds, code) in new (long, string)[]
        {
            (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
            (2000000000, "279037"), (20000000000, "353130"),
        }) Assert.Equal(code, Totp.CodeAt(secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.ToBase32(secret));
    }

    [Fact]
    public void A_number_counts_once_and_half_a_minute_early_or_late()
    {
        var secret = RandomNumberGenerator.GetBytes(20);
        Prop.ForAll(Gen.Choose(1_000, int.MaxValue).ToArbitrary(), Gen.Choose(-3, 3).ToArbitrary(), (seconds, off) =>
        {
            var now = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var step = Totp.StepOf(now) + off;
            var code = Totp.CodeAt(secret, step);
            if (off is >= -1 and <= 1) Assert.NotNull(Totp.Match(secret, code, now, 0));
            else if (Others(now).All(other => other != code)) Assert.Null(Totp.Match(secret, code, now, 0));
            if (off == 0) Assert.Null(Totp.Match(secret, code, now, step + 1));

            // a number of another time may be that of now as well, once in a million
            IEnumerable<string> Others(DateTimeOffset at) =>
                Enumerable.Range(-1, 3).Select(other => Totp.CodeAt(secret, Totp.StepOf(at) + other));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_letters_code_is_read_as_people_type_it()
    {
        var codes = PortalCodes.New();
        Assert.Equal((20, 31), (codes.Code.Length, codes.Qr.Length));
        Assert.Equal(codes.Code[..5], codes.Qr[..5]);
        Assert.Equal(codes.Code, PortalCodes.Clean($" {PortalCodes.Grouped(codes.Code).ToLowerInvariant()} "));
        Assert.Equal("0110", PortalCodes.Clean("oIl-O"));
        Assert.Equal(4, PortalCodes.Grouped(codes.Code).Split('-').Length);
        Assert.DoesNotContain(codes.Code, codes.ToString(), StringComparison.Ordinal);
    }

    static string Flip(string text, int at, int by)
    {
        var bytes = Base64Url.DecodeFromChars(text);
        bytes[at % bytes.Length] ^= (byte)by;
        return Base64Url.EncodeToString(bytes);
    }
}
