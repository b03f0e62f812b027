using System.Text;
using TrustCenter.Hl7;
using TrustCenter.Testing;

namespace TrustCenter.Identities.Tests;

public sealed class AcknowledgementTests(FeedApp feed) : IClassFixture<FeedApp>
{
    const string Admission = "MSH|^~\\&|KIS|HAUS|||1||ADT^A04|{c}|P|2.5\r";

    readonly IdentityApp _app = feed.App;
    readonly MllpClient _client = feed.Client;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_message_gets_the_same_answer_byte_for_byte_and_changes_nothing()
    {
        var number = Adt.NewNumber();
        var message = Encoding.UTF8.GetBytes(Adt.Message("A04", number, People.New()));
        await _client.SendAsync(MllpFrames.Write(message), Ct);
        var first = await _client.ReadBytesAsync(Ct);
        var before = await CountsAsync();
        await using var other = await Adt.ConnectAsync(feed.Instance);
        await other.SendAsync(MllpFrames.Write(message), Ct);
        Assert.Equal(first, await other.ReadBytesAsync(Ct));

        // dated anew, as some senders do
        var later = Encoding.UTF8.GetString(message).Replace("|20260301120000||", "|20260301120159||",
            StringComparison.Ordinal);
        Assert.Equal("AA", (await _client.AskAsync(later, Ct)).Code());
        Assert.Equal(before, await CountsAsync());
    }

    [Fact]
    public async Task Another_message_under_a_known_control_id_is_refused_and_waits_in_the_list()
    {
        var (control, number) = (Adt.NewControl(), Adt.NewNumber());
        await _client.AskAsync(Adt.Message("A04", number, People.New(), control), Ct);
        var other = Adt.Message("A04", Adt.NewNumber(), People.New(), control);
        for (var i = 0; i < 2; i++)
        {
            var answer = await _client.AskAsync(other, Ct);
            Assert.Equal("AR", answer.Code());
            Assert.Equal("205^Duplicate key identifier^HL70357", answer.Find("ERR")!.Raw(3));
            Assert.Equal("MSH^1^10", answer.Find("ERR")!.Raw(2));
        }

        Assert.Equal(1, await _app.CountAsync(
            "select count(*) from identity.hl7_faults where complaints::text like '%control-id-taken%'"));
    }

    [Fact]
    public async Task The_same_message_over_many_connections_at_once_is_applied_once()
    {
        var number = Adt.NewNumber();
        var message = Encoding.UTF8.GetBytes(Adt.Message("A04", number, People.New()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            await using var client = await Adt.ConnectAsync(feed.Instance);
            await client.SendAsync(MllpFrames.Write(message), Ct);
            return Convert.ToHexString((await client.ReadBytesAsync(Ct))!);
        }));
        Assert.Single(answers.Distinct());
        Assert.Single((await _app.FindAsync(number))!.Identities);
    }

    [Theory]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ORU^R01|{c}|P|2.5", "AR", 200, "MSH^1^9^1^1")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A02|{c}|P|2.5", "AR", 201, "MSH^1^9^1^2")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A04|{c}|T|2.5", "AR", 202, "MSH^1^11")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A04|{c}|P|3.0", "AR", 203, "MSH^1^12")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A04||P|2.5", "AE", 101, "MSH^1^10")]
    [InlineData("MSH|^~\\&|FREMD|HAUS|||1||ADT^A04|{c}|P|2.5", "AR", 103, "MSH^1^3^1^1")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A04|{c}|P|2.5", "AE", 100, "PID^1")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A40|{c}|P|2.5\rPID|||1^^^HAUS", "AE", 100, "MRG^1")]
    [InlineData(Admission + "PID|1", "AE", 101, "PID^1^3")]
    [InlineData(Admission + "PID|||1^^^FREMD", "AE", 204, "PID^1^3^1^4")]
    [InlineData(Admission + "PID|||1^^^HAUS||Muster^Max||gestern", "AE", 102, "PID^1^7^1^1")]
    [InlineData(Admission + "PID|||1^^^HAUS||Muster^Max||29990101", "AE", 102, "PID^1^7^1")]
    [InlineData(Admission + "PID|||1^^^HAUS||Muster^Max||19700101|Q", "AE", 103, "PID^1^8^1^1")]
    [InlineData(Admission + "PID|||1^^^HAUS||^Max||19700101", "AE", 101, "PID^1^5^1^1")]
    [InlineData(Admission + "PID|||1^^^HAUS||<b>^Max||19700101", "AE", 102, "PID^1^5^1^1")]
    [InlineData("MSH|^~\\&|KIS|HAUS|||1||ADT^A04|{c}|P|2.5||||||KLINGON\rPID|||1^^^HAUS||M^Max", "AE", 103, "MSH^1^18")]
    [InlineData(Admission + "Müller", "AE", 102, "MSH^1^18")]
    public async Task What_cannot_be_taken_is_refused_with_place_and_reason(
        string message, string code, int error, string place)
    {
        var control = Adt.NewControl();
        var answer = await _client.AskAsync(message.Replace("{c}", control, StringComparison.Ordinal), Ct);
        Assert.Equal(code, answer.Code());
        if (message.Contains("{c}", StringComparison.Ordinal)) Assert.Equal(control, answer.Find("MSA")!.Text(2));
        var problem = answer.Find("ERR")!;
        Assert.Equal((error, place), (int.Parse(problem.Text(3), null), problem.Raw(2)));
        Assert.EndsWith(".", problem.Text(8), StringComparison.Ordinal);
        Assert.Equal(error == 203 ? "" : problem.Text(8), answer.Find("MSA")!.Text(3));
    }

    [Fact]
    public async Task Before_version_2_5_place_and_reason_stand_in_one_field()
    {
        var answer = await _client.AskAsync(
            "MSH|^~\\&|KIS|HAUS|||1||ADT^A04|X1|P|2.3\rPID|||1^^^HAUS||M^M||morgen", Ct);
        Assert.Equal("PID^1^7^102&Data type error&HL70357", answer.Find("ERR")!.Raw(1));
        Assert.Equal("ACK", answer.Header.Raw(9));
    }

    [Theory]
    [InlineData("AL", "AL", "CA AA", "CE AE")]
    [InlineData("AL", "NE", "CA", "CE")]
    [InlineData("NE", "AL", "AA", "AE")]
    [InlineData("ER", "ER", "", "CE AE")]
    [InlineData("SU", "SU", "CA AA", "")]
    [InlineData("", "SU", "AA", "")]
    [InlineData("NE", "NE", "", "")]
    public async Task In_enhanced_mode_the_sender_chooses_what_is_answered(
        string taken, string applied, string wellDone, string badlyDone)
    {
        var good = Adt.Message("A04", Adt.NewNumber(), People.New());
        var bad = Adt.Message("A04", Adt.NewNumber(), People.New() with { FamilyName = null });
        foreach (var (message, expected) in new[] { (good, wellDone), (bad, badlyDone) })
        {
            var enhanced = message.Replace("|2.5||||||", $"|2.5|||{taken}|{applied}||", StringComparison.Ordinal);
            await _client.SendAsync(MllpFrames.Write(Encoding.UTF8.GetBytes(enhanced)), Ct);
            var codes = new List<string>();
            foreach (var _ in expected.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                codes.Add((await _client.ReadAsync(Ct))!.Code());
            Assert.Equal(expected, string.Join(' ', codes));
        }

        // nothing else was sent
        Assert.Equal("AA", (await _client.AskAsync(Adt.Message("A04", Adt.NewNumber(), People.New()), Ct)).Code());
    }

    [Fact]
    public async Task Many_messages_in_one_piece_and_one_message_in_many_are_answered_in_order()
    {
        var controls = Enumerable.Range(0, 5).Select(_ => Adt.NewControl()).ToArray();
        byte[] stream = [.. controls.SelectMany(control => MllpFrames.Write(
            Encoding.UTF8.GetBytes(Adt.Message("A04", Adt.NewNumber(), People.New(), control))))];
        await _client.SendAsync(stream[..100], Ct);
        foreach (var piece in stream[100..800].Chunk(7)) await _client.SendAsync(piece, Ct);
        await _client.SendAsync(stream[800..], Ct);
        foreach (var control in controls)
        {
            var answer = (await _client.ReadAsync(Ct))!;
            Assert.Equal(("AA", control), (answer.Code(), answer.Find("MSA")!.Text(2)));
        }
    }

    [Fact]
    public async Task What_is_too_large_or_no_message_at_all_is_refused_and_the_connection_goes_on()
    {
        var large = Adt.Message("A04", Adt.NewNumber(), People.New(), "LARGE") + "NTE|1||" + new string('x', 30_000);
        var answer = await _client.AskAsync(large, Ct);
        Assert.Equal(("AR", "LARGE"), (answer.Code(), answer.Find("MSA")!.Text(2)));
        Assert.Equal("AR", (await _client.AskAsync("nonsense", Ct)).Code());
        Assert.Equal("AR", (await _client.AskAsync("", Ct)).Code());
        Assert.Equal("AA", (await _client.AskAsync(Adt.Message("A04", Adt.NewNumber(), People.New()), Ct)).Code());
    }

    async Task<(long, long, long)> CountsAsync() => (
        await _app.CountAsync("select count(*) from events.events"),
        await _app.CountAsync("select count(*) from audit.entries"),
        await _app.CountAsync("select count(*) from identity.hl7_messages"));
}
