using System.Globalization;
using System.Text;
using TrustCenter.Hl7;

namespace TrustCenter.Identities;

/// <summary>Writes acknowledgements. The same outcome gives the same bytes, whenever it is sent. Pure.</summary>
static class Acknowledgements
{
    static readonly Dictionary<int, string> Texts = new()
    {
        [Hl7Errors.SegmentSequence] = "Segment sequence error",
        [Hl7Errors.Required] = "Required field missing",
        [Hl7Errors.DataType] = "Data type error",
        [Hl7Errors.TableValue] = "Table value not found",
        [Hl7Errors.MessageType] = "Unsupported message type",
        [Hl7Errors.EventCode] = "Unsupported event code",
        [Hl7Errors.ProcessingId] = "Unsupported processing id",
        [Hl7Errors.Version] = "Unsupported version id",
        [Hl7Errors.UnknownKey] = "Unknown key identifier",
        [Hl7Errors.DuplicateKey] = "Duplicate key identifier",
        [Hl7Errors.Internal] = "Application internal error",
    };

    /// <summary>What is sent for a message: in original mode one acknowledgement; in enhanced mode (MSH-15 and
    /// MSH-16) that it was taken, that it was applied, both or nothing, as the sender asks.</summary>
    public static IReadOnlyList<byte[]> Of(Hl7Segment header, Hl7Outcome outcome)
    {
        var (taken, applied) = (header.Text(15), header.Text(16));
        if (taken.Length == 0 && applied.Length == 0) return [Write(header, outcome, outcome.Code, 'A')];
        var sent = new List<byte[]>();
        if (IsWanted(taken, outcome)) sent.Add(Write(header, outcome, "C" + outcome.Code[1], 'C'));
        if (IsWanted(applied, outcome)) sent.Add(Write(header, outcome, outcome.Code, 'A'));
        return sent;
    }

    /// <summary>For what has no header to answer to.</summary>
    public static byte[] OfUnreadable(Hl7Outcome outcome) =>
        Write(Hl7Message.ReadHeader("MSH|^~\\&|||||||||P|2.5"u8), outcome, outcome.Code, 'A');

    static bool IsWanted(string condition, Hl7Outcome outcome) => condition switch
    {
        "AL" => true,
        "ER" => outcome.Code != "AA",
        "SU" => outcome.Code == "AA",
        _ => false,
    };

    // what is taken over from the header stays as it stands, byte for byte, whatever it was written in
    static byte[] Write(Hl7Segment header, Hl7Outcome outcome, string code, char kind)
    {
        var writer = new Hl7Writer(header.Delimiters);
        var version = header.Text(12);
        var isOld = string.CompareOrdinal(version, "2.5") < 0;
        var trigger = header.Value(9).Text(2);
        Hl7Part[] type = string.CompareOrdinal(version, "2.3.1") < 0 || trigger.Length == 0 ? ["ACK"]
            : string.CompareOrdinal(version, "2.4") < 0 ? ["ACK", trigger] : ["ACK", trigger, "ACK"];
        var isEnhanced = header.Text(15).Length + header.Text(16).Length > 0;
        Hl7Part never = isEnhanced ? "NE" : null;
        writer.Header(
            Same(5), Same(6), Same(3), Same(4),
            [outcome.At.UtcDateTime.ToString("yyyyMMddHHmmss'+0000'", CultureInfo.InvariantCulture)], [], type,
            [Convert.ToHexString(outcome.Message.ToByteArray(bigEndian: true).AsSpan(7)) + kind],
            Same(11), Same(12), [], [], [never], [never], [], Same(18));
        var sentence = outcome.Complaints is [var first, ..] ? first.Sentence : null;
        writer.Segment("MSA", [code], Same(10), [string.CompareOrdinal(version, "2.7") < 0 ? sentence : null]);
        foreach (var complaint in outcome.Complaints)
        {
            if (isOld) Old(writer, complaint);
            else New(writer, complaint);
        }

        return Encoding.Latin1.GetBytes(writer.ToString());

        Hl7Part[] Same(int field) => [Hl7Part.AsIs(header.Raw(field))];
    }

    static void New(Hl7Writer writer, Hl7Complaint complaint) => writer.Segment("ERR",
        [],
        [complaint.Segment, .. Numbers(complaint)],
        [Number(complaint.Code), Texts[complaint.Code], "HL70357"],
        ["E"],
        [complaint.Reason],
        [], [],
        [complaint.Sentence]);

    static void Old(Hl7Writer writer, Hl7Complaint complaint) => writer.Segment("ERR",
    [
        complaint.Segment, Number(complaint.Sequence), Number(complaint.Field),
        writer.Sub(Number(complaint.Code), Texts[complaint.Code], "HL70357"),
    ]);

    static Hl7Part[] Numbers(Hl7Complaint complaint) =>
    [
        Number(complaint.Sequence), Number(complaint.Field), Number(complaint.Repetition), Number(complaint.Component),
    ];

    static string? Number(int number) => number == 0 ? null : number.ToString(CultureInfo.InvariantCulture);
}
