using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Hosting.Tests;

public sealed class CsvTextTests
{
    const string Text = "original;pseudonym\r\nMüller;Ä1\r\n";

    static Encoding Windows => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true },
        { "utf-16BE", false }, { "utf-32", true }, { "windows-1252", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_usual_encoding_is_read(string name, bool mark)
    {
        var encoding = name == "windows-1252" ? Windows : Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];

        Assert.Equal(Text, CsvText.Decode(bytes));
    }

    [Theory]
    [InlineData("a;b,c\nd;e\n", ';')]
    [InlineData("a,b\nc,\"d;e;f\"\n", ',')]
    [InlineData("a\tb\tc\n1\t2\t3", '\t')]
    [InlineData("a|b\n1|2", '|')]
    [InlineData("just one\nanother", ',')]
    public void The_delimiter_is_the_one_that_cuts_all_lines_alike(string text, char delimiter) =>
        Assert.Equal(delimiter, CsvText.Delimiter(text));

    [Fact]
    public void Quotes_hold_delimiters_quotes_and_lines()
    {
        var records = CsvText.Records("\"a;\"\"b\"\"\r\nc\";d\r\n\r\n\"\";x\"y\rlast;", ';').ToArray();

        Assert.Equal(["a;\"b\"\r\nc", "d"], records[0].Cells);
        Assert.Equal(["", "x\"y"], records[1].Cells);
        Assert.Equal(["last", ""], records[2].Cells);
        Assert.Equal(1, records[0].Line);
    }

    [Fact]
    public void Portions_of_any_size_come_to_the_same_records() => Prop.ForAll<string, PositiveInt>((text, size) =>
    {
        var mixed = string.Concat((text ?? "").Select((c, i) => (i % 5) switch
        {
            0 => "\"",
            1 => ";",
            2 => "\r\n",
            3 => "\"\"",
            _ => c.ToString(),
        }));
        var (whole, parts) = (new List<CsvRecord>(), new List<CsvRecord>());
        var (one, other) = (new CsvRecords(';'), new CsvRecords(';'));
        one.Push(mixed, whole);
        one.Complete(whole);
        foreach (var part in mixed.Chunk(1 + size.Get % 7)) other.Push(part, parts);
        other.Complete(parts);
        return whole.Select(record => record.Line).SequenceEqual(parts.Select(record => record.Line))
            && whole.SelectMany(record => record.Cells).SequenceEqual(parts.SelectMany(record => record.Cells));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lines_are_counted_through_quotes_and_empty_lines()
    {
        var records = CsvText.Records("a\r\n\r\n\"b\nb\";c\rd\n\ne", ';');
        Assert.Equal([1, 3, 5, 7], records.Select(record => record.Line));
    }

    [Fact]
    public void A_quote_that_is_never_closed_swallows_no_whole_file()
    {
        var reader = new CsvRecords(';', longest: 1000);
        var read = new List<CsvRecord>();
        reader.Push("fine;line\n\"open", read);
        var refusal = Assert.Throws<CsvRecordTooLongException>(() =>
        {
            for (var i = 0; i < 100; i++) reader.Push("this goes on;and on\n", read);
        });
        Assert.Equal(2, refusal.Line);
        Assert.Single(read);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49")]
    [InlineData("-1")]
    [InlineData("@sum")]
    [InlineData("\t=1")]
    [InlineData("'=1")]
    public void No_cell_is_a_formula(string text)
    {
        var cell = CsvText.Cell(text);
        Assert.StartsWith("\"'", cell, StringComparison.Ordinal);
        Assert.Equal(text, Back(cell));
    }

    [Fact]
    public void Whatever_goes_out_comes_back_as_it_was() => Prop.ForAll<string, string>((one, other) =>
    {
        var text = $"{CsvText.Cell(one)},{CsvText.Cell(other)}\r\n";
        var cells = CsvText.Records(text, ',').Single().Cells;
        return CsvText.Unguard(cells[0]) == (one ?? "") && CsvText.Unguard(cells[1]) == (other ?? "");
    }).QuickCheckThrowOnFailure();

    static string Back(string cell) => CsvText.Unguard(CsvText.Records(cell + "\r\n", ',').Single().Cells[0]);
}
