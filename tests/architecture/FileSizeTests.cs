namespace TrustCenter.Architecture.Tests;

public sealed class FileSizeTests
{
    const int LongestFile = 300;
    const int LongestTestFile = 400;
    const int LongestLine = 120;

    /// <summary>Tables in the shape of code; each has its reason.</summary>
    static readonly string[] Exceptions =
    [
        "services/shared/fhir/", // definitions of FHIR elements
    ];

    [Fact]
    public void No_file_has_more_lines_than_one_can_read_at_a_sitting() =>
        Assert.Empty(Sources().Where(file => !Exceptions.Any(file.Name.StartsWith))
            .Where(file => file.Lines.Length > (file.Name.StartsWith("tests/", StringComparison.Ordinal)
                ? LongestTestFile : LongestFile))
            .Select(file => $"{file.Name}: {file.Lines.Length} lines"));

    [Fact]
    public void No_line_is_longer_than_a_screen_is_wide() =>
        Assert.Empty(Sources().Where(file => !Exceptions.Any(file.Name.StartsWith))
            .SelectMany(file => TooLong(file.Name, file.Lines)));

    [Fact]
    public void The_rule_finds_a_long_line() =>
        Assert.Single(TooLong("x.cs", ["short", new string('x', LongestLine + 1)]));

    [Fact]
    public void A_program_is_a_table_of_contents() =>
        Assert.Empty(Sources().Where(file => file.Name.EndsWith("/Program.cs", StringComparison.Ordinal)
                && file.Name.StartsWith("services/", StringComparison.Ordinal)
                && !file.Name.StartsWith("services/local/", StringComparison.Ordinal) && file.Lines.Length > 15)
            .Select(file => file.Name));

    static IEnumerable<string> TooLong(string name, string[] lines) =>
        lines.Select((line, index) => (line, index)).Where(at => at.line.Length > LongestLine)
            .Select(at => $"{name}:{at.index + 1}: {at.line.Length} characters");

    static IEnumerable<(string Name, string[] Lines)> Sources() =>
        new[] { "contracts", "services", "tests" }.SelectMany(folder => Repository.Files(folder, ".cs"))
            .Select(file => (Repository.Name(file), File.ReadAllLines(file)));
}
