using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Encoding profiles of projects: what a signed one says, and whether it can be linked by.</summary>
public static class ProjectProfiles
{
    /// <summary>The profile of terms that were accepted before.</summary>
    public static EncodingProfile Of(ProjectTerms terms)
    {
        using var key = Key(terms.Profile);
        return Signed(terms.Profile).Open(key);
    }

    public static ProfileView View(ProjectTerms terms)
    {
        using var key = Key(terms.Profile);
        var profile = Signed(terms.Profile).Open(key);
        return new(profile.Name, profile.Version, profile.Hardened(profile.Length), profile.Threshold,
            SignedProfile.KeyId(key), Digest(terms.Profile));
    }

    /// <summary>What encoded files say by which profile they were made.</summary>
    public static string Digest(ProfileFile file) =>
        Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(file.Payload)));

    /// <summary>A profile with its signature and public key.</summary>
    public static ProfileFile File(EncodingProfile profile, ECDsa key)
    {
        var signed = SignedProfile.Sign(profile, key);
        return new(signed.Protected, signed.Payload, signed.Signature,
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
    }

    public static Rejection? Fault(ProfileFile? file, string project)
    {
        if (file is null || file.Protected is null || file.Payload is null || file.Signature is null
            || file.Key is null) return Faults.Missing("terms.profile");
        try
        {
            using var key = Key(file);
            var profile = Signed(file).Open(key);
            if (profile.Project != project) return Invalid("The profile is one of another project.");
            if (string.IsNullOrWhiteSpace(profile.Name) || PlainText.Fault(profile.Name, "", 200) is not null)
                return Invalid("The profile has no name.");
            if (profile.SecretCheck is null)
                return Invalid("The profile has to say which secret it is used with (secretCheck).");
            return profile.Kind == FilterKind.Fields || profile.Hardened(profile.Length) > SlicedBlocks.LongestFilter
                ? Rejection.Unprocessable("profile-not-linkable",
                    $"Projects link by one filter a record of at most {SlicedBlocks.LongestFilter} bits.",
                    "terms.profile")
                : null;
        }
        catch (FormatException e)
        {
            return Invalid(e.Message);
        }
        catch (CryptographicException)
        {
            return Invalid("The key is no public key of the curve P-256.");
        }
        catch (JsonException)
        {
            return Invalid("This is no encoding profile.");
        }
    }

    static SignedProfile Signed(ProfileFile file) => new(file.Protected, file.Payload, file.Signature);

    static ECDsa Key(ProfileFile file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(file.Key), out _);
            return key.KeySize == 256 ? key : throw new FormatException("The key is not one of the curve P-256.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    static Rejection Invalid(string message) => Rejection.Invalid("profile-invalid", message, "terms.profile");
}
