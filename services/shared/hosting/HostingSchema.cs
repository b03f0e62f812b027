namespace TrustCenter.Hosting;

/// <summary>The library's own tables: audit trail, stored answers, vault.</summary>
public static class HostingSchema
{
    /// <summary>The script for the migrations, run as the owner in every service's database.</summary>
    public static (string Name, string Sql) Script { get; } = ("hosting", Read());

    static string Read()
    {
        using var stream = typeof(HostingSchema).Assembly.GetManifestResourceStream("TrustCenter.Hosting.Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
