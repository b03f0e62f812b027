using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TrustCenter.Fhir;

/// <summary>How much of a date is known.</summary>
public enum FhirPrecision
{
    /// <summary>Only the year: <c>2021</c>.</summary>
    Year,

    /// <summary>Year and month: <c>2021-06</c>.</summary>
    Month,

    /// <summary>A day: <c>2021-06-30</c>.</summary>
    Day,

    /// <summary>A point in time with its offset: <c>2021-06-30T09:15:00+02:00</c>.</summary>
    Time,
}

/// <summary>
/// A FHIR date, dateTime or instant exactly as it was written: partial dates stay partial, an offset stays what it
/// was. Years 0001 to 9999; days that no calendar has are refused.
/// </summary>
/// <remarks>Source: https://hl7.org/fhir/R4/datatypes.html#dateTime.</remarks>
public readonly record struct FhirDateTime
{
    readonly string? text;

    FhirDateTime(string text, FhirPrecision precision, DateOnly first, DateTimeOffset? instant) =>
        (this.text, Precision, First, Instant) = (text, precision, first, instant);

    /// <summary>The literal, as it stood or will stand in the document.</summary>
    public string Text => text ?? "0001";

    /// <summary>How much of the date is known.</summary>
    public FhirPrecision Precision { get; }

    /// <summary>The first day the value can mean, in the value's own offset: 2021-06 → 1 June 2021.</summary>
    public DateOnly First { get; }

    /// <summary>The last day the value can mean, in the value's own offset: 2021-06 → 30 June 2021.</summary>
    public DateOnly Last => Precision switch
    {
        FhirPrecision.Year => new(First.Year, 12, 31),
        FhirPrecision.Month => new(First.Year, First.Month, DateTime.DaysInMonth(First.Year, First.Month)),
        _ => First,
    };

    /// <summary>The point in time, to 100 ns, where one is known; null for a date. A leap second (:60) counts as
    /// the last 100 ns before the next minute.</summary>
    public DateTimeOffset? Instant { get; }

    /// <summary>A day without a time.</summary>
    public static FhirDateTime Of(DateOnly day) =>
        new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), FhirPrecision.Day, day, null);

    /// <summary>A point in time; whole seconds are written without a fraction.</summary>
    public static FhirDateTime Of(DateTimeOffset time)
    {
        var whole = time.Ticks % TimeSpan.TicksPerSecond == 0;
        var text = time.ToString(
            whole ? "yyyy-MM-ddTHH:mm:sszzz" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
        return new(text, FhirPrecision.Time, DateOnly.FromDateTime(time.DateTime), time);
    }

    /// <summary>
    /// Reads what FHIR allows and nothing else; false for 31.02., 24:00, a time without offset and such.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out FhirDateTime value)
    {
        value = default;
        if (text is null || !Number(text, 0, 4, 1, 9999, out var year)) return false;
        if (text.Length == 4) return Done(text, FhirPrecision.Year, new(year, 1, 1), null, out value);
        if (text[4] != '-' || !Number(text, 5, 2, 1, 12, out var month)) return false;
        if (text.Length == 7) return Done(text, FhirPrecision.Month, new(year, month, 1), null, out value);
        if (text[7] != '-' || !Number(text, 8, 2, 1, DateTime.DaysInMonth(year, month), out var day)) return false;
        var date = new DateOnly(year, month, day);
        if (text.Length == 10) return Done(text, FhirPrecision.Day, date, null, out value);
        return text[10] == 'T' && Time(text, 11, out var ticks, out var end) && Offset(text, end, out var offset)
            && Instants(date, ticks, offset, out var instant)
            && Done(text, FhirPrecision.Time, date, instant, out value);
    }

    /// <summary>Reads a literal that is known to be valid.</summary>
    /// <exception cref="FormatException">It isn't.</exception>
    public static FhirDateTime Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException("This is no FHIR date or dateTime.");

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static bool IsTimeOfDay(string text) => Time(text, 0, out _, out var end) && end == text.Length;

    static bool Done(string text, FhirPrecision precision, DateOnly first, DateTimeOffset? instant, out FhirDateTime v)
    {
        v = new(text, precision, first, instant);
        return true;
    }

    static bool Time(string text, int at, out long ticks, out int end)
    {
        (ticks, end) = (0, at + 8);
        if (text.Length < at + 8 || text[at + 2] != ':' || text[at + 5] != ':'
            || !Number(text, at, 2, 0, 23, out var hour) || !Number(text, at + 3, 2, 0, 59, out var minute)
            || !Number(text, at + 6, 2, 0, 60, out var second)) return false;
        ticks = ((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond;
        if (end < text.Length && text[end] == '.')
        {
            var start = ++end;
            for (var unit = TimeSpan.TicksPerSecond / 10; end < text.Length && char.IsAsciiDigit(text[end]); unit /= 10)
                ticks += unit * (text[end++] - '0');
            if (end == start) return false;
        }

        if (second == 60) ticks = ((hour * 60L + minute) * 60 + 60) * TimeSpan.TicksPerSecond - 1;
        return true;
    }

    static bool Offset(string text, int at, out TimeSpan offset)
    {
        offset = default;
        if (at == text.Length - 1) return text[at] == 'Z';
        if (text.Length != at + 6 || text[at] is not ('+' or '-') || text[at + 3] != ':'
            || !Number(text, at + 1, 2, 0, 14, out var hours) || !Number(text, at + 4, 2, 0, 59, out var minutes)
            || hours == 14 && minutes != 0) return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[at] == '-' ? -1 : 1);
        return true;
    }

    static bool Instants(DateOnly date, long ticks, TimeSpan offset, out DateTimeOffset instant)
    {
        instant = default;
        var local = date.ToDateTime(TimeOnly.MinValue).Ticks + ticks;
        var utc = local - offset.Ticks;
        if (utc < DateTimeOffset.MinValue.Ticks || utc > DateTimeOffset.MaxValue.Ticks) return false;
        instant = new(new DateTime(local), offset);
        return true;
    }

    static bool Number(string text, int at, int digits, int least, int most, out int number)
    {
        number = 0;
        if (text.Length < at + digits) return false;
        for (var i = at; i < at + digits; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
            number = number * 10 + (text[i] - '0');
        }

        return number >= least && number <= most;
    }
}
