namespace TrustCenter.Consents;

static class DocumentAssets
{
    public static string Text(string file)
    {
        var assembly = typeof(DocumentAssets).Assembly;
        var name = assembly.GetManifestResourceNames()
            .Single(resource => resource.EndsWith($".Documents.assets.{file}", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
