using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Consents.Tests;

/// <summary>A tablet of the tests: enrolled, with staff who have a PIN, and what a tablet's program would do.</summary>
sealed class TestTablet(ConsentApp app, EnrolledTablet tablet)
{
    public const string Pin = "804913";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Guid Id => tablet.Id;
    public string Key => tablet.Key;

    public static async Task<TestTablet> EnrolAsync(ConsentApp app, string? kind = null)
    {
        var code = await app.PostAsync<EnrolmentCode>(
            "/api/consent/tablets", new EnrolTablet("MII", "T1", "Hier", kind), "lead");
        return new(app, await SendAsync<EnrolledTablet>(
            app, null, "/api/consent/tablets/enrolment", new RedeemEnrolment(code.Code)));
    }

    public static async Task ChoosePinAsync(ConsentApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/consent/tablet-pin")
        {
            Content = JsonContent.Create(new ChoosePin(Pin, "Dr. Pflege")),
        };
        request.Headers.Authorization = new("Bearer", app.Tokens.For("ward"));
        using var response = await app.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Plans a session and opens it, confirmed.</summary>
    public async Task<CaptureBundle> OpenAsync(string person, string born = "1980-03-05", bool confirmed = true)
    {
        var planned = await app.PostAsync<PlannedCapture>("/api/consent/captures",
            new PlanCapture("MII", [new("Pseudonym", person)], born, "Zora", "Zylinder"), "ward");
        var code = await app.PostAsync<HandOverCode>(
            $"/api/consent/captures/{planned.Id}/hand-over", new HandOverCapture(Id), "ward");
        var bundle = await SendAsync<CaptureBundle>(
            app, Key, "/api/consent/tablet/captures", new OpenCapture(code.Code));
        if (!confirmed) return bundle;
        var day = DateOnly.Parse(born, CultureInfo.InvariantCulture);
        var answer = await SendAsync<ConfirmedBirthday>(
            app, bundle.Token, "/api/consent/capture/confirmation", new ConfirmBirthday(day.Day, day.Month));
        Assert.True(answer.Confirmed);
        return bundle;
    }

    public static CaptureContent Content(CaptureBundle bundle, params string[] signers) => new(
        bundle.Token, TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), 0,
        [.. bundle.Forms.SelectMany(form => new[]
        {
            new ShownScreen("information", form.Texts[0].Hash, "de", 60),
            new ShownScreen("decision", form.Texts[0].Hash, "de", 60),
        })],
        [.. bundle.Forms.Select(form => new CapturedDocument(
            form.Texts[0].Template, Answers(form, "accepted"),
            [.. (form.Part == "guardian" ? signers : ["patient"])
                .Select(role => new Signer(role, "Zora Zylinder"))]))]);

    public static Dictionary<string, string> Answers(CaptureForm form, string answer) => form.Texts[0].Form.Modules
        .Where(module => module.Decision).ToDictionary(module => module.Name, _ => answer);

    /// <summary>Seals as the program in the browser does.</summary>
    public static CaptureDelivery Seal(CaptureBundle bundle, CaptureContent content)
    {
        var point = Convert.FromBase64String(bundle.DeliveryKey);
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = point[1..33], Y = point[33..] },
        });
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(other.PublicKey), 32,
            bundle.Id.ToByteArray(bigEndian: true), "trustcenter capture 1"u8.ToArray());
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web);
        var (nonce, sealedBytes, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, plain, sealedBytes, tag, Encoding.ASCII.GetBytes(bundle.Id.ToString()));
        return new(bundle.Id, Convert.ToBase64String(Envelope.PublicKey(own)), Convert.ToBase64String(nonce),
            Convert.ToBase64String([.. sealedBytes, .. tag]));
    }

    public Task<HttpResponseMessage> DeliverAsync(CaptureDelivery delivery) =>
        SendAsync(app, Key, "/api/consent/tablet/deliveries", delivery);

    public static async Task<T> SendAsync<T>(ConsentApp app, string? token, string path, object body)
    {
        using var response = await SendAsync(app, token, path, body);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text} {app.Logs}");
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    public static async Task<HttpResponseMessage> SendAsync(ConsentApp app, string? token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body, body.GetType()),
        };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await app.Client.SendAsync(request, Ct);
    }
}
