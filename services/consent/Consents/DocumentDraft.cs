using System.Collections.Immutable;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>A document that is to be recorded, read and checked at the border; trusted from here on.</summary>
public sealed record DocumentDraft(
    DomainSettings Domain, TemplateDefinition Template, IReadOnlyList<PersonIdentifier> Identifiers,
    DateTimeOffset SignedAt, IReadOnlyDictionary<string, ModuleAnswer> Answers, IReadOnlyList<DraftSigner> Signers,
    DateOnly? BirthDate, string Language, IReadOnlyList<string> InformationShown, string? Channel,
    IReadOnlyList<DraftScan> Scans, string Quality, string? Note, string? Department = null)
{
    public DocumentKind Kind => Template.Type switch
    {
        TemplateType.ConsentOptIn => DocumentKind.Consent,
        TemplateType.ConsentOptOut => DocumentKind.OptOut,
        TemplateType.Refusal => DocumentKind.Refusal,
        TemplateType.PartialWithdrawal => DocumentKind.PartialWithdrawal,
        TemplateType.FullWithdrawal => DocumentKind.FullWithdrawal,
        _ => DocumentKind.Objection,
    };

    /// <summary>Turns the wishes of an API client into a draft, or says what is wrong and where.</summary>
    public static Rejection? TryRead(
        RecordConsent command, DomainSettings domain, TemplateDefinition template, DateTimeOffset now,
            out DocumentDraft draft)
    {
        draft = null!;
        if (!LegalMoment.TryParse(command.SignedAt, out var signedAt))
            return Faults.Date("signedAt", "The signature date");
        if (ReadAnswers(command.Answers, out var answers) is { } answerFault) return answerFault;
        if (ReadSigners(command.Signers ?? [], signedAt, out var signers) is { } signerFault) return signerFault;
        if (ReadScans(command.Scans ?? [], out var scans) is { } scanFault) return scanFault;
        DateOnly? birthDate = null;
        if (command.BirthDate is { } text)
        {
            if (!LegalMoment.TryParseDay(text, out var day)) return Faults.Date("birthDate", "The birth date");
            birthDate = day;
        }

        if (TooLong(command) is { } lengthFault) return lengthFault;
        draft = new(domain, template, command.Identifiers, signedAt, answers, signers, birthDate,
            command.Language ?? template.Language, command.InformationShown ?? [], command.Channel, scans,
            command.Quality ?? domain.DefaultQuality, command.Note, Departments.Clean(command.Department));
        return draft.Check(now);
    }

    /// <summary>Rules that need the whole draft.</summary>
    public Rejection? Check(DateTimeOffset now) =>
        SignerIds.Check(Domain, Identifiers)
        ?? Domain.Retirement(Template, SignedAt)
        ?? TemplateRules.Check(Template, Answers, SignedAt, BirthDate, now)
        ?? SignatureFault();

    Rejection? SignatureFault()
    {
        if (!Answers.Values.Any(answer => answer is ModuleAnswer.Accepted)) return null;
        if (Kind is DocumentKind.PartialWithdrawal or DocumentKind.FullWithdrawal) return null;
        var needed = Template.Signatory switch
        {
            Signatory.Guardian => SignerRoles.Guardian,
            Signatory.LegalRepresentative => SignerRoles.LegalRepresentative,
            _ => SignerRoles.Patient,
        };
        if (Signers.Any(signer => signer.Role == needed)) return null;
        if (Scans.Count > 0 || Domain.ScansNotMandatory && Channel == "import") return null;
        return Rejection.Unprocessable("signature-missing",
            $"Something is accepted, so the document needs a signer with role '{needed}' or a scan.", "signers");
    }

    public static Rejection? ReadAnswers(
        IReadOnlyDictionary<string, string>? texts, out IReadOnlyDictionary<string, ModuleAnswer> answers)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, ModuleAnswer>(StringComparer.Ordinal);
        answers = read.ToImmutable();
        if (texts is null) return Faults.Missing("answers");
        foreach (var (module, text) in texts)
        {
            if (!AnswerNames.TryParse(text, out var answer))
            {
                return Rejection.Invalid("answer-invalid",
                    $"An answer is one of {string.Join(", ", AnswerNames.All)}.", $"answers.{module}");
            }

            read[module] = answer;
        }

        answers = read.ToImmutable();
        return null;
    }

    static Rejection? ReadSigners(IReadOnlyList<Signer> given, DateTimeOffset signedAt, out List<DraftSigner> signers)
    {
        signers = [];
        if (given.Count > 10) return Rejection.Invalid("too-many", "At most 10 people sign one document.", "signers");
        for (var i = 0; i < given.Count; i++)
        {
            var at = signedAt;
            if (!SignerRoles.All.Contains(given[i].Role))
            {
                return Rejection.Invalid("signer-role-invalid",
                    $"A signer's role is one of {string.Join(", ", SignerRoles.All)}.", $"signers[{i}].role");
            }

            if (given[i].SignedAt is { } text && !LegalMoment.TryParse(text, out at))
                return Faults.Date($"signers[{i}].signedAt", "The signature date");
            byte[]? image = null;
            if (given[i].Image is { } data && !Attachments.TryReadPng(data, out image))
            {
                return Rejection.Invalid("signature-image-invalid",
                    "A signature image is a PNG of at most 1 MiB, base64 encoded.", $"signers[{i}].image");
            }

            signers.Add(new(given[i].Role, given[i].Name, at, given[i].Place, image));
        }

        return null;
    }

    static Rejection? ReadScans(IReadOnlyList<Scan> given, out List<DraftScan> scans)
    {
        scans = [];
        if (given.Count > 20) return Rejection.Invalid("too-many", "At most 20 scans belong to one document.", "scans");
        for (var i = 0; i < given.Count; i++)
        {
            if (!Attachments.TryRead(given[i].ContentType, given[i].Data, out var bytes))
                return Faults.Scan($"scans[{i}]");

            scans.Add(new(given[i].ContentType, given[i].Title, bytes));
        }

        return null;
    }

    static Rejection? TooLong(RecordConsent command) =>
        command.Note?.Length > 4000 ? Faults.Length("note", 4000)
        : command.Channel?.Length > 40 ? Faults.Length("channel", 40)
        : command.Language?.Length > 35 ? Faults.Length("language", 35)
        : command.Quality?.Length > 60 ? Faults.Length("quality", 60)
        : command.InformationShown?.Any(shown => shown.Length > 200) == true ? Faults.Length("informationShown", 200)
        : Departments.Fault(command.Department);
}

/// <summary>Somebody who signed; the name and the image go to the vault.</summary>
public sealed record DraftSigner(string Role, string? Name, DateTimeOffset At, string? Place, byte[]? Image);

/// <summary>A scan; its title and content go to the vault.</summary>
public sealed record DraftScan(string ContentType, string? Title, byte[] Content);
