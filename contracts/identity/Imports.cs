namespace TrustCenter.Contracts.Identity;

/// <summary>Begins an import of people from a file. The file itself follows as the content of the import.</summary>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Source">Where it comes from; a column <c>source</c> may say otherwise line by line.</param>
/// <param name="Format"><c>csv</c>, or <c>ndjson</c>: an <see cref="IdentityData"/> a line, which may have
/// <c>mpiId</c> and <c>source</c> besides.</param>
/// <param name="SaveAction">What to keep, see <see cref="SaveActions"/>; null: <c>save-all</c>.</param>
/// <param name="ForceReference">New identities become references whatever their source.</param>
/// <param name="DryRun">Nothing is kept; the report says what would come of each line if it came alone.</param>
/// <param name="MpiIds">What ids of another index in the file mean, see <see cref="MpiIdRules"/>.</param>
/// <param name="Csv">How a table is written; null: found out.</param>
public sealed record StartImport(
    string Domain, string Source, string Format = "csv", string? SaveAction = null, bool ForceReference = false,
    bool DryRun = false, string MpiIds = MpiIdRules.Confirms, CsvLayout? Csv = null);

/// <summary>What ids of another index mean that a file brings.</summary>
public static class MpiIdRules
{
    /// <summary>A new person gets the id. Lines whose data look like somebody with another id, or whose id somebody
    /// else has, are refused.</summary>
    public const string Confirms = "confirms";

    /// <summary>The other index knew: the same id is the same person whatever the data, another id another person;
    /// those that look alike are pairs to be cleared.</summary>
    public const string Decides = "decides";
}

/// <summary>How a table is written.</summary>
/// <param name="Delimiter">One character; null: found out.</param>
/// <param name="Quote">One character, or empty: nothing is quoted; null: <c>"</c>.</param>
/// <param name="Charset"><c>utf-8</c>, <c>utf-16</c> or <c>windows-1252</c>; null: found out.</param>
/// <param name="DateFormats">Such as <c>dd.MM.yyyy</c> (.NET's letters); null: 1985-06-19, 19.06.1985, 19850619 and
/// parts of these.</param>
/// <param name="Columns">Which column holds what; null: by their heads, of which every one has to be known.</param>
/// <param name="Header">Whether the first record names the columns; otherwise they are numbered from 1.</param>
public sealed record CsvLayout(
    string? Delimiter = null, string? Quote = null, string? Charset = null, IReadOnlyList<string>? DateFormats = null,
    IReadOnlyList<ImportColumn>? Columns = null, bool Header = true);

/// <summary>What a column holds.</summary>
/// <param name="Column">Its head, or its number where there are no heads.</param>
/// <param name="Field">A field of <see cref="IdentityData"/> or <see cref="Contact"/> (<c>contact2.city</c> for
/// further addresses), <c>birthDay</c>, <c>birthMonth</c>, <c>birthYear</c>, <c>identifier:AUTHORITY</c>,
/// <c>value:NAME</c>, <c>mpiId</c> or <c>source</c>; null: it is not read.</param>
public sealed record ImportColumn(string Column, string? Field);

/// <summary>An import as it is.</summary>
/// <param name="Import">Key.</param>
/// <param name="Domain">Domain of the index.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Format"><c>csv</c> or <c>ndjson</c>.</param>
/// <param name="Status">See <see cref="ImportStatuses"/>.</param>
/// <param name="DryRun">Nothing is kept.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Lines">About how many lines it has that are to be registered.</param>
/// <param name="Done">Lines that have their outcome.</param>
/// <param name="Counts">How many came to what: <see cref="MatchStatuses"/>, and <c>refused</c>.</param>
/// <param name="LinesPerSecond">How fast it goes at the moment; null: it does not run.</param>
/// <param name="SecondsLeft">How long it still takes at this rate; null: nobody knows.</param>
/// <param name="Columns">What the columns hold, once the file is there.</param>
/// <param name="Code">Why it failed, or null.</param>
/// <param name="FaultLine">Line at which it failed, or null.</param>
/// <param name="CreatedBy">Who began it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="EndedAt">When it was finished, cancelled or failed.</param>
public sealed record ImportView(
    Guid Import, string Domain, string Source, string Format, string Status, bool DryRun, long Bytes, long Lines,
    long Done, IReadOnlyDictionary<string, long> Counts, double? LinesPerSecond, long? SecondsLeft,
    IReadOnlyList<ImportColumn>? Columns, string? Code, long? FaultLine, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt);

/// <summary>How far an import is.</summary>
public static class ImportStatuses
{
    /// <summary>Waits for its file.</summary>
    public const string Open = "open";

    /// <summary>Will run as soon as others are done.</summary>
    public const string Queued = "queued";

    /// <summary>Lines are being registered.</summary>
    public const string Running = "running";

    /// <summary>Somebody stopped it; it can go on.</summary>
    public const string Paused = "paused";

    /// <summary>Somebody ended it; lines that were registered stay.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Every line has its outcome.</summary>
    public const string Finished = "finished";

    /// <summary>The file can't be read any further.</summary>
    public const string Failed = "failed";
}

/// <summary>What came of one line of an imported file.</summary>
/// <param name="Line">The line its record begins on, from 1.</param>
/// <param name="Status">One of <see cref="MatchStatuses"/>, or <c>refused</c>.</param>
/// <param name="MpiId">The person's id in the index; null where refused or nobody is known.</param>
/// <param name="Person">The person's key.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Field">In which field.</param>
/// <param name="Column">In which column of the table.</param>
public sealed record ImportedLine(
    long Line, string Status, string? MpiId = null, Guid? Person = null, string? Code = null, string? Message = null,
    string? Field = null, string? Column = null);
