using System.Runtime.CompilerServices;

namespace TrustCenter.Identities.Linkage.Tests;

/// <summary>Files beside the tests' sources.</summary>
static class Sources
{
    public static string Text(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, name));
}
