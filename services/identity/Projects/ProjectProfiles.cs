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
    const int MostBitsOfFields = 16_384;

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
        return new(profile.Name, profile.Version, profile.Bits(), profile.Threshold,
            SignedProfile.KeyId(key), Digest(terms.Profile), Kind(profile));
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
            return profile.Kind == FilterKind.Fields ? OfFields(profile)
                : profile.Bits() > SlicedBlocks.LongestFilter
                    ? NotLinkable($"A record's filter has at most {SlicedBlocks.LongestFilter} bits.") : null;
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

    /// <summary>How far two filters of a field agree is told from the bits that differ, so that these have to be the
    /// q-grams' own.</summary>
    static Rejection? OfFields(EncodingProfile profile) =>
        profile.Fields.Any(field => field.Hashes == 0) ? NotLinkable("Every q-gram of a field sets as many bits.")
        : profile.Hardening.Any(step => step.Kind != Hardening.Permute)
            ? NotLinkable("Filters of single fields are weighed as they are, not hardened.")
        : profile.Threshold < 0.5 ? NotLinkable("Possible matches begin at even odds.")
        : profile.Bits() > MostBitsOfFields ? NotLinkable($"A record has at most {MostBitsOfFields} bits.") : null;

    static string Kind(EncodingProfile profile) => profile.Kind switch
    {
        FilterKind.Fields => ProfileKinds.Fields,
        FilterKind.Weighted => ProfileKinds.Weighted,
        _ => ProfileKinds.Record,
    };

    static Rejection NotLinkable(string message) =>
        Rejection.Unprocessable("profile-not-linkable", message, "terms.profile");

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
