using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TrustCenter.Consents.Tests;

/// <summary>Puts the reference file's vectors into the form of our own.</summary>
static partial class ReferenceVectors
{
    static readonly Dictionary<string, string> Forms = new()
    {
        ["1.6d"] = "1.6d",
        ["1.7.2"] = "1.7.2",
        ["1.6d Ablehnung"] = "refusal-1.6d",
        ["1.7.2 Eltern"] = "guardians-1.7.2",
        ["Komplettwiderruf 1.6d"] = "full-withdrawal-1.6d",
        ["Teilwiderruf 1.6d"] = "partial-withdrawal-1.6d",
    };

    static readonly Dictionary<string, string> Modules = new()
    {
        ["PATDAT"] = "patient-data",
        ["RETRO"] = "patient-data-past",
        ["NONEU"] = "patient-data-abroad",
        ["KKRETRO"] = "insurance-past",
        ["KKPRO"] = "insurance-future",
        ["BIO"] = "samples",
        ["BIOZ"] = "extra-samples",
        ["REK"] = "recontact",
        ["BEF"] = "findings",
    };

    // What the reference says in a sentence, by its beginning.
    static readonly (string Begins, string Answer)[] Sentences =
    [
        ("permit", "permit"), ("deny", "deny"), ("unknown", "unknown"), ("not permitted", "not-permitted"),
        ("false", "no"), ("counted", "counted"), ("patient counted", "counted"), ("NullPointer", "fails"),
        ("not given", "not-given"), ("patient excluded (future", "future_consent_declaration"),
        ("reject: mandatory module declined", "mandatory-module-declined"),
        ("reject: mandatory module without", "mandatory-module-unanswered"),
        ("reject (recommended)", "parent-module-not-accepted"),
        ("reject: acceptance without", "signature-date-missing"),
    ];

    public static IEnumerable<Vector> Read(string file)
    {
        using var stream = File.OpenRead(file);
        foreach (var vector in JsonSerializer.Deserialize<JsonObject>(stream)!["vectors"]!.AsArray())
            yield return new((string)vector!["id"]!, [.. vector["events"]!.AsArray().Select(Fact)],
                Ask(vector["query"]!.AsObject()), Answer(vector["expect"]!), []);
    }

    static JsonNode Fact(JsonNode? fact) => fact switch
    {
        _ when fact!["form"] is not null => Form(fact.AsObject()),
        _ when fact["consentResource"] is not null => Resource(fact),
        _ when fact["use"] is { } used => Of(("used", used), ("on", fact["date"])),
        _ => new JsonObject { ["stay"] = $"{fact["start"]}/{fact["end"]}" },
    };

    static JsonObject Form(JsonObject fact)
    {
        var form = new JsonObject { ["form"] = Forms[(string)fact["form"]!] };
        form["signed"] = fact.ContainsKey("signingDate") ? null : (fact["date_"] ?? fact["date"])!.DeepClone();
        if (fact["withdraw"] is { } withdrawn) form["withdrawn"] = withdrawn.DeepClone();
        Add(form, "accepted", Named(fact["yes"]));
        Add(form, "declined", Named(fact["no"]));
        Add(form, "blank", Named(fact["unknown"]));
        foreach (var (theirs, ours) in new[]
        {
            ("recorded", "recorded"), ("qc", "quality"), ("signerId", "signer"), ("policyVersion", "policyVersion"),
            ("birthDate", "born"),
        })
            Add(form, ours, fact[theirs]);
        return form;
    }

    static JsonNode? Named(JsonNode? modules)
    {
        var names = modules?.AsArray().Select(module => (string)module!).ToArray() ?? [];
        return names.Length switch
        {
            0 => null,
            7 when names[0] == "PATDAT" => "all",
            _ => new JsonArray([.. names.Select(name => (JsonNode)Modules[name])]),
        };
    }

    static JsonObject Resource(JsonNode fact)
    {
        var resource = Of(("resource", fact["consentResource"]), ("signed", fact["dateTime"]));
        if ((string)fact["status"]! != "active") Add(resource, "status", fact["status"]);
        Add(resource, "system", fact["codeSystem"]);
        foreach (var (theirs, ours) in new[] { ("permit", "permits"), ("deny", "denies") })
        {
            var stated = fact["provisions"]!.AsArray().Where(provision => (string)provision!["type"]! == theirs)
                .Select(provision => (JsonNode)$"{provision!["code"]} {provision["start"]}/{provision["end"]}")
                .ToArray();
            if (stated.Length > 0) resource[ours] = new JsonArray(stated);
        }

        return resource;
    }

    static JsonObject Ask(JsonObject query)
    {
        var ask = new JsonObject();
        switch ((string)query["kind"]!)
        {
            case "window": ask["window"] = true; break;
            case "retroAllowed": ask["past"] = true; break;
            case "acceptDocument": ask["accept"] = true; break;
            case "use": ask["data"] = $"{query["dataFrom"]}{(query["dataTo"] is { } to ? $"/{to}" : "")}"; break;
        }

        foreach (var (theirs, ours) in new[]
        {
            ("code", "policy"), ("serviceDate", "insuranceData"), ("policies", "policies"), ("at", "on"),
            ("knownAt", "knownAt"), ("asOf", "knownAt"), ("engine", "consumer"), ("retro", "withPast"),
            ("encounterShift", "shiftToStay"), ("resourceType", "resourceType"), ("policyVersion", "policyVersion"),
        })
            Add(ask, ours, query[theirs]);
        if (query["ignoreVersion"]?.GetValue<bool>() == true) ask.Remove("policyVersion");
        if (query["config"]?["revokeIsPermanent"]?.GetValue<bool>() == true) ask["withdrawalsAreFinal"] = true;
        return ask;
    }

    static JsonNode Answer(JsonNode expected)
    {
        if (expected is JsonArray spans)
            return new JsonArray([.. spans.Select(span => (JsonNode)$"{span![0]}/{span[1]}")]);
        if (expected.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return expected.GetValue<bool>() ? "yes" : "no";
        var text = (string)expected!;
        if (Period().Match(text) is { Success: true } period)
            return $"{period.Groups[1]}/{period.Groups[2]}";
        return Sentences.First(sentence => text.StartsWith(sentence.Begins, StringComparison.Ordinal)).Answer;
    }

    static void Add(JsonObject to, string key, JsonNode? value)
    {
        if (value is not null) to[key] = value.DeepClone();
    }

    static JsonObject Of(params ReadOnlySpan<(string Key, JsonNode? Value)> pairs)
    {
        var built = new JsonObject();
        foreach (var (key, value) in pairs) Add(built, key, value);
        return built;
    }

    [GeneratedRegex(@"^(?:maxConsentedPeriod )?(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")]
    private static partial Regex Period();
}
