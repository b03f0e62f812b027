using System.Globalization;
using System.Security.Cryptography;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Local;

/// <summary>
/// What is needed to try the portal: a made-up patient who has consented, whose data a project got, and the letter that
/// opens the portal. All by the public API; a new patient each time.
/// </summary>
static class DemoPortal
{
    const string Born = "1961-04-12";

    public static async Task PrepareAsync(LocalSettings settings, TimeProvider clock)
    {
        var url = RunningSuite.Read(settings.Data).Url;
        using var ward = DemoTablet.Client(url, Commands.Token(settings, "ward", clock));
        using var diz = DemoTablet.Client(url, Commands.Token(settings, "diz", clock));
        var person = "PORTAL-" + RandomNumberGenerator.GetString("0123456789", 8);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        await DemoTablet.SendAsync<RecordedConsent>(ward, HttpMethod.Post, "/api/consent/consents",
            DemoConsent.Filled(person, "Erika Beispiel", today.AddDays(-400)));
        await DemoTablet.SendAsync<ReportedRelease>(diz, HttpMethod.Post, "/api/consent/portal/releases",
            new ReportRelease(DemoConsent.Domain, "demo-1", "HERZ-24",
                "Woran man eine Herzschwäche früh erkennt", "Universitätsmedizin Musterstadt, Kardiologie",
                today.AddDays(-200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "Pseudonym", [person]));
        var ordered = await DemoTablet.SendAsync<OrderedPortalLetter>(ward, HttpMethod.Post,
            "/api/consent/portal/letters",
            new OrderPortalLetter(DemoConsent.Domain, [new("Pseudonym", person)], "Erika Beispiel", Born));
        var letter = await DemoTablet.SendAsync<PortalLetterText>(ward, HttpMethod.Post,
            $"/api/consent/portal/letters/{ordered.Id}/text", new { });
        Console.WriteLine($"""

            Portal       {letter.Address}
            Code         {letter.Code}          (works once, until {letter.Until:yyyy-MM-dd})
            Birth date   {Born}
            QR code      {letter.Link}
            Patient      Pseudonym {person}

            """);
    }
}
