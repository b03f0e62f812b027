using TrustCenter.Events;

namespace TrustCenter.Hosting;

/// <summary>The library's own tables: audit trail, stored answers, vault.</summary>
public static class HostingSchema
{
    /// <summary>The script for the migrations, run as the owner in every service's database.</summary>
    public static (string Name, string Sql) Script { get; } = ("hosting", Read());

    /// <summary>Every script of a service's database, in the order in which they run.</summary>
    /// <param name="own">The service's own, or null where it has none.</param>
    public static IReadOnlyList<(string Name, string Sql)> With((string Name, string Sql)? own) =>
        own is { } schema ? [DocumentStore.Schema, Script, schema] : [DocumentStore.Schema, Script];

    static string Read()
    {
        using var stream = typeof(HostingSchema).Assembly.GetManifestResourceStream("TrustCenter.Hosting.Schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
