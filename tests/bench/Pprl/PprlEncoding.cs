using TrustCenter.Identities.Linkage;

namespace TrustCenter.Bench;

/// <summary>How many records one thread encodes in a second.</summary>
static class PprlEncoding
{
    const int Records = 400_000;

    public static void Measure(Action<FormattableString> say)
    {
        say($"""

            Records encoded in a second by one thread, from what was written down to the finished filter, normalisation
            included (aim 0.5 M). Warm: names, places and streets come up again, as they do in a register; dates and
            postcodes are new now and then. Cold: every value for the first time.

            | Profile | warm, of its own time | by the clock | cold, of its own time |
            |---|---|---|---|
            """);
        var people = Enumerable.Range(0, Records).Select(number => BenchPeople.Of(number)).ToArray();
        var distinct = people.Take(20_000).Index().Select(one => one.Item with
        {
            GivenName = $"{one.Item.GivenName} {Letters(one.Index)}",
            FamilyName = $"{one.Item.FamilyName}{Letters(one.Index * 7919L)}",
            City = $"{one.Item.City}{Letters(one.Index * 31L)}",
            Street = $"{Letters(one.Index * 104_729L)}weg",
        }).ToArray();
        foreach (var profile in new[]
        {
            StandardProfiles.Plain("bench"), StandardProfiles.Sparse("bench"), StandardProfiles.Default("bench"),
            StandardProfiles.Separate("bench"),
        })
        {
            var encoder = new FilterEncoder(profile, PprlSamples.Secret);
            var filter = new ulong[encoder.Words];
            var warm = Timing.Best(4, () =>
            {
                foreach (var person in people) encoder.Encode(person, filter);
            });
            var cold = Timing.Best(3, () =>
            {
                var fresh = new FilterEncoder(profile, PprlSamples.Secret);
                foreach (var person in distinct) fresh.Encode(person, filter);
            });
            say($"""
                | {profile.Name} | {Records / warm.Own / 1e6:0.00} M | {Records / warm.Wall / 1e6:0.00} M
                 | {distinct.Length / cold.Own / 1e6:0.00} M |
                """);
        }
    }

    static string Letters(long number)
    {
        var text = "";
        for (number = number * 2_654_435_761 % 11_881_376; number > 0; number /= 26)
            text += (char)('a' + number % 26);
        return text;
    }
}
