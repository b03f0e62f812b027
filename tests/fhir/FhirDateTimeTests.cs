namespace TrustCenter.Fhir.Tests;

public sealed class FhirDateTimeTests
{
    [Theory]
    [InlineData("2024", FhirPrecision.Year, "2024-01-01", "2024-12-31")]
    [InlineData("2024-02", FhirPrecision.Month, "2024-02-01", "2024-02-29")]
    [InlineData("2023-02", FhirPrecision.Month, "2023-02-01", "2023-02-28")]
    [InlineData("2024-06-30", FhirPrecision.Day, "2024-06-30", "2024-06-30")]
    [InlineData("2024-06-30T23:30:00-03:30", FhirPrecision.Time, "2024-06-30", "2024-06-30")]
    [InlineData("0001-01-01", FhirPrecision.Day, "0001-01-01", "0001-01-01")]
    [InlineData("9999", FhirPrecision.Year, "9999-01-01", "9999-12-31")]
    public void A_partial_date_knows_its_first_and_last_day(
        string text, FhirPrecision precision, string first, string last)
    {
        Assert.True(FhirDateTime.TryParse(text, out var date));
        Assert.Equal(precision, date.Precision);
        Assert.Equal((first, last), ($"{date.First:yyyy-MM-dd}", $"{date.Last:yyyy-MM-dd}"));
        Assert.Equal(text, date.Text);
    }

    [Theory]
    [InlineData("2024-02-31")]
    [InlineData("31.02.2024")]
    [InlineData("2023-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("0000")]
    [InlineData("10000")]
    [InlineData("2024-1-1")]
    [InlineData("2024-13")]
    [InlineData("2024-00-01")]
    [InlineData("2024-01-01T10:00")]
    [InlineData("2024-01-01T10:00:00")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T10:60:00Z")]
    [InlineData("2024-01-01T10:00:61Z")]
    [InlineData("2024-01-01T10:00:00.Z")]
    [InlineData("2024-01-01T10:00:00+15:00")]
    [InlineData("2024-01-01T10:00:00+14:01")]
    [InlineData("2024-01-01 10:00:00Z")]
    [InlineData("2024-01-01T10:00:00z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("٢٠٢٤")]
    [InlineData(" 2024")]
    [InlineData("")]
    [InlineData(null)]
    public void What_no_calendar_has_is_refused(string? text) => Assert.False(FhirDateTime.TryParse(text, out _));

    [Fact]
    public void An_offset_is_kept_and_the_instant_is_right()
    {
        var date = FhirDateTime.Parse("2024-06-30T23:30:00.25-03:30");
        Assert.Equal(new DateTimeOffset(2024, 7, 1, 3, 0, 0, 250, TimeSpan.Zero), date.Instant);
        Assert.Equal(TimeSpan.FromMinutes(-210), date.Instant!.Value.Offset);
        Assert.Equal("2024-06-30T23:30:00.25-03:30", FhirDateTime.Of(date.Instant.Value).Text);
        Assert.Null(FhirDateTime.Parse("2024").Instant);
    }

    [Fact]
    public void Every_day_of_four_centuries_is_read_and_no_other()
    {
        for (var year = 1900; year < 2300; year++)
            for (var month = 1; month <= 12; month++)
                for (var day = 1; day <= 31; day++)
                    Assert.Equal(day <= DateTime.DaysInMonth(year, month),
                        FhirDateTime.TryParse($"{year:0000}-{month:00}-{day:00}", out _));
    }
}
