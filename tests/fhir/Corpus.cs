using System.Runtime.CompilerServices;

namespace TrustCenter.Fhir.Tests;

/// <summary>The documents the tests run over.</summary>
static class Corpus
{
    public static string Root { get; } = FindRoot();

    public static string Examples => Path.Combine(Root, "contracts", "fhir", "examples");

    /// <summary>Reference files beside the repository; absent in a user's checkout.</summary>
    public static string Shared { get; } =
        new[] { "../shared", "../../shared" }.Select(p => Path.GetFullPath(Path.Combine(Root, p, "data", "consent")))
            .FirstOrDefault(Directory.Exists) ?? Path.GetFullPath(Path.Combine(Root, "../shared/data/consent"));

    public static IEnumerable<string> Valid(string extension) =>
        Directory.EnumerateFiles(Path.Combine(Examples, "valid"), "*." + extension).Order(StringComparer.Ordinal);

    /// <summary>Files named after a gateway's request are read as a gateway reads.</summary>
    public static FhirReadOptions OptionsFor(string file) =>
        Path.GetFileName(file).StartsWith("gateway-", StringComparison.Ordinal) ? FhirReadOptions.Gateway
            : FhirReadOptions.Strict;

    public static IEnumerable<string> SharedFiles()
    {
        foreach (var folder in new[] { "examples-constructed", "mii-2026.0.0/examples", "mii-2026.0.0" })
        {
            var path = Path.Combine(Shared, folder);
            if (!Directory.Exists(path)) continue;
            foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
                yield return file;
        }
    }

    static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TrustCenter.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
    }
}
