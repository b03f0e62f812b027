using System.Text.Json.Nodes;

namespace TrustCenter.Deploy.Tests;

/// <summary>Who reaches whom: every pod is covered, each service reaches its own database, nobody two.</summary>
static class NetworkRules
{
    static readonly string[] Services = ["consent", "pseudonym", "identity"];

    public static IEnumerable<string> Faults(Rendering rendering)
    {
        var policies = rendering.Of("NetworkPolicy").ToArray();
        foreach (var workload in rendering.Workloads())
        {
            var covering = policies.Where(policy =>
                policy["spec"]!["podSelector"]!["matchLabels"].Matches(workload.PodLabels())).ToArray();
            if (covering.Length != 1 || covering[0]["spec"].Items("policyTypes").Count() != 2)
                yield return $"{workload.Name()}: no policy says whom it reaches and who reaches it";
        }

        var pods = rendering.Workloads().Select(workload => workload.PodLabels()).ToArray();
        foreach (var policy in policies.Where(policy => !pods.Any(
            labels => policy["spec"]!["podSelector"]!["matchLabels"].Matches(labels))))
            yield return $"{policy.Name()}: is for no pod";

        foreach (var rule in policies.SelectMany(p => p["spec"].Items("egress").Concat(p["spec"].Items("ingress"))))
        {
            if (!rule.Items("to").Concat(rule.Items("from")).Any() || !rule.Items("ports").Any())
                yield return "a rule of the network is open to everybody or everything";
        }

        foreach (var fault in DatabaseFaults(rendering, policies))
            yield return fault;
    }

    static IEnumerable<string> DatabaseFaults(Rendering rendering, JsonNode[] policies)
    {
        var shared = (bool?)rendering.Values["networkPolicies"]?["sharedDatabaseServer"] == true;
        var databases = Services.ToDictionary(service => service, service => DatabaseOf(rendering, service));
        foreach (var policy in policies)
        {
            var component = (string)policy["spec"]!["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"]!;
            var own = component.Split('-')[^1];
            var reached = databases.Where(database => policy["spec"].Items("egress")
                .Any(rule => Leads(rule, database.Value))).Select(database => database.Key).ToArray();
            if (component.StartsWith("postgres-", StringComparison.Ordinal) || component == "pages")
            {
                if (reached.Length > 0) yield return $"{component} reaches a database";
            }
            else if (!reached.Contains(own))
            {
                yield return $"{component} does not reach its database";
            }
            else if (reached.Length > 1 && !shared)
            {
                yield return $"{component} reaches the databases of {string.Join(" and ", reached)}";
            }
        }
    }

    /// <summary>How a policy would name a service's database: an address, or a component.</summary>
    static string DatabaseOf(Rendering rendering, string service)
    {
        if ((bool?)rendering.Values["trialPostgres"]?["enabled"] == true) return $"postgres-{service}:5432";
        var database = rendering.Values["services"]![service]!["database"]!;
        return $"{database["cidr"]}:{database["port"]}";
    }

    static bool Leads(JsonNode rule, string database) => rule.Items("to").SelectMany(to => rule.Items("ports")
        .Select(port => to["ipBlock"] is { } block
            ? $"{block["cidr"]}:{port["port"]}"
            : $"{to["podSelector"]?["matchLabels"]?["app.kubernetes.io/component"]}:{port["port"]}"))
        .Contains(database);
}
