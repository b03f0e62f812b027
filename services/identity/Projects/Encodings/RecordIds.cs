namespace TrustCenter.Identities;

/// <summary>A site's pseudonyms for its records: 128 bits as 26 characters (base32hex of RFC 4648, lower case). The
/// form is demanded, so that nobody sends a local identifier by mistake.</summary>
public static class RecordIds
{
    public const int Length = 26;
    public const int Bytes = 16;
    const string Symbols = "0123456789abcdefghijklmnopqrstuv";

    public static string Write(UInt128 id) => string.Create(Length, id, static (text, rest) =>
    {
        for (var at = Length - 1; at >= 0; at--, rest >>= 5) text[at] = Symbols[(int)(uint)(rest & 31)];
    });

    public static bool TryRead(ReadOnlySpan<byte> text, out UInt128 id)
    {
        id = 0;
        if (text.Length != Length || text[0] > (byte)'7') return false;
        foreach (var c in text)
        {
            var value = c is >= (byte)'0' and <= (byte)'9' ? c - '0' : c is >= (byte)'a' and <= (byte)'v' ? c - 'a' + 10
                : -1;
            if (value < 0) return false;
            id = id << 5 | (uint)value;
        }

        return true;
    }
}
