namespace TrustCenter.Contracts.Consent;

/// <summary>Counts of a domain, without anybody in them.</summary>
/// <param name="People">People who ever decided.</param>
/// <param name="Consented">Those whose newest decision is a consent.</param>
/// <param name="Withdrawn">Those whose newest decision takes everything back.</param>
/// <param name="Refused">Those whose newest decision is a refusal or an objection.</param>
/// <param name="Weeks">The last 26 weeks, oldest first.</param>
/// <param name="Modules">What was said to each question on the newest consent of each person.</param>
/// <param name="Places">Sessions on tablets of the last 90 days by the tablet's place, most documents first; places
/// with fewer than five finished sessions are not among them, nor is anybody's name ever.</param>
/// <param name="HiddenPlaces">How many places are left out because they are small.</param>
public sealed record ConsentStatistics(
    long People, long Consented, long Withdrawn, long Refused, IReadOnlyList<ConsentWeek> Weeks,
    IReadOnlyList<ModuleCount> Modules, IReadOnlyList<PlaceCount> Places, int HiddenPlaces);

/// <summary>A week's documents, by the day they were signed.</summary>
/// <param name="Monday">The week's first day, Europe/Berlin.</param>
/// <param name="Consents">Consents.</param>
/// <param name="Refusals">Refusals and objections.</param>
/// <param name="Withdrawals">Withdrawals, full or partial.</param>
public sealed record ConsentWeek(DateOnly Monday, long Consents, long Refusals, long Withdrawals);

/// <summary>Answers to a question.</summary>
/// <param name="Template">Form as <c>name|version</c>.</param>
/// <param name="Module">Module.</param>
/// <param name="Title">Its title as approved.</param>
/// <param name="Yes">Accepted.</param>
/// <param name="No">Declined.</param>
/// <param name="NotAsked">Neither.</param>
public sealed record ModuleCount(string Template, string Module, string Title, long Yes, long No, long NotAsked);

/// <summary>Finished sessions at a place, five at least.</summary>
/// <param name="Place">Where the tablets are.</param>
/// <param name="Sessions">Finished sessions.</param>
/// <param name="Signed">Those that ended with a signed document.</param>
public sealed record PlaceCount(string Place, long Sessions, long Signed);

/// <summary>Departments by how many of those they could ask consented. Cells below five are left out, and further ones
/// where the rest would tell them.</summary>
/// <param name="From">First day that counts, a Monday.</param>
/// <param name="Departments">The ranking, best first.</param>
/// <param name="Hidden">How many departments are left out because they are small.</param>
public sealed record DepartmentRanking(DateOnly From, IReadOnlyList<DepartmentRow> Departments, int Hidden);

/// <summary>A department.</summary>
/// <param name="Department">Its name.</param>
/// <param name="Contacts">Eligible contacts: people who were planned to be asked on a tablet, and documents on paper.
/// </param>
/// <param name="Consents">New consents; null: fewer than five.</param>
/// <param name="Rate">Consents of contacts; null where they are not told.</param>
/// <param name="Weeks">New consents of the last twelve weeks, oldest first; null: not told.</param>
public sealed record DepartmentRow(
    string Department, long Contacts, long? Consents, double? Rate, IReadOnlyList<long?> Weeks);
