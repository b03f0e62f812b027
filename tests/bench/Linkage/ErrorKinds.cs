using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>What is different between two records of one person; for counting only.</summary>
static class ErrorKinds
{
    public static IEnumerable<string> Of(PersonData a, PersonData b)
    {
        var (left, right) = (NormalisedPerson.Of(a), NormalisedPerson.Of(b));
        var swapped = left.Given.Text != right.Given.Text
            && (left.Given.Text == right.Family.Text || left.Family.Text == right.Given.Text);
        if (swapped) yield return "given and family name swapped";
        if (left.BirthDate != right.BirthDate && left.BirthDate.Year == right.BirthDate.Year
            && left.BirthDate.Month == right.BirthDate.Day) yield return "day and month swapped";
        if (Fields(a).Zip(Fields(b)).Any(pair => pair.First is "" != pair.Second is "")) yield return "a value missing";
        if (Umlauts(a.GivenName, b.GivenName) || Umlauts(a.FamilyName, b.FamilyName)) yield return "umlaut spelling";
        if (!swapped && left.Family.Text != right.Family.Text
            && (left.Birth.Text == right.Family.Text || left.Family.Text == right.Birth.Text
                || (left.Birth.Text.Length > 0 && left.Birth.Text == right.Birth.Text
                    && EditDistance.Alignment(left.Family.Text, right.Family.Text) > 3)))
            yield return "name change";
        if (left.Postcode.Length > 0 && right.Postcode.Length > 0 && left.Street != right.Street) yield return "moved";
    }

    static string[] Fields(PersonData person) =>
        [person.GivenName ?? "", person.FamilyName ?? "", person.BirthDate ?? "", person.Postcode ?? "",
            person.Street ?? ""];

    static bool Umlauts(string? a, string? b) =>
        !string.Equals(a, b, StringComparison.OrdinalIgnoreCase) && LatinText.Fold(a) == LatinText.Fold(b);
}
