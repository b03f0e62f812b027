using System.Text;

namespace TrustCenter.Hl7.Tests;

public sealed class Hl7MessageTests
{
    const string Admission = "MSH|^~\\&|KIS|HAUS|TC|TC|20260301120000||ADT^A04^ADT_A01|1|P|2.5\r"
        + "EVN|A04|20260301\rPID|1||4711^^^KIS&1.2.3&ISO^PI~K1^^^GKV^NI||"
        + "Müller&von^Änne^Maria^^Dr.^^L~Maier^^^^^^M||19850619\r"
        + "ZPI|was|immer~auch^noch\r";

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Segments_end_as_the_sender_likes(string end)
    {
        var message = Hl7Message.Read(Encoding.UTF8.GetBytes(Admission.Replace("\r", end, StringComparison.Ordinal)),
            "UTF-8");
        Assert.Equal(["MSH", "EVN", "PID", "ZPI"], message.Segments.Select(segment => segment.Name));
        Assert.Equal(Admission, message.ToString());
    }

    [Fact]
    public void Fields_repetitions_components_and_subcomponents_are_found_by_number()
    {
        var message = Hl7Message.Read(Admission);
        var person = message.Find("PID")!;
        Assert.Equal("|", message.Header.Text(1));
        Assert.Equal("^~\\&", message.Header.Raw(2));
        Assert.Equal("KIS", message.Header.Text(3));
        Assert.Equal("ADT_A01", message.Header.Value(9).Text(3));
        Assert.Equal("2.5", message.Header.Text(12));
        Assert.Equal("", message.Header.Text(18));
        Assert.Equal(2, person.Repetitions(3).Count);
        Assert.Equal("1.2.3", person.Value(3).Text(4, 2));
        Assert.Equal("GKV", person.Repetitions(3)[1].Text(4));
        Assert.Equal(("Müller", "von"), (person.Value(5).Text(1), person.Value(5).Text(1, 2)));
        Assert.Equal("M", person.Repetitions(5)[1].Text(7));
        Assert.Equal("", person.Value(5).Text(1, 9));
        Assert.Equal("", person.Text(99));
        Assert.Empty(person.Repetitions(99));
    }

    [Fact]
    public void Delimiters_are_those_of_the_message()
    {
        var message = Hl7Message.Read("MSH#*!?%#KIS\rPID###A*B%C!D?S?D\r");
        Assert.Equal("KIS", message.Header.Text(3));
        Assert.Equal("C", message.Find("PID")!.Value(3).Text(2, 2));
        Assert.Equal("D*D", message.Find("PID")!.Repetitions(3)[1].Text(1));
        Assert.Equal("%", $"{message.Delimiters.SubComponent}");
    }

    [Theory]
    [InlineData(@"\F\\S\\T\\R\\E\", @"|^&~\")]
    [InlineData(@"Bahn\T\Co \E\o/", @"Bahn&Co \o/")]
    [InlineData(@"\XC3BC\ber\X41\", "überA")]
    [InlineData(@"C:\temp", @"C:\temp")]
    [InlineData(@"\unknown\ stays", @"\unknown\ stays")]
    [InlineData(@"\X4\\Xzz\\XFF\", @"\X4\\Xzz\\XFF\")]
    [InlineData(@"a\.br\b\H\c\N\", "a bc")]
    [InlineData(@"\", @"\")]
    [InlineData(@"\\", @"\\")]
    [InlineData("\"\"", "")]
    public void Escape_sequences_are_read_and_what_is_none_stays(string raw, string text) =>
        Assert.Equal(text, Hl7Message.Read(
            "MSH|^~\\&|\rNTE|" + raw, new UTF8Encoding(false, true)).Segments[1].Text(1));

    [Fact]
    public void Two_quotation_marks_say_that_there_is_no_value()
    {
        var person = Hl7Message.Read("MSH|^~\\&|\rPID|\"\"||").Segments[1];
        Assert.True(person.Value(1).IsNull);
        Assert.True(person.Value(2).IsEmpty);
        Assert.False(person.Value(2).IsNull);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MSH")]
    [InlineData("MSH|")]
    [InlineData("MSH||KIS")]
    [InlineData("MSH|^^^^|KIS")]
    [InlineData("MSH|^~A&|KIS")]
    [InlineData("MSH|^~\\&#;|KIS")]
    [InlineData("FHS|^~\\&|KIS")]
    [InlineData("MSH|^~\\&|KIS\rpid|1")]
    [InlineData("MSH|^~\\&|KIS\rPID^1")]
    [InlineData("MSH|^~\\&|KIS\rPI")]
    [InlineData("MSH|^~\\&|KIS\rMSH|^~\\&|KIS")]
    public void What_is_no_message_is_refused_with_a_sentence_of_our_own(string text)
    {
        var fault = Assert.Throws<Hl7Exception>(() => Hl7Message.Read(Encoding.UTF8.GetBytes(text)));
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("KIS", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UNICODE UTF-8", 65001)]
    [InlineData("8859/1", 28591)]
    [InlineData("ISO-8859-1", 1252)]
    [InlineData("8859/15", 28605)]
    [InlineData("8859/2", 28592)]
    [InlineData("windows-1252", 1252)]
    public void Umlauts_are_read_as_the_header_says(string name, int page)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);
        var bytes = encoding.GetBytes($"MSH|^~\\&|KIS|||||||||||||||{name}\rPID|Größe|");
        Assert.Equal("Größe", Hl7Message.Read(bytes).Segments[1].Text(1));
    }

    [Fact]
    public void Who_says_Latin_1_may_send_what_Windows_calls_so() => Assert.Equal("5 € „so“", Hl7Message.Read(
        [.. "MSH|^~\\&|KIS|||||||||||||||8859/1\rPID|5 "u8, 0x80, 0x20, 0x84, .. "so"u8, 0x93]).Segments[1].Text(1));

    [Theory]
    [InlineData("", null)]
    [InlineData("ASCII", null)]
    [InlineData("UNICODE UTF-8", null)]
    [InlineData("", "ASCII")]
    [InlineData("KLINGON", null)]
    [InlineData("UNICODE UTF-16", null)]
    public void Bytes_that_are_not_of_the_character_set_are_refused_rather_than_guessed(string name, string? otherwise)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"MSH|^~\\&|KIS|||||||||||||||{name}\rPID|M"), 0xFC, .. "ller"u8];
        var fault = Assert.Throws<Hl7Exception>(() => Hl7Message.Read(bytes, otherwise));
        Assert.Equal(new("MSH", 1, 18), fault.Place);
    }
}
