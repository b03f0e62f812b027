using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

/// <summary>A history, questions about it and the answers expected, as vectors.json writes them.</summary>
public sealed record Vector(string Id, JsonArray History, JsonObject Ask, JsonNode Answer, JsonArray Also)
{
    public static IReadOnlyDictionary<string, Vector> Own { get; } = ReadOwn().ToDictionary(vector => vector.Id);

    /// <summary>The reference file beside the repository, or null in a checkout without it.</summary>
    public static string? ReferenceFile { get; } = FindReference();

    static IEnumerable<Vector> ReadOwn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(
            resource => resource.EndsWith("Evaluation.vectors.json", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return
        [
            .. JsonSerializer.Deserialize<JsonArray>(stream)!.Select(entry => new Vector(
                (string)entry!["id"]!, entry["history"]!.AsArray(), entry["ask"]!.AsObject(), entry["answer"]!,
                entry["also"]?.AsArray() ?? [])),
        ];
    }

    static string? FindReference()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "TrustCenter.sln"))) continue;
            for (var beside = folder.Parent; beside is not null; beside = beside.Parent)
            {
                var file = Path.Combine(beside.FullName, "shared", "data", "consent", "evaluation-vectors.json");
                if (File.Exists(file)) return file;
            }
        }

        return null;
    }
}
