using System.Globalization;
using TrustCenter.Events;

namespace TrustCenter.Consents;

/// <summary>Which part of a list: <c>_count</c> and <c>_offset</c> of the address.</summary>
public readonly record struct Paging(int Count, int Offset)
{
    const int Usual = 100;
    const int Most = 1000;

    public static Rejection? TryRead(IQueryCollection query, out Paging paging)
    {
        paging = new(Usual, 0);
        if (!TryRead(query, "_count", Usual, out var count)) return Fault("_count");
        if (!TryRead(query, "_offset", 0, out var offset)) return Fault("_offset");
        paging = new(Math.Min(count, Most), offset);
        return null;
    }

    static bool TryRead(IQueryCollection query, string name, int usual, out int number)
    {
        number = usual;
        if (!query.TryGetValue(name, out var given)) return true;
        return given is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    static Rejection Fault(string name) =>
        Rejection.Invalid("paging-invalid", $"{name} is a whole number, zero or more.", name);
}
