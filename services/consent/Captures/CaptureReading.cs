using System.Globalization;
using Microsoft.Extensions.Options;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Reads a session's content into documents, with everything that only the service knows.</summary>
public sealed class CaptureReading(
    IDocumentSession session, TemplateCatalog templates, IOptions<ConsentsOptions> options, TimeProvider clock)
{
    public const string AloneEntitled = "Eine Person erklärte, allein sorgeberechtigt zu sein.";

    /// <summary>Documents in the order of the content, or why they can't be.</summary>
    public async Task<(IReadOnlyList<DocumentDraft> Drafts, Rejection? Fault)> ReadAsync(
        Capture capture, CaptureSubject subject, string explaining, CaptureContent content, DateTimeOffset signedAt,
        CancellationToken ct)
    {
        if (CaptureRules.Screens(content.Shown) is { } screens) return ([], screens);
        if (await DomainSettings.FindAsync(session, capture.Domain, ct) is not { } domain)
            return ([], Faults.DomainUnknown);
        var allowed = await AllowedAsync(capture, subject, signedAt, ct);
        var (drafts, parts) = (new List<DocumentDraft>(), new List<string>());
        foreach (var document in content.Documents)
        {
            if (!allowed.TryGetValue(document.Template, out var part)
                || await templates.FindAsync(session, capture.Domain, document.Template, ct) is not { } template)
                return ([], Faults.TemplateUnknown);
            var command = Command(capture, subject, explaining, content, document, template, signedAt);
            if (DocumentDraft.TryRead(command, domain, template, clock.GetUtcNow(), out var draft) is { } fault)
                return ([], fault with { Path = $"documents[{drafts.Count}].{fault.Path}" });
            drafts.Add(draft);
            parts.Add(part);
        }

        var asked = allowed.Values.Distinct().ToArray();
        return (drafts, CaptureRules.Check(content, drafts, parts, asked, options.Value.GuardiansNeeded));
    }

    /// <summary>Forms of this session in all their languages, with who answers them.</summary>
    async Task<Dictionary<string, string>> AllowedAsync(
        Capture capture, CaptureSubject subject, DateTimeOffset signedAt, CancellationToken ct)
    {
        var allowed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var wanted in CaptureForms.For(
            options.Value.CaptureForms, capture.Template, subject.BirthDate, LegalDays.Of(signedAt)))
        {
            if (await CaptureForms.ReadAsync(session, templates, capture.Domain, wanted, ct) is not { } form) continue;
            foreach (var text in form.Texts) allowed[text.Template] = form.Part;
            if (form.Part == "patient" && options.Value.RecordRefusals
                && await CaptureForms.RefusalAsync(session, capture.Domain, form.Texts[0].Template, ct) is { } refusal)
                allowed[refusal.Template] = "refusal";
        }

        return allowed;
    }

    static RecordConsent Command(
        Capture capture, CaptureSubject subject, string explaining, CaptureContent content, CapturedDocument document,
        TemplateDefinition template, DateTimeOffset signedAt)
    {
        var at = signedAt.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
        var name = $"{subject.FirstName} {subject.LastName}".Trim();
        var signers = (document.Signers ?? []).Select(signer => signer with
        {
            SignedAt = at,
            Name = signer.Role == SignerRoles.Patient && string.IsNullOrWhiteSpace(signer.Name) && name.Length > 0
                ? name : signer.Name,
        }).Append(new Signer(SignerRoles.Explaining, explaining, at)).ToArray();
        return new(capture.Domain, template.Key, subject.Identifiers, at, document.Answers, signers,
            subject.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), template.Language,
            Shown(content.Shown), "tablet",
            Note: content.AloneEntitled ? AloneEntitled : null,
            Department: capture.Department);
    }

    /// <summary>What was shown before the decisions, as it is printed: what, which version, in which language, how
    /// long.</summary>
    public static string[] Shown(IReadOnlyList<ShownScreen> screens) =>
        [.. screens.Where(screen => screen.Screen is "film" or "film-skipped" or "information" or "talk")
            .GroupBy(screen => (screen.Screen, screen.Version, screen.Language))
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{Name(group.Key.Screen)}"
                + $"{(group.Key.Version is { } version ? " " + Short(version) : "")} ({group.Key.Language}), "
                + $"{group.Sum(screen => screen.Seconds)} s"))];

    static string Name(string screen) => screen switch
    {
        "film" => "Film",
        "film-skipped" => "Film übersprungen",
        "talk" => "Gespräch",
        _ => "Information",
    };

    static string Short(string version) =>
        version.Length == 64 && version.All(char.IsAsciiHexDigit) ? $"{version[..12]}…" : version;
}
