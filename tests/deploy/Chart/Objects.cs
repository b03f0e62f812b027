using System.Text.Json.Nodes;

namespace TrustCenter.Deploy.Tests;

/// <summary>Where things are in Kubernetes objects.</summary>
static class Objects
{
    static readonly string[] WorkloadKinds = ["Deployment", "StatefulSet", "Job", "DaemonSet", "CronJob"];

    public static string Name(this JsonNode one) => $"{one["kind"]}/{one["metadata"]!["name"]}";

    public static IEnumerable<JsonNode> Workloads(this Rendering rendering) =>
        rendering.Documents.Where(one => WorkloadKinds.Contains((string?)one["kind"]));

    public static JsonNode Pod(this JsonNode workload) => workload["spec"]!["template"]!["spec"]!;

    public static JsonNode? PodLabels(this JsonNode workload) => workload["spec"]!["template"]!["metadata"]!["labels"];

    public static IEnumerable<JsonNode> Containers(this JsonNode workload) =>
        Items(workload.Pod(), "initContainers").Concat(Items(workload.Pod(), "containers"));

    public static IEnumerable<JsonNode> Items(this JsonNode? node, string name) =>
        node?[name]?.AsArray().Select(item => item!) ?? [];

    /// <summary>Whether labels have all that a selector asks for; one that asks nothing matches nothing.</summary>
    public static bool Matches(this JsonNode? selector, JsonNode? labels) =>
        selector is JsonObject { Count: > 0 } wanted
        && wanted.All(label => (string?)labels?[label.Key] == (string?)label.Value);

    /// <summary>Every node with a name, however deep.</summary>
    public static IEnumerable<JsonNode> Find(this JsonNode? node, string name) => node switch
    {
        JsonObject one => one.SelectMany(member => (member.Key == name && member.Value is not null
            ? [member.Value] : Enumerable.Empty<JsonNode>()).Concat(Find(member.Value, name))),
        JsonArray many => many.SelectMany(item => Find(item, name)),
        _ => [],
    };
}
