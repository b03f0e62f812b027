using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>What the terms of a project must be like.</summary>
public static class ProjectRules
{
    const int MostSites = 50;
    const int LongestName = 60;
    const int LongestText = 2000;
    const int MostDays = 3653;

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>What a site agrees to: name and terms, as one number.</summary>
    public static string Fingerprint(string name, ProjectTerms terms) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(new CreateProject(name, terms), StoredJson.Options)));

    public static Rejection? Fault(string? name, ProjectTerms? terms, DateOnly today)
    {
        if (!IsName(name))
        {
            return Rejection.Invalid("project-name-invalid",
                "A name has up to 60 letters, digits, dots, hyphens and underscores.", "name");
        }

        if (terms is null) return Faults.Missing("terms");
        return OfText(terms.Title, "terms.title", 200) ?? OfText(terms.LegalBasis, "terms.legalBasis", LongestText)
            ?? OfSites(terms.Sites) ?? ProjectProfiles.Fault(terms.Profile, name!) ?? OfThreshold(terms)
            ?? OfDeadlines(terms.Deadlines, today);
    }

    public static bool IsName(string? name) => name is { Length: > 0 and <= LongestName }
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    static Rejection? OfText(string? text, string path, int most) =>
        string.IsNullOrWhiteSpace(text) ? Faults.Missing(path) : PlainText.Fault(text, path, most);

    static Rejection? OfSites(IReadOnlyList<ProjectSite>? sites)
    {
        if (sites is null) return Faults.Missing("terms.sites");
        if (sites.Count is < 2 or > MostSites) return Sites($"A project has 2 to {MostSites} sites.", "terms.sites");
        for (var i = 0; i < sites.Count; i++)
        {
            if (sites[i] is null || !IsName(sites[i].Name))
                return Sites("A name has up to 60 letters, digits, dots, hyphens and underscores.", Path(i, "name"));
            if (sites[i].Client is not { Length: > 0 and <= 200 } client || PlainText.HasHiddenCharacters(client))
                return Sites("The account or client that acts for the site.", Path(i, "client"));
            if (sites[i].Source is { } source && !SourceLink.IsAddress(source))
                return Sites("An address begins with https:// and holds no credentials.", Path(i, "source"));
        }

        return sites.DistinctBy(site => site.Name).Count() < sites.Count
            || sites.DistinctBy(site => site.Client).Count() < sites.Count
            ? Sites("Each site has a name and a client of its own.", "terms.sites") : null;
    }

    static Rejection? OfThreshold(ProjectTerms terms) =>
        terms.LinkFrom <= 1 && terms.LinkFrom >= ProjectProfiles.Of(terms).Threshold ? null
            : Rejection.Invalid("threshold-invalid",
                "Pairs are linked from a similarity between the profile's threshold and 1.", "terms.linkFrom");

    static Rejection? OfDeadlines(ProjectDeadlines? days, DateOnly today)
    {
        if (days is null) return Faults.Missing("terms.deadlines");
        if (days.EncodingsUntil < today)
            return Deadlines("Sites need time to send their records.", "encodingsUntil");
        if (days.AnswersUntil < days.EncodingsUntil)
            return Deadlines("Questions are answered behind the encoding.", "answersUntil");
        return days.ResultsUntil < days.AnswersUntil || days.ResultsUntil.DayNumber > today.DayNumber + MostDays
            ? Deadlines("Results are kept behind the answers, for ten years at most.", "resultsUntil") : null;
    }

    static string Path(int site, string field) => $"terms.sites[{site}].{field}";

    static Rejection Sites(string message, string path) => Rejection.Invalid("sites-invalid", message, path);

    static Rejection Deadlines(string message, string field) =>
        Rejection.Invalid("deadlines-invalid", message, $"terms.deadlines.{field}");
}
