namespace TrustCenter.Consents.Tests;

public sealed class CaptureFormsTests
{
    static readonly DateTimeOffset Opened = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Received = Opened.AddHours(2);

    [Theory]
    [InlineData("2020-03-01", "2027-02-28", "guardian")]
    [InlineData("2020-03-01", "2027-03-01", "child guardian")]
    [InlineData("2020-03-01", "2032-02-29", "child guardian")]
    [InlineData("2020-03-01", "2032-03-01", "youth guardian")]
    [InlineData("2020-03-01", "2038-02-28", "youth guardian")]
    [InlineData("2020-03-01", "2038-03-01", "patient")]
    [InlineData("2008-02-29", "2026-02-28", "youth guardian")]
    [InlineData("2008-02-29", "2026-03-01", "patient")]
    public void Age_on_the_day_decides_who_is_asked(string born, string today, string parts) =>
        Assert.Equal(parts, string.Join(' ',
            CaptureForms.For([], null, Day(born), Day(today)).Select(form => form.Part)));

    [Fact]
    public void A_form_that_was_chosen_is_for_adults_only()
    {
        Assert.Equal("X|1", Assert.Single(CaptureForms.For([], "X|1", Day("2000-01-01"), Day("2026-01-01"))).Template);
        Assert.Equal(2, CaptureForms.For([], "X|1", Day("2016-01-01"), Day("2026-01-01")).Count);
    }

    [Theory]
    [InlineData(0, 0, 60)]
    [InlineData(86_400, 86_400, 60)] // a clock that is a day ahead
    [InlineData(-86_400, -86_400, 60)]
    [InlineData(0, 86_400, 120)] // it jumped meanwhile: never after the receipt
    [InlineData(0, -86_400, 0)] // nor before the session
    public void A_tablets_wrong_clock_does_not_change_the_date(int ahead, int offBy, int minute) =>
        Assert.Equal(Opened.AddMinutes(minute),
            ReceivingCapture.SignedAt(Opened.AddHours(1).AddSeconds(offBy), ahead, Opened, Received));

    [Theory]
    [InlineData("804913", true)]
    [InlineData("123456", false)]
    [InlineData("654321", false)]
    [InlineData("777777", false)]
    [InlineData("12a456", false)]
    [InlineData("80491", false)]
    public void A_pin_must_not_be_easily_guessed(string pin, bool good) => Assert.Equal(good, StaffPins.IsGood(pin));

    static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}
