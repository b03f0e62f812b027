using System.Globalization;
using System.Text.Json.Nodes;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents;

/// <summary>A form from an exchange file.</summary>
public sealed record ExchangedTemplate(string Path, ConsentTemplate Template, IReadOnlyList<string> Notes);

/// <summary>
/// Turns the incumbent's templates, modules and policies into forms. What has no place here, or must not be asked for
/// any more, is left out with a note; what can't be read is a fault. Pure.
/// </summary>
public sealed class ExchangeMapping
{
    readonly DomainSettings _domain;
    readonly JsonObject _file;
    readonly Dictionary<string, (JsonNode Node, string Path)> _modules;
    readonly Dictionary<string, JsonNode> _policies;
    readonly List<TemplateFault> _faults = [];

    ExchangeMapping(DomainSettings domain, JsonObject file)
    {
        (_domain, _file) = (domain, file);
        _modules = [];
        foreach (var (module, i) in file.Many("modules").Select((module, i) => (module, i)))
            _modules[Key(module)] = (module, $"modules[{i}]");
        _policies = [];
        foreach (var policy in file.Many("policies")) _policies[Key(policy)] = policy;
    }

    public static (IReadOnlyList<ExchangedTemplate> Templates, IReadOnlyList<TemplateFault> Faults) Read(
        DomainSettings domain, JsonObject file)
    {
        var mapping = new ExchangeMapping(domain, file);
        var templates = file.Many("templates").Select((node, i) => mapping.Template(node, $"templates[{i}]")).ToArray();
        if (templates.Length == 0) mapping.Fault("templates-missing", "templates", "The file holds no templates.");
        return (templates, mapping._faults);
    }

    ExchangedTemplate Template(JsonNode node, string path)
    {
        var notes = new List<string>();
        var uses = node.Many("modules").OrderBy(use => Number(use.Text("orderNumber"))).ToArray();
        var modules = uses.Select((use, i) => Module(node, use, $"{path}.modules[{i}]", notes))
            .OfType<ConsentTemplateModule>().ToArray();
        var type = Type(node, modules, $"{path}.type");
        if (type is not ("consent-opt-in" or "consent-opt-out"))
            notes.Add("Say which forms it withdraws before making it final; the exchange format does not.");
        return new(path, new(
            node.Text("name", "Name") ?? "", node.Text("version") ?? "", type,
            Plain(node.Text("title"), $"{path}.title"), modules, "patient", "de", node.Text("versionLabel"),
            Uri(node.Property("externProperties", "fhirPolicyUri")), node.Validity(),
            Marked(node.Text("header"), $"{path}.header"), Marked(node.Text("footer"), $"{path}.footer"), []), notes);
    }

    ConsentTemplateModule? Module(JsonNode template, JsonNode use, string path, List<string> notes)
    {
        if (!_modules.TryGetValue(use.Text("moduleKey") ?? "", out var found))
        {
            Fault("module-unknown", $"{path}.moduleKey", $"The file holds no module {use.Text("moduleKey")}.");
            return null;
        }

        var (module, modulePath) = found;
        var boxes = use.Many("displayCheckBoxes").SelectMany(box => box.ToString().Split(';', ',')).Any(box =>
            box.Trim(' ', '[', ']', '"').Length > 0);
        var asks = !Refers(template.Text("type"), "REVOCATION", "WITHDRAWAL", "REFUSAL", "OBJECTION");
        var policies = Policies(module)
            .Select((policy, i) => Policy(policy, use, asks, $"{modulePath}.policies[{i}]", notes))
            .OfType<ConsentTemplatePolicy>().ToArray();
        return new(
            module.Text("name") ?? "", module.Text("version") ?? "", Plain(module.Text("title"), $"{modulePath}.title"),
            Marked(module.Text("text"), $"{modulePath}.text"), boxes, boxes && use.Flag("mandatory"),
            NameOf(use.Text("parent", "parentKey", "parentModuleKey")),
            module.Property("externProperties", "fhirQuestionCode"),
            policies.Length > 0 && policies.All(policy => IsAboutThePast(policy.Code)), boxes ? policies : []);
    }

    ConsentTemplatePolicy? Policy(JsonNode assigned, JsonNode use, bool asks, string path, List<string> notes)
    {
        var key = assigned is JsonValue ? assigned.ToString() : assigned.Text("policyKey") ?? "";
        if (!_policies.TryGetValue(key, out var policy))
        {
            Fault("policy-unknown", $"{path}.policyKey", $"The file holds no policy {key}.");
            return null;
        }

        var name = policy.Text("name") ?? "";
        var code = policy.Property("externProperties", "fhirPolicyCode");
        var national = code is null ? MiiPolicyList.FindByName(name)
            : MiiPolicyList.Find(new(PolicyCode.MiiSystem, code));
        if (code is null && national is null && _domain.PolicySystem == PolicyCode.MiiSystem)
            Fault("policy-without-code", path, $"{name} has no fhirPolicyCode, and no MII policy has that name.");
        if (asks && national is { Deprecated: true })
        {
            notes.Add($"Left out {name}: the code is deprecated and must not be asked for any more.");
            return null;
        }

        return new(national?.Code.ToString() ?? $"{_domain.PolicySystem}|{code ?? name}", name,
            policy.Text("label") ?? name, policy.Text("version"),
            assigned.Validity() ?? use.Validity() ?? national?.Validity,
            assigned.Property("externProperties", "singleUseOnly") == "true" || national?.SingleUse == true);
    }

    static IReadOnlyList<JsonNode> Policies(JsonNode module) =>
        module.Many("policies") is { Count: > 0 } assigned ? assigned : module.Many("policyKey");

    static bool IsAboutThePast(string code) => PolicyCode.TryParse(code, out var policy)
        && MiiPolicyList.Find(policy)?.Module is { } module
        && (module == PolicyCode.Mii(44) || module == PolicyCode.Mii(50));

    string Type(JsonNode node, ConsentTemplateModule[] modules, string path)
    {
        var type = node.Text("type");
        if (Refers(type, "REFUSAL")) return "refusal";
        if (Refers(type, "OBJECTION")) return "objection";
        if (Refers(type, "REVOCATION", "WITHDRAWAL"))
            return modules.Where(module => module.Decision).ToArray() is [{ Mandatory: true }]
                ? "full-withdrawal" : "partial-withdrawal";
        if (Refers(type, "OPT-OUT", "OPT_OUT", "OPTOUT")) return "consent-opt-out";
        if (!Refers(type, "CONSENT")) Fault("type-unknown", path, $"There is no type {type}.");
        return "consent-opt-in";
    }

    static bool Refers(string? type, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (type?.Contains(word, StringComparison.OrdinalIgnoreCase) == true) return true;
        }

        return false;
    }

    string Plain(string? title, string path) => Marked(title, path) is { } text ? Markup.Words(text) : "";

    string? Marked(string? text, string path)
    {
        if (Markup.Fault(text, path) is not { } fault) return text;
        Fault(fault.Code, path, fault.Message);
        return null;
    }

    void Fault(string code, string path, string message) => _faults.Add(new(code, path, message));

    static string? Uri(string? oid) =>
        oid is not null && oid.All(c => char.IsAsciiDigit(c) || c == '.') ? $"urn:oid:{oid}" : oid;

    static string? NameOf(string? key) => key?.Split(';') is [_, var name, _] ? name : key;

    static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    string Key(JsonNode node) =>
        $"{node.Text("domainName") ?? _file["domain"].Text("name")};{node.Text("name")};{node.Text("version")}";
}
