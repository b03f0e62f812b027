using System.Text.Json.Nodes;
using TrustCenter.Testing;

namespace TrustCenter.Deploy.Tests;

public sealed class ChartTests
{
    public static readonly TheoryData<string> Sets = ["trial", "hospital", "tenants", "no-ingress", "everything"];

    static readonly Dictionary<string, string[]> Secrets = File
        .ReadLines(Checkout.File("tests", "deploy", "Chart", "values", "secrets.txt"))
        .Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1].Split(' '));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string FileOf(string set) => set == "trial" ? Path.Combine(ChartRenderer.Chart, "values-trial.yaml")
        : Checkout.File("tests", "deploy", "Chart", "values", $"{set}.yaml");

    static Task<Rendering> RenderAsync(string set, string overriding = "") =>
        ChartRenderer.RenderWithAsync([FileOf(set)], overriding, Ct);

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Every_value_set_renders_and_keeps_every_rule(string set)
    {
        var rendering = await RenderAsync(set);

        Assert.Empty(ChartRules.Faults(rendering, Secrets));
        Assert.Equal(set switch { "no-ingress" => 3, "everything" => 5, _ => 4 }, rendering.Of("Deployment").Count());
        Assert.Equal(set == "everything" ? 4 : 3, rendering.Of("Job").Count());
        Assert.Equal(set == "trial" ? 3 : 0, rendering.Of("StatefulSet").Count());
        Assert.Equal(set == "everything" ? 4 : 0, rendering.Of("HorizontalPodAutoscaler").Count());
        Assert.Equal(set == "no-ingress", !rendering.Of("Ingress").Any());
        Assert.Equal(set != "trial", rendering.Of("Job").Where(job => Is(job, "-migrate-")).All(job =>
            (string?)job["metadata"]!["annotations"]?["helm.sh/hook"] == "pre-install,pre-upgrade"));
    }

    static bool Is(JsonNode one, string what) => one.Name().Contains(what, StringComparison.Ordinal);

    [Fact]
    public async Task Workers_have_the_identity_service_s_secret_and_reach_its_database_alone()
    {
        var rendering = await RenderAsync("everything");
        var workers = rendering.Workloads()
            .Where(one => Is(one, "worker-identity") || Is(one, "job-identity")).ToArray();
        Assert.Equal(2, workers.Length);
        Assert.All(workers, worker =>
        {
            Assert.Equal("worker", (string?)worker.Containers().Single().Items("args").First());
            Assert.Equal("identity", (string?)worker.Pod()["volumes"]![0]!["secret"]!["secretName"]);
            Assert.Empty(worker.Containers().Single().Items("ports"));
        });
        var service = rendering.Of("Deployment").Single(one => Is(one, "-identity") && !Is(one, "worker"));
        Assert.Contains(service.Containers().Single().Items("env"), setting =>
            (string?)setting["name"] == "Identity__Linkage__Workers" && (string?)setting["value"] == "0");
    }

    /// <summary>One breach for each rule: where, what it becomes (nothing: taken away), what the rule says.</summary>
    public static readonly TheoryData<string, string, string?, string> Breaches = new()
    {
        { "Deployment spec/template/spec/securityContext/runAsNonRoot", "everything", "false", "runs as root" },
        { "Deployment spec/template/spec/securityContext/runAsUser", "everything", "0", "runs as root" },
        { "Job spec/template/spec/securityContext/seccompProfile", "everything", null, "no seccomp profile" },
        { "Deployment spec/template/spec/automountServiceAccountToken", "everything", "true", "the cluster's token" },
        { "Deployment spec/template/spec/hostNetwork", "everything", "true", "reaches the host" },
        { "Deployment spec/template/spec/containers/0/image", "everything", "\"r/consent:latest\"", "no fixed tag" },
        { "Deployment spec/template/spec/containers/0/image", "everything", "\"r:5000/consent\"", "no fixed tag" },
        { "Job spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem", "everything",
            "false", "can write" },
        { "Job spec/template/spec/containers/0/securityContext/capabilities", "everything", null, "keeps rights" },
        { "StatefulSet spec/template/spec/containers/0/resources/limits/memory", "trial", null, "no limits" },
        { "Deployment spec/template/spec/containers/0/resources/requests", "everything", null, "no requests" },
        { "Deployment spec/template/spec/containers/0/readinessProbe", "everything", null, "no probes" },
        { "Deployment spec/template/spec/containers/0/ports/0/name", "everything", "\"http\"", "probes port web" },
        { "Deployment spec/template/spec/volumes/1", "everything", null, "which is no volume" },
        { "Deployment spec/template/spec/containers/0/env/0/name", "everything",
            "\"X__ConnectionString\"", "secret among" },
        { "Deployment spec/template/spec/containers/0/env/0/value", "everything",
            "\"Host=x;Password=y\"", "secret among" },
        { "Job spec/template/spec/volumes/0/secret/secretName", "everything",
            "\"nobody\"", "there is no secret nobody" },
        { "Job spec/template/spec/volumes/0/secret/items/0/key", "everything", "\"other\"", "has no other" },
        { "Job spec/template/spec/volumes/0/secret/items", "everything", null, "takes all of" },
        { "Job spec/template/spec/volumes/0/secret/defaultMode", "everything", "292", "everybody can read" },
        { "Deployment spec/template/spec/volumes/0/secret/items/0/key", "everything",
            "\"Consent__OwnerConnectionString\"", "has the owner's connection" },
        { "ConfigMap kind", "trial", "\"Secret\"", "the chart makes secrets" },
        { "ConfigMap metadata/name", "trial", "\"other\"", "there is no ConfigMap" },
        { "Ingress spec/tls/0/secretName", "everything", "\"nobody\"", "there is no secret nobody" },
        { "Ingress spec/tls", "everything", null, "speaks in the clear" },
        { "Deployment spec/template/spec/imagePullSecrets/0/name", "everything", "\"nobody\"", "no secret nobody" },
        { "Deployment spec/selector/matchLabels/app.kubernetes.io~1component", "everything", "\"x\"", "its own pods" },
        { "Service spec/selector/app.kubernetes.io~1component", "everything", "\"x\"", "selects 0 workloads" },
        { "Service spec/selector/app.kubernetes.io~1component", "everything", null, "selects 9 workloads" },
        { "Service spec/ports/0/targetPort", "everything", "\"x\"", "which nobody has" },
        { "PodDisruptionBudget spec/selector/matchLabels", "everything", "{}", "does not select one" },
        { "HorizontalPodAutoscaler spec/scaleTargetRef/name", "everything", "\"x\"", "has no workload" },
        { "Ingress spec/rules/0/http/paths/0/backend/service/name", "everything", "\"x\"", "which is no service" },
        { "Service metadata/name", "everything", "\"clinic-trustcenter-consent\"", "twice" },
        { "Deployment metadata/labels", "everything", null, "no labels" },
        { "NetworkPolicy spec/podSelector/matchLabels/app.kubernetes.io~1component", "everything",
            "\"x\"", "no policy" },
        { "NetworkPolicy spec/podSelector/matchLabels/app.kubernetes.io~1component", "everything",
            "\"x\"", "for no pod" },
        { "NetworkPolicy spec/policyTypes/1", "everything", null, "no policy says" },
        { "NetworkPolicy spec/ingress/0/from", "everything", "[]", "open to everybody" },
        { "NetworkPolicy spec/egress/1/ports", "everything", "[]", "open to everybody" },
        { "NetworkPolicy spec/egress/1/to/0/ipBlock/cidr", "everything", "\"10.20.1.12/32\"", "does not reach" },
        { "NetworkPolicy spec/egress/2/to/0/ipBlock/cidr:5432", "everything", "\"10.20.1.13/32\"", "the databases of" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Every_rule_finds_what_it_forbids(string where, string set, string? value, string expected)
    {
        var rendering = (await Once(set)).Copy();
        var (kind, path) = (where.Split(' ')[0], where.Split(' ')[1]);
        var broken = kind == "Service" && value is not null && value.Contains("consent", StringComparison.Ordinal)
            ? rendering.Of(kind).Last()
            : rendering.Of(kind).FirstOrDefault(one => one.Name().EndsWith("-consent", StringComparison.Ordinal))
                ?? rendering.Of(kind).First();
        Break(broken, path, value);

        Assert.Contains(
            ChartRules.Faults(rendering, Secrets), fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<Rendering>> Rendered = new();

    static Task<Rendering> Once(string set) => Rendered.GetOrAdd(set, one => RenderAsync(one));

    static void Break(JsonNode document, string path, string? value)
    {
        var port = path.Split(':') is [_, var wanted] ? int.Parse(wanted, null) : (int?)null;
        var steps = path.Split(':')[0].Split('/')
            .Select(step => step.Replace("~1", "/", StringComparison.Ordinal)).ToArray();
        var at = steps[..^1].Aggregate(document, (node, step) =>
            (int.TryParse(step, out var index) ? node[index] : node[step])
            ?? throw new InvalidOperationException($"{path}: there is no {step}."));
        if (port is { } number) document["spec"]!["egress"]![2]!["ports"]![0]!["port"] = number;
        if (at is JsonArray array)
        {
            array.RemoveAt(int.Parse(steps[^1], null));
            if (value is not null) array.Add(JsonNode.Parse(value));
        }
        else if (value is null)
        {
            at.AsObject().Remove(steps[^1]);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }
    }

    /// <summary>A wrong value and what the chart says.</summary>
    public static readonly TheoryData<string, string> WrongValues = new()
    {
        { "image: { registry: '' }", "Say where the images are" },
        { "image: { tag: latest }", "may not be latest" },
        { "auth: { issuers: [] }", "no mode without authentication" },
        { "auth: { issuers: [{ issuer: x }] }", "needs either metadata or jwksSecret" },
        { "auth: { issuers: [{ issuer: x, metadata: 'http://x' }] }", "must be reached by https" },
        { "auth: { issuers: [{ issuer: x, jwksSecret: a }, { issuer: y, jwksSecret: b }] }", "need a name each" },
        { "services: { consent: { secret: '' } }", "there is no default" },
        { "services: { consent: { migrationSecret: '' } }", "needs an existing secret with the owner's" },
        { "services: { consent: { migrationSecret: consent } }", "two secrets" },
        { "services: { consent: { settings: { ConnectionString: x } } }", "belongs into the secret" },
        { "services: { consent: { database: { cidr: '' } } }", "Say where the database of consent is" },
        { "services: { consent: { database: { cidr: 10.20.1.12/32 } } }", "the same database server" },
        { "services: { clearing: { replicas: 1 } }", "There is no service clearing" },
        { "internalTls: { enabled: true, secrets: { identity: '' } }", "needs a certificate for identity" },
        { "internalTls: { authoritySecret: '' }", "needs the authority's certificate" },
        { "consentLink: { secret: '' }", "needs its client's secret" },
        { "consentLink: { tokenAddress: 'http://x' }", "come by https" },
        { "consentLink: { address: 'http://x' }", "asked by https" },
        { "internalTls: { enabled: false }", "asked at an https address" },
        { "indexLink: { consent: { secret: '' } }", "needs its client's secret (indexLink.consent" },
        { "indexLink: { tokenAddress: 'http://x' }", "identity service come by https" },
        { "indexLink: { address: 'http://x' }", "identity service is asked by https" },
        { "indexLink: { domains: [] }", "where people sign by ids" },
        { "pseudonymLink: { secret: '' }", "needs its client's secret (pseudonymLink" },
        { "pseudonymLink: { tokenAddress: 'http://x' }", "pseudonym service come by https" },
        { "pseudonymLink: { address: 'http://x' }", "pseudonym service is asked by https" },
        { "hl7: { secret: '' }", "HL7 feeds carry names" },
        { "hl7: { senders: [] }", "Name who sends" },
        { "hl7: { from: [] }", "from where HL7 messages come" },
        { "ingress: { hosts: [] }", "needs a host" },
        { "ingress: { tlsSecret: '' }", "tokens don't travel in the clear" },
        { "metrics: { tokenSecret: '' }", "read with a token" },
        { "trialPostgres: { enabled: true }", "no default" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task Wrong_values_fail_with_a_sentence(string values, string sentence)
    {
        var refused = await Assert.ThrowsAsync<ChartRefusedException>(() => RenderAsync("everything", values));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_keep_the_schema_and_wrong_ones_do_not()
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(ChartRenderer.Chart, "values.schema.json"), Ct);
        var good = new List<string>();
        foreach (var set in Sets) good.Add((await Once(set)).Values.ToJsonString());
        string[] faults =
        [
            "$.image.tag=\"latest\"", "$.image.pullPolicy=\"Sometimes\"", "$.services.consent.replicas=0",
            "$.services.consent.replicas=\"two\"", "$.services.consent.database.port=70000",
            "$.services.consent.database.cidr=\"db.clinic\"", "$.services.consent.secret=\"No Name\"",
            "$.services.consent.replica=2", "$.services.consent.resources.limits.memory=\"much\"",
            "$.services.consent.resources.limits={}", "$.ingress.maxBodyMegabytes=0", "$.ingress.hosts=[\"A b\"]",
            "$.telemetry.endpoint=\"collector\"", "$.telemetry.protocol=\"thrift\"", "$.auth.issuers=[]",
            "$.auth.issuers=[{\"metadata\":\"https://x\"}]", "$.user=0", "$.stop.drainSeconds=-1",
            "$.networkPolicies.outside=[{\"cidr\":\"10.0.0.0/8\"}]", "$.trialPostgres.image=\"postgres:latest\"",
            "$.trialPostgres.image=\"postgres\"",
            "$.hl7.port=80", "$.hl7.from=[\"clinic\"]", "$.hl7.senders=[{\"Name\":\"kis\"}]",
            "$.indexLink.domains=[{\"index\":\"MPI\"}]", "$.indexLink.consent={}",
            "$.trialPostgres.storage=\"big\"", "$.databse={}",
        ];
        var wrong = faults.Select(fault => Wrong(good[^1], fault)).ToArray();

        var problems = await FhirOracle.BySchemaAsync(schema, [.. good, .. wrong], Ct);

        Assert.All(problems[..good.Count], Assert.Empty);
        Assert.Empty(faults.Where((_, index) => problems[good.Count + index] is []));
    }

    static string Wrong(string values, string fault)
    {
        var (path, value) = (fault.Split('=', 2)[0][2..].Split('.'), fault.Split('=', 2)[1]);
        var document = JsonNode.Parse(values)!;
        path[..^1].Aggregate(document, (node, step) => node[step]!)[path[^1]] = JsonNode.Parse(value);
        return document.ToJsonString();
    }

    [Fact]
    public async Task The_desk_is_told_of_the_second_factor_where_the_site_names_it()
    {
        var named = await RenderAsync(
            "hospital", "pages: { signIn: { issuer: 'https://sign-in.test', client: desk, stepUp: 'urn:two' } }");
        var unnamed = await RenderAsync("hospital", "pages: { signIn: { issuer: 'https://sign-in.test' } }");

        Assert.Equal("urn:two", StepUp(named));
        Assert.Null(StepUp(unnamed));

        static string? StepUp(Rendering rendering) =>
            (string?)rendering.Of("Deployment").Single(one => Is(one, "-pages")).Containers().Single().Items("env")
                .SingleOrDefault(setting => (string?)setting["name"] == "TRUSTCENTER_SIGN_IN_STEP_UP")?["value"];
    }

    [Fact]
    public async Task Two_releases_in_one_namespace_share_nothing()
    {
        var north = await ChartRenderer.RenderAsync([FileOf("hospital")], "north", ct: Ct);
        var south = await ChartRenderer.RenderAsync([FileOf("hospital")], "south", ct: Ct);

        Assert.Empty(north.Documents.Select(Objects.Name).Intersect(south.Documents.Select(Objects.Name)));
        Assert.DoesNotContain(north.Of("Service").Concat(north.Of("NetworkPolicy")), one => south.Workloads().Any(
            workload => (one["spec"]!["selector"] ?? one["spec"]!["podSelector"]!["matchLabels"])
                .Matches(workload.PodLabels())));
    }

    [Fact]
    public async Task A_template_that_is_broken_is_rejected()
    {
        var copy = Directory.CreateTempSubdirectory("chart-").FullName;
        foreach (var file in Directory.GetFiles(ChartRenderer.Chart, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(ChartRenderer.Chart, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        await File.AppendAllTextAsync(Path.Combine(copy, "templates", "pages.yaml"), "\nkind: [\n", Ct);
        await Assert.ThrowsAsync<ChartRefusedException>(
            () => ChartRenderer.RenderAsync([FileOf("trial")], chart: copy, ct: Ct));
        Directory.Delete(copy, recursive: true);
    }
}
