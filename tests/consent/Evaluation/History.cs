using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TrustCenter.Consents.Tests;

/// <summary>A provision as a resource states it, for the replicas of other consumers.</summary>
public sealed record StatedProvision(ProvisionType Type, int Arc, DateOnly Start, DateOnly? End);

/// <summary>A Consent resource as other consumers see it.</summary>
public sealed record StatedConsent(
    string Id, DateOnly Date, bool Active, ImmutableArray<StatedProvision> Provisions)
{
    public IEnumerable<StatedProvision> Permits(int arc) =>
        Provisions.Where(provision => provision.Arc == arc && provision.Type == ProvisionType.Permit);

    public IEnumerable<StatedProvision> Denies(int arc) =>
        Provisions.Where(provision => provision.Arc == arc && provision.Type == ProvisionType.Deny);
}

/// <summary>A vector's history as facts for the engine and as resources for the replicas.</summary>
public sealed class History
{
    const string Consent = "Patienteneinwilligung MII";
    const string Suffix = " (kompatibel zu Patienteneinwilligung MII 1.6d)|2.0";

    static readonly Dictionary<string, string> Forms = new()
    {
        ["1.6d"] = $"{Consent}|1.6.d",
        ["1.7.2"] = $"{Consent}|1.7.2",
        ["refusal-1.6d"] = $"Ablehnung {Consent}|1.6.d",
        ["guardians-1.7.2"] = $"{Consent} Sorgeberechtigte|1.7.2",
        ["full-withdrawal-1.6d"] = $"Vollständiger Widerruf{Suffix}",
        ["partial-withdrawal-1.6d"] = $"Teilwiderruf{Suffix}",
    };

    static readonly Dictionary<string, string> Modules = new()
    {
        ["patient-data"] = "PATDAT_erheben_speichern_nutzen",
        ["patient-data-past"] = "PATDAT_retrospektiv_verarbeiten_nutzen",
        ["patient-data-abroad"] = "PATDAT_Weitergabe_non_EU_DSGVO_NIVEAU",
        ["insurance-past"] = "KKDAT_retrospektiv_uebertragen_speichern_nutzen",
        ["insurance-future"] = "KKDAT_prospektiv_uebertragen_speichern_nutzen",
        ["samples"] = "BIOMAT_erheben_lagern_nutzen",
        ["extra-samples"] = "BIOMAT_Zusatzentnahme",
        ["recontact"] = "Rekontaktierung_Ergaenzungen",
        ["findings"] = "Rekontaktierung_Zusatzbefund",
    };

    public List<DocumentFacts> Documents { get; } = [];
    public List<StatedConsent> Resources { get; } = [];
    public List<DaySpan> Stays { get; } = [];

    public static History Read(JsonArray facts, string? refusalStoredAs)
    {
        var history = new History();
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i]!;
            if (fact["form"] is not null) history.AddForm(fact, i, refusalStoredAs);
            else if (fact["resource"] is not null) history.AddResource(fact, i);
            else if (fact["used"] is { } used) history.AddUse((int)used, Day((string)fact["on"]!));
            else if (Span((string)fact["stay"]!) is ({ } from, { } to)) history.Stays.Add(new(from, to));
        }

        return history;
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset Moment(string text) => text.Length == 10
        ? LegalDays.StartOf(Day(text))
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The form a history names, with its answers.</summary>
    public static (TemplateDefinition Form, Dictionary<string, ModuleAnswer> Answers) Filled(
        JsonNode fact, string? refusalStoredAs)
    {
        var form = BroadConsent.Templates().Single(form => form.Key == Forms[(string)fact["form"]!]);
        if ((string?)fact["policyVersion"] is { } version)
            form = form with
            {
                Modules = [.. form.Modules.Select(module => module with
                {
                    Policies = [.. module.Policies.Select(policy => policy with { Version = version })],
                })],
            };

        var answers = new Dictionary<string, ModuleAnswer>();
        Answer(form, answers, fact["accepted"], ModuleAnswer.Accepted);
        Answer(form, answers, fact["declined"],
            refusalStoredAs == "refused" ? ModuleAnswer.Refused : ModuleAnswer.Declined);
        Answer(form, answers, fact["blank"], ModuleAnswer.Unknown);
        Answer(form, answers, fact["withdrawn"], ModuleAnswer.Withdrawn);
        return (form, answers);
    }

    static void Answer(
        TemplateDefinition form, Dictionary<string, ModuleAnswer> answers, JsonNode? named, ModuleAnswer answer)
    {
        if (named is null) return;
        var isConsent = form.Type == TemplateType.ConsentOptIn;
        var names = named is JsonArray list ? list.Select(name => (string)name!).ToArray() : ["all"];
        foreach (var name in names)
        {
            // A refusal and a full withdrawal have one box for everything; "all" of a consent are 1.6d's seven.
            string[] modules = !isConsent && name is "all" or "ALL"
                ? [.. form.Modules.Where(module => module.Decision).Select(module => module.Name)]
                : name == "all"
                    ? [.. Modules.Where(pair => pair.Key is not ("patient-data-past" or "patient-data-abroad"))
                        .Select(pair => pair.Value)]
                    : [isConsent ? Modules[name] : name];
            foreach (var module in modules) answers[module] = answer;
        }
    }

    void AddForm(JsonNode fact, int index, string? refusalStoredAs)
    {
        if ((string?)fact["signed"] is not { } signed) return;
        var (form, answers) = Filled(fact, refusalStoredAs);
        var signedAt = Moment(signed);
        DateOnly? born = fact["born"] is { } day ? Day((string)day!) : null;
        var kind = Enum.Parse<DocumentKind>(
            form.Type.ToString().Replace("ConsentOptIn", "Consent", StringComparison.Ordinal));
        var provisions = Provisions.Derive(form, answers, signedAt, born);
        Documents.Add(new(
            Id(index), 1, kind, signedAt, (string?)fact["recorded"] is { } recorded ? Moment(recorded) : signedAt,
            (string?)fact["quality"] is null, provisions, [],
            (string?)fact["signer"] is { } signer
                ? [new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(signer))[..16])]
                : []));
        Resources.Add(new($"F{index}", LegalDays.Of(signedAt), true, [.. provisions.Select(provision =>
            new StatedProvision(provision.Type, MiiCodes.Arc(provision.Policy), provision.Start, provision.End))]));
    }

    void AddResource(JsonNode fact, int index)
    {
        var system = (string?)fact["system"] ?? PolicyCode.MiiSystem;
        var stated = Stated(fact["permits"], ProvisionType.Permit)
            .Concat(Stated(fact["denies"], ProvisionType.Deny)).ToImmutableArray();
        var date = Day((string)fact["signed"]!);
        var active = Provisions.CountsByStatus((string?)fact["status"] ?? "active");
        Resources.Add(new((string)fact["resource"]!, date, active, system == PolicyCode.MiiSystem ? stated : []));
        var provisions = Provisions.FromExplicit(stated.Select(provision => (
            provision.Type, new PolicyCode(system, PolicyCode.Mii(provision.Arc).Code),
            (DateOnly?)provision.Start, provision.End)));
        Documents.Add(new(Id(index), 1, DocumentKind.Consent, LegalDays.StartOf(date), LegalDays.StartOf(date), active,
            provisions, [], []));
    }

    static IEnumerable<StatedProvision> Stated(JsonNode? entries, ProvisionType type) =>
        (entries?.AsArray() ?? []).Select(entry =>
        {
            var parts = ((string)entry!).Split(' ');
            var (start, end) = Span(parts[1]);
            return new StatedProvision(type, int.Parse(parts[0], CultureInfo.InvariantCulture), start!.Value, end);
        });

    static (DateOnly? From, DateOnly? To) Span(string text)
    {
        var parts = text.Split('/');
        return (Day(parts[0]), parts[1].Length == 0 ? null : Day(parts[1]));
    }

    void AddUse(int arc, DateOnly on)
    {
        var last = Documents.FindLastIndex(document => document.Kind == DocumentKind.Consent);
        Documents[last] = Documents[last] with { Uses = [.. Documents[last].Uses, new(PolicyCode.Mii(arc), on)] };
    }

    static Guid Id(int index) => new(index + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
