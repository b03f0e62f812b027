using System.Text.Json.Nodes;

namespace TrustCenter.Deploy.Tests;

/// <summary>What must hold of everything the chart makes; each rule names what breaks it.</summary>
static class ChartRules
{
    /// <param name="secrets">Secrets that exist in the cluster, with their keys.</param>
    public static IEnumerable<string> Faults(Rendering rendering, IReadOnlyDictionary<string, string[]> secrets) =>
    [
        .. rendering.Workloads().SelectMany(WorkloadFaults),
        .. rendering.Workloads().SelectMany(one => SecretFaults(one, secrets)),
        .. ReferenceFaults(rendering, secrets),
        .. LabelFaults(rendering),
        .. NameFaults(rendering),
        .. NetworkRules.Faults(rendering),
    ];

    static IEnumerable<string> WorkloadFaults(JsonNode workload)
    {
        var (name, pod) = (workload.Name(), workload.Pod());
        var security = pod["securityContext"];
        if ((bool?)security?["runAsNonRoot"] != true || (int?)security["runAsUser"] is null or 0)
            yield return $"{name}: runs as root";

        if ((string?)security?["seccompProfile"]?["type"] != "RuntimeDefault")
            yield return $"{name}: no seccomp profile";

        if ((bool?)pod["automountServiceAccountToken"] != false)
            yield return $"{name}: has the cluster's token";

        if (pod["hostNetwork"] is not null || pod["hostPID"] is not null || pod.Find("hostPath").Any())
            yield return $"{name}: reaches the host";

        foreach (var fault in workload.Containers().SelectMany(one => ContainerFaults(workload, one)))
            yield return $"{name}: {fault}";
    }

    static IEnumerable<string> ContainerFaults(JsonNode workload, JsonNode container)
    {
        var image = (string)container["image"]!;
        var tag = image[(image.LastIndexOf('/') + 1)..].Split(':', 2);
        if (tag.Length < 2 || tag[1] is "" or "latest")
            yield return $"image {image} has no fixed tag";

        var security = container["securityContext"];
        if ((bool?)security?["readOnlyRootFilesystem"] != true)
            yield return "can write its root";

        if ((bool?)security?["allowPrivilegeEscalation"] != false
            || security["capabilities"]?.Items("drop").Any(one => (string?)one == "ALL") != true
            || (bool?)security["privileged"] == true)
            yield return "keeps rights it needs not";

        foreach (var kind in (string[])["requests", "limits"])
        {
            if (container["resources"]?[kind]?["cpu"] is null || container["resources"]![kind]!["memory"] is null)
                yield return $"no {kind}";
        }

        // whoever serves nobody has nothing to be asked at
        if ((string?)workload["kind"] == "Deployment" && container.Items("ports").Any()
            && (container["readinessProbe"] is null || container["livenessProbe"] is null))
            yield return "no probes";

        foreach (var port in container.Find("httpGet").Select(probe => (string?)probe["port"]))
        {
            if (!container.Items("ports").Any(one => (string?)one["name"] == port))
                yield return $"probes port {port}, which it has not";
        }

        var volumes = workload.Pod().Items("volumes").Concat(workload["spec"].Items("volumeClaimTemplates")
            .Select(claim => claim["metadata"]!)).Select(volume => (string?)volume["name"]).ToHashSet();
        foreach (var mount in container.Items("volumeMounts").Where(m => !volumes.Contains((string?)m["name"])))
            yield return $"mounts {mount["name"]}, which is no volume";

        foreach (var variable in container.Items("env").Where(IsSecret))
            yield return $"{variable["name"]} is a secret among the settings";
    }

    static bool IsSecret(JsonNode variable)
    {
        var name = (string)variable["name"]!;
        return !name.EndsWith("_FILE", StringComparison.Ordinal) && !name.EndsWith("File", StringComparison.Ordinal)
            && (name.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase)
                || (name.Contains("Password", StringComparison.OrdinalIgnoreCase)
                    && !name.EndsWith("PASSWORDS", StringComparison.Ordinal))
                || ((string?)variable["value"] ?? "").Contains("Password=", StringComparison.OrdinalIgnoreCase));
    }

    static IEnumerable<string> SecretFaults(JsonNode workload, IReadOnlyDictionary<string, string[]> secrets)
    {
        foreach (var secret in workload.Pod().Items("volumes").Select(v => v["secret"]).OfType<JsonNode>())
        {
            var name = (string)secret["secretName"]!;
            if (!secrets.TryGetValue(name, out var keys))
                yield return $"{workload.Name()}: there is no secret {name}";
            else if (secret["items"] is null)
                yield return $"{workload.Name()}: takes all of {name} and not what it needs";
            else
                foreach (var item in secret.Items("items").Where(item => !keys.Contains((string?)item["key"])))
                    yield return $"{workload.Name()}: the secret {name} has no {item["key"]}";

            // the kubelet writes octal modes; what others may read is refused by the service itself
            if ((int?)secret["defaultMode"] is not { } mode || (mode & 7) != 0)
                yield return $"{workload.Name()}: everybody can read {name}";
        }

        var owners = workload.Pod().Items("volumes").SelectMany(v => v["secret"].Items("items"))
            .Any(item => ((string)item["key"]!).EndsWith("__OwnerConnectionString", StringComparison.Ordinal));
        if (owners && (string?)workload["kind"] != "Job")
            yield return $"{workload.Name()}: has the owner's connection";
    }

    static IEnumerable<string> ReferenceFaults(Rendering rendering, IReadOnlyDictionary<string, string[]> secrets)
    {
        foreach (var secret in rendering.Of("Secret"))
            yield return $"{secret.Name()}: the chart makes secrets";

        var maps = rendering.Of("ConfigMap").Select(map => (string?)map["metadata"]!["name"]).ToHashSet();
        foreach (var map in rendering.Workloads().SelectMany(w => w.Find("configMap"))
            .Where(map => !maps.Contains((string?)map["name"])))
            yield return $"there is no ConfigMap {map["name"]}";

        foreach (var tls in rendering.Of("Ingress").SelectMany(one => one["spec"].Items("tls"))
            .Where(tls => !secrets.ContainsKey((string)tls["secretName"]!)))
            yield return $"there is no secret {tls["secretName"]}";

        foreach (var ingress in rendering.Of("Ingress").Where(one => !one["spec"].Items("tls").Any()))
            yield return $"{ingress.Name()}: speaks in the clear";

        foreach (var pull in rendering.Workloads().SelectMany(w => w.Pod().Items("imagePullSecrets"))
            .Where(pull => !secrets.ContainsKey((string)pull["name"]!)))
            yield return $"there is no secret {pull["name"]}";
    }

    static IEnumerable<string> LabelFaults(Rendering rendering)
    {
        var workloads = rendering.Workloads().ToArray();
        foreach (var one in workloads.Where(w => (string?)w["kind"] != "Job"
            && !w["spec"]!["selector"]!["matchLabels"].Matches(w.PodLabels())))
            yield return $"{one.Name()}: does not select its own pods";

        foreach (var service in rendering.Of("Service"))
        {
            var found = workloads.Where(w => service["spec"]!["selector"].Matches(w.PodLabels())).ToArray();
            if (found.Length != 1)
                yield return $"{service.Name()}: selects {found.Length} workloads";
            else
                foreach (var port in service["spec"].Items("ports").Where(port => !found[0].Containers()
                    .SelectMany(c => c.Items("ports")).Any(p => (string?)p["name"] == (string?)port["targetPort"])))
                    yield return $"{service.Name()}: leads to port {port["targetPort"]}, which nobody has";
        }

        foreach (var budget in rendering.Of("PodDisruptionBudget").Where(budget => workloads.Count(
            w => budget["spec"]!["selector"]!["matchLabels"].Matches(w.PodLabels())) != 1))
            yield return $"{budget.Name()}: does not select one workload";

        foreach (var scaler in rendering.Of("HorizontalPodAutoscaler"))
        {
            var target = workloads.FirstOrDefault(w => w.Name()
                == $"{scaler["spec"]!["scaleTargetRef"]!["kind"]}/{scaler["spec"]!["scaleTargetRef"]!["name"]}");
            if (target is null || target["spec"]!["replicas"] is not null)
                yield return $"{scaler.Name()}: has no workload, or one that says how many";
        }

        var services = rendering.Of("Service").Select(one => (string?)one["metadata"]!["name"]).ToHashSet();
        foreach (var name in rendering.Of("Ingress").SelectMany(one => one.Find("backend"))
            .Select(backend => (string?)backend["service"]!["name"]).Distinct().Where(n => !services.Contains(n)))
            yield return $"the ingress leads to {name}, which is no service";
    }

    static IEnumerable<string> NameFaults(Rendering rendering)
    {
        foreach (var twice in rendering.Documents.GroupBy(Objects.Name).Where(group => group.Count() > 1))
            yield return $"{twice.Key} twice";

        foreach (var one in rendering.Documents.Where(one => ((string)one["metadata"]!["name"]!).Length > 63
            || one["metadata"]!["labels"]?["app.kubernetes.io/instance"] is null))
            yield return $"{one.Name()}: too long a name, or no labels";
    }
}
