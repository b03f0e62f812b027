using System.Runtime.CompilerServices;

namespace TrustCenter.Deploy.Tests;

/// <summary>The checkout these tests judge.</summary>
static class Checkout
{
    public static string Root { get; } = Find();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "TrustCenter.sln")))
            folder = Path.GetDirectoryName(folder);

        return folder ?? throw new InvalidOperationException("The tests run from a checkout with its sources.");
    }
}
