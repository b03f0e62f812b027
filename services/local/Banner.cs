namespace TrustCenter.Local;

/// <summary>What <c>./run</c> prints when the suite is ready. Every line that looks like a command is one.</summary>
static class Banner
{
    public static string Of(LocalSettings settings, string url, bool pages, int? postgresPort, DateOnly today)
    {
        var run = Environment.GetEnvironmentVariable("TRUSTCENTER_RUN") ?? "./run";
        var postgres = postgresPort is { } port
            ? $"127.0.0.1:{port}, data in {settings.Data}"
            : "as TRUSTCENTER_POSTGRES says";
        var kiosk = pages ? $"{url}/kiosk/" : "not built (Node.js 20 with npm was missing)";
        var desk = pages ? $"{url}/desk/" : "not built";
        var portal = pages ? Suite.PortalOf(url) : "not built";
        return $$"""

            TrustCenter is ready: {{url}}

              kiosk       {{kiosk}}
              desk        {{desk}}           account and password: {{run}} password clerk
              portal      {{portal}}
              own API     {{url}}/api/consent          OpenAPI {{url}}/openapi/consent.v1.json
                          {{url}}/api/pseudonym        OpenAPI {{url}}/openapi/pseudonym.v1.json
                          {{url}}/api/identity         OpenAPI {{url}}/openapi/identity.v1.json
              TTP-FHIR    {{url}}/ttp-fhir/fhir/gics   consents
                          {{url}}/ttp-fhir/fhir/gpas   pseudonyms
                          {{url}}/ttp-fhir/fhir/epix   identities
              IHE         {{url}}/ihe/fhir/MII         PIXm, PDQm, $match
              sessions    {{url}}/mainzelliste         a study's server and its browser pages
              tokens      {{url}}/oauth/token          keys {{url}}/.well-known/jwks.json
              health      {{url}}/health/ready
              PostgreSQL  {{postgres}}

              roles       {{string.Join(", ", LocalClients.Roles)}}          {{run}} token ROLE
              client      diz                                             {{run}} secret diz
              study       its API key                                     {{run}} secret study

            Try, in another terminal:

              {{string.Join("\n  ", Curls(url, run, today))}}

              {{run}} demo

            Ctrl-C stops it.
            """;
    }

    /// <summary>Records a consent, asks about it, makes a pseudonym, and asks the gateway for what it can do.</summary>
    public static string[] Curls(string url, string run, DateOnly today) =>
    [
        $"curl -s {url}/api/consent/consents -H \"Authorization: Bearer $({run} token ward)\" "
        + $"-H 'Content-Type: application/json' -d '{DemoConsent.ShortJson(today)}'",
        $"curl -s {url}/api/consent/check -H \"Authorization: Bearer $({run} token diz)\" "
        + $"-H 'Content-Type: application/json' -d '{DemoConsent.CheckJson()}'",
        $"curl -s {url}/api/pseudonym/pseudonyms -H \"Authorization: Bearer $({run} token diz)\" "
        + $"-H 'Content-Type: application/json' -d '{{\"domain\":\"{DemoConsent.Domain}\",\"originals\":[\"4711\"]}}'",
        $"curl -s -u \"diz:$({run} secret diz)\" {url}/ttp-fhir/fhir/gics/metadata",
    ];
}
