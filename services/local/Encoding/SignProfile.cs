using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Hosting;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Local;

/// <summary>Writes a project's encoding profile and signs it.</summary>
static class SignProfile
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, CommandOptions options, ProjectKey key, string signer)
    {
        var profile = Kind(options["kind"] ?? "default", key.Project) with
        {
            Version = (int)Number(options, "version", 1),
            SecretCheck = key.Open().Check(key.Project),
        };
        profile = profile with { Threshold = Number(options, "threshold", profile.Threshold) };
        using var signing = ECDsa.Create();
        try
        {
            signing.ImportFromPem(KeyFiles.Read(signer, "The key that profiles are signed with"));
            if (SignedProfile.KeyId(signing) != key.Signer)
                throw new PlainException($"{signer} is not the key that the sites of {key.Project} were told of.");
            File.WriteAllText(path, JsonSerializer.Serialize(ProjectProfiles.File(profile, signing), Json));
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException or ArgumentException)
        {
            throw new PlainException($"{path}: {wrong.Message}", wrong);
        }
    }

    static EncodingProfile Kind(string kind, string project) => kind switch
    {
        "default" => StandardProfiles.Default(project),
        "sparse" => StandardProfiles.Sparse(project),
        "weighted" => StandardProfiles.Weighted(project),
        "fields" => StandardProfiles.Separate(project),
        _ => throw new PlainException($"--kind is default, sparse, weighted or fields, not {kind}."),
    };

    static double Number(CommandOptions options, string name, double usual) => options[name] is not { } text ? usual
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : throw new PlainException($"--{name} takes a number, not {text}.");
}
