using TrustCenter.Contracts.Consent;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>What a session's content must fulfil beyond the rules of its forms.</summary>
public static class CaptureRules
{
    const int MostScreens = 500;

    /// <summary>The first rule that is broken, or null.</summary>
    /// <param name="parts">Who answers the form of each document, in the same order.</param>
    public static Rejection? Check(
        CaptureContent content, IReadOnlyList<DocumentDraft> drafts, IReadOnlyList<string> parts,
        IReadOnlyList<string> asked, int guardiansNeeded) =>
        Twice(drafts)
        ?? Information(content, drafts)
        ?? Child(drafts, parts, asked)
        ?? Guardians(content, drafts, parts, guardiansNeeded);

    public static Rejection? Screens(IReadOnlyList<ShownScreen> shown)
    {
        if (shown.Count > MostScreens)
            return Rejection.Invalid("too-many", $"At most {MostScreens} screens.", "shown");
        return shown.Any(screen => screen.Screen is not { Length: > 0 and <= 40 } || screen.Version?.Length > 120
                || screen.Language is not { Length: > 0 and <= 35 } || screen.Seconds is < 0 or > 86_400)
            ? Rejection.Invalid("value-unknown",
                "A screen has a name, a language and the seconds it was shown.", "shown")
            : null;
    }

    /// <summary>Information before decision (GDPR Art. 7, 13): the text that was accepted was on the screen.</summary>
    static Rejection? Information(CaptureContent content, IReadOnlyList<DocumentDraft> drafts)
    {
        foreach (var draft in drafts.Where(Accepts))
        {
            var hash = CaptureForms.Text(draft.Template).Hash;
            var informed = Index(content, screen => screen.Screen == "information" && screen.Version == hash);
            var decided = Index(content, screen => screen.Screen == "decision" && screen.Version == hash);
            if (informed < 0 || (decided >= 0 && decided < informed))
            {
                return Rejection.Unprocessable("information-not-shown",
                    "The information was not shown before the decision.", "shown");
            }
        }

        return null;
    }

    /// <summary>A child that is old enough is asked, and its no can't be overruled here.</summary>
    static Rejection? Child(
        IReadOnlyList<DocumentDraft> drafts, IReadOnlyList<string> parts, IReadOnlyList<string> asked)
    {
        var guardian = Enumerable.Range(0, drafts.Count).Any(i => parts[i] == "guardian" && Accepts(drafts[i]));
        if (!guardian || !asked.Any(part => part is "child" or "youth")) return null;
        return Enumerable.Range(0, drafts.Count).Any(i => parts[i] is "child" or "youth" && Accepts(drafts[i])) ? null
            : Rejection.Unprocessable("child-dissents", "The child did not agree, so nobody can agree for it here.",
                "documents");
    }

    static Rejection? Guardians(
        CaptureContent content, IReadOnlyList<DocumentDraft> drafts, IReadOnlyList<string> parts, int needed)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            if (parts[i] != "guardian" || !Accepts(drafts[i])) continue;
            var signed = drafts[i].Signers.Count(signer => signer.Role == SignerRoles.Guardian);
            if (signed < (content.AloneEntitled ? 1 : needed))
            {
                return Rejection.Unprocessable("guardians-missing",
                    $"{needed} guardians have to sign, or one declares to decide alone.", $"documents[{i}].signers");
            }
        }

        return null;
    }

    static Rejection? Twice(IReadOnlyList<DocumentDraft> drafts) =>
        drafts.Count == 0 ? Faults.Missing("documents")
        : drafts.DistinctBy(draft => draft.Template.Key).Count() == drafts.Count ? null
        : Rejection.Invalid("too-many", "Each form is answered once.", "documents");

    static bool Accepts(DocumentDraft draft) => draft.Answers.Values.Any(answer => answer is ModuleAnswer.Accepted);

    static int Index(CaptureContent content, Predicate<ShownScreen> fits)
    {
        for (var i = 0; i < content.Shown.Count; i++)
        {
            if (fits(content.Shown[i])) return i;
        }

        return -1;
    }
}
