namespace TrustCenter.Contracts.Identity;

/// <summary>How far the linking of a project is.</summary>
/// <param name="Tiles">Pieces of work.</param>
/// <param name="Done">Pieces that are done.</param>
/// <param name="Workers">Pieces that somebody works on at the moment.</param>
/// <param name="Pairs">Pairs of records found so far that are alike enough to be looked at.</param>
/// <param name="SecondsLeft">How long it still takes at the rate so far; null: nobody knows, or it is done.</param>
/// <param name="Links">Pairs of records that were linked; null until linking is done.</param>
/// <param name="Questions">Possible matches that sites are asked about; null until linking is done.</param>
/// <param name="OpenQuestions">Of these, how many wait for answers.</param>
public sealed record LinkingView(
    long Tiles, long Done, long Workers, long Pairs, long? SecondsLeft, long? Links, long? Questions,
    long? OpenQuestions);

/// <summary>A record of the caller's site with its pseudonym in the project; what sites get of a linkage.</summary>
/// <param name="Record">The site's own pseudonym for the record, as it sent it.</param>
/// <param name="Pseudonym">Pseudonym in the project: random, with check symbols, another one at every site.</param>
public sealed record ProjectPseudonym(string Record, string Pseudonym);

/// <summary>A question to a site's clearing: may this record be linked with one of another site that is like it?
/// </summary>
/// <param name="Task">Key.</param>
/// <param name="Record">The site's own pseudonym for its record. Of the other record nothing is said.</param>
/// <param name="Until">Last day for an answer; without one the pair is not linked.</param>
/// <param name="Answer">What the site answered, or null.</param>
/// <param name="Settled">Whether the answer can no longer be changed.</param>
public sealed record ClearingTask(Guid Task, string Record, DateOnly Until, string? Answer, bool Settled);

/// <summary>Answers a question of clearing.</summary>
/// <param name="Answer">See <see cref="ClearingAnswers"/>.</param>
public sealed record AnswerClearingTask(string Answer);

/// <summary>What a site says of its record of a possible match. Only where both sites confirm it is linked.</summary>
public static class ClearingAnswers
{
    /// <summary>The record was checked: its data are right, and the person may well be known elsewhere.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The record is wrong, of several people, or must not be linked.</summary>
    public const string Rejected = "rejected";

    /// <summary>The site can't tell.</summary>
    public const string Unsure = "unsure";
}
