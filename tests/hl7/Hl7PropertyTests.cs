using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TrustCenter.Hl7.Tests;

/// <summary>What holds for every message, every text and every stream of bytes.</summary>
public sealed class Hl7PropertyTests
{
    static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    static readonly Gen<string> Texts = Gen.Choose(0, 12).SelectMany(length => Gen.Elements(
            'a', 'ß', 'Ω', '|', '^', '~', '\\', '&', '#', '\r', '\n', '\v', '\u001C', '"', 'X', 'F', '.', ' ', '0')
        .ArrayOf(length)).Select(letters => new string(letters));

    static readonly Gen<Hl7Delimiters> Delimiters = Gen.Elements(Hl7Delimiters.Usual,
        new Hl7Delimiters('|', '^', '~', '\\', '&', '#'), new Hl7Delimiters('#', '*', '!', '?', '%'));

    static readonly Gen<byte[]> Nearly = Gen.Elements(Encoding.Latin1.GetBytes(
            "MSH|^~\\&\r\n\v\u001CPIDZ12.XFSTRE\"# äß\u0080\u00FF\0"))
        .ArrayOf().Select(tail => Gen.Elements<byte[]>(
                [], [.. "MSH|^~\\&|"u8], [.. "MSH|^~\\&|||||||||||||||8859/1\rPID|"u8])
            .Select(head => (byte[])[.. head, .. tail])).SelectMany(all => all);

    [Fact]
    public void Reading_throws_nothing_but_its_own_fault() => Prop.ForAll(Nearly.ToArbitrary(), bytes =>
    {
        foreach (var charset in new[] { null, "UTF-8", "8859/15" })
        {
            try
            {
                var message = Hl7Message.Read(bytes, charset);
                foreach (var segment in message.Segments)
                {
                    for (var field = 0; field <= segment.Count + 1; field++)
                    {
                        foreach (var value in segment.Repetitions(field))
                            for (var part = 1; part < 4; part++) _ = value.Text(part) + value.Text(part, 2);
                    }
                }

                Assert.Equal(message.ToString(), Hl7Message.Read(message.ToString()).ToString());
            }
            catch (Hl7Exception fault)
            {
                Assert.InRange(fault.Code, 100, 207);
            }
        }
    }).Check(Often);

    [Fact]
    public void What_is_written_is_read_as_it_was() => Prop.ForAll(
        (from delimiters in Delimiters
         from texts in Texts.ArrayOf(6)
         select (delimiters, texts)).ToArbitrary(),
        ask =>
        {
            var (delimiters, texts) = ask;
            // the two quotation marks stand for no value, so no text is written as them
            texts = Array.ConvertAll(texts, text => text == "\"\"" ? "" : text);
            var writer = new Hl7Writer(delimiters);
            writer.Header([texts[0]], ["x"]).Segment("ZZZ", [], [texts[1], texts[2]],
                writer.Repeated([texts[3], "x"], [writer.Sub(texts[4], texts[5]), "x"]), ["x"]);
            var message = Hl7Message.Read(Encoding.UTF8.GetBytes(writer.ToString()), "UTF-8");
            var segment = message.Segments[1];
            Assert.Equal(2, message.Segments.Count);
            string[] read =
            [
                message.Header.Text(3), segment.Text(2), segment.Value(2).Text(2), segment.Text(3),
                segment.Repetitions(3)[1].Text(1), segment.Repetitions(3)[1].Text(1, 2),
            ];
            Assert.Equal(texts, read);
            Assert.Equal(writer.ToString(), message.ToString());
        }).Check(Often);

    [Fact]
    public void Messages_are_the_same_however_the_stream_comes_in_pieces() => Prop.ForAll(
        (from contents in Gen.Elements<byte>(65, 66, 13, 10, 0, 255).ArrayOf().ArrayOf()
         from astray in Gen.Elements<byte>(13, 10, 32, 67).ArrayOf()
         from cuts in Gen.Choose(1, 9).ArrayOf()
         select (contents, astray, cuts)).ToArbitrary(),
        ask =>
        {
            var stream = ask.contents.SelectMany(content => (byte[])[.. ask.astray, .. MllpFrames.Write(content)])
                .ToArray();
            var frames = new MllpFrames(1_000);
            var found = new List<byte[]>();
            var cut = 0;
            for (var at = 0; at < stream.Length;)
            {
                var length = Math.Min(stream.Length - at, ask.cuts is [] ? 1 : ask.cuts[cut++ % ask.cuts.Length]);
                ReadOnlySpan<byte> piece = stream.AsSpan(at, length);
                while (frames.Take(ref piece) is { } frame) found.Add(frame.Content);
                at += length;
            }

            Assert.Equal(ask.contents, found);
            Assert.False(frames.IsInside);
            Assert.Equal(ask.contents.Length * ask.astray.Count(b => b == 67), frames.Astray);
        }).Check(Often);

    [Fact]
    public void Of_a_message_that_is_too_large_the_beginning_is_kept_and_the_next_one_is_read()
    {
        var frames = new MllpFrames(100_000);
        var stream = (byte[])[.. MllpFrames.Write(new byte[300_000]), .. MllpFrames.Write([1, 2, 3])];
        var found = new List<MllpFrame>();
        for (var at = 0; at < stream.Length; at += 1_000)
        {
            ReadOnlySpan<byte> piece = stream.AsSpan(at, Math.Min(1_000, stream.Length - at));
            while (frames.Take(ref piece) is { } frame) found.Add(frame);
        }

        Assert.Equal([(4_096, true), (3, false)], found.Select(frame => (frame.Content.Length, frame.IsTooLarge)));
    }

    [Fact]
    public void A_message_that_was_given_up_is_no_message()
    {
        var frames = new MllpFrames(100);
        ReadOnlySpan<byte> bytes = [MllpFrames.Start, 1, 2, MllpFrames.Start, 3, MllpFrames.End, 13];
        Assert.Equal([3], frames.Take(ref bytes)!.Content);
        Assert.Null(frames.Take(ref bytes));
    }
}
