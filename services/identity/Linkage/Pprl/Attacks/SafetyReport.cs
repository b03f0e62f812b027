using System.Globalization;
using System.Text;

namespace TrustCenter.Identities.Linkage;

/// <summary>A profile and what attacks got out of it.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Results">One result of each attack.</param>
public sealed record SafetyRow(EncodingProfile Profile, IReadOnlyList<AttackResult> Results)
{
    /// <summary>What the worst of them got.</summary>
    public double Worst => Results.Max(result => result.Rate);
}

/// <summary>What attacks came to, in words for a data protection officer (Markdown).</summary>
public static class SafetyReport
{
    /// <summary>The share of people that no published attack may name, if a profile is to be a default.</summary>
    public const double Limit = 0.01;

    /// <summary>Writes the report.</summary>
    public static string Write(IReadOnlyCollection<SafetyRow> rows)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # How safe are the encoded records?

            Hospitals that link their patients without showing names send a long row of ones and zeros for each
            patient. It is made from name, date of birth and address under a secret that only the hospitals have. The
            office that compares the rows (the linkage unit) has neither the names nor the secret.

            **The question here:** could somebody at that office still find out who the patients are? Similar people get
            similar rows, otherwise they could not be linked; an attacker can use that.

            ## What was tried

            An attacker was assumed who knows as much as can be known: the agreed procedure, and a complete list of
            the very patients in plain text, say from a stolen copy of a register, only not which row is whose. Real
            attackers know less. Two attacks from the literature were carried out:

            - **Frequency alignment**: what is most frequent among the rows must be what is most frequent among names.
            - **Pattern mining**: ones that always occur together betray a pair of letters that is frequent in names.

            "Named" is the share of patients about whom the attacker was sure, and right. What counts is the worst
            case. At most {100 * Limit:0} of 100 may be named if a procedure is to be recommended.

            | Procedure | Named by frequencies | Named by patterns | Judgement |
            |---|---|---|---|

            """);
        foreach (var row in rows)
        {
            var (first, second) = (row.Results[0], row.Results.Count > 1 ? row.Results[1] : row.Results[0]);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Profile.Name} | {Share(first)} | {Share(second)} "
                + $"| {Judgement(row.Worst)} |");
        }

        text.Append("""

            ## What this does not show

            - Other attacks exist. Whoever has the plain text of nearly all patients *and* compares how every row
              resembles every other (graph matching) can name many people under any procedure that keeps similarity,
              this one included. Against that help organisation and contract: the linkage unit gets no lists of
              patients, works for one project at a time, and deletes the rows when the linkage is done.
            - Everything depends on the secret. Whoever has it can encode any name and look it up. It belongs to the
              hospitals alone, is made anew for each project, and never goes to the linkage unit.
            - Both attacks are written anew after their publications, not the authors' own programs; the first row of
              the table shows how much they get out of a procedure that is known to be weak. Another hand may get more.
            - A rate of zero means that these attacks failed on these data, not that none can succeed.
            - Procedures that encode each field by itself link best and give most away. They are for cases in which
              the linkage unit might as well be shown the names.

            """);
        return text.ToString();
    }

    static string Share(AttackResult result) => result.Right == 0
        ? $"none of {result.Records.ToString("N0", CultureInfo.InvariantCulture)}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{result.Right:N0} of {result.Records:N0} ({100 * result.Rate:0.0} %)");

    static string Judgement(double rate) => rate switch
    {
        < Limit => "may be used",
        < 0.1 => "only with further protection",
        _ => "not safe",
    };
}
