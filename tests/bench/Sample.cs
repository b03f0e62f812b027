using System.Net.Http.Headers;
using System.Text.Json;

namespace TrustCenter.Bench;

/// <summary>Asks the running suite about seeded people: what was seeded must be what the service itself would have
/// stored.</summary>
static class Sample
{
    const int Size = 40;

    public static async Task VerifyAsync(string address, string token, int people)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        for (var i = 0; i < Size; i++)
        {
            // every other one of them has withdrawn
            var number = (int)((long)i * people / Size);
            if (i % 2 == 1) number = number / 33 * 33 + 32;
            if (number >= people) continue;
            await VerifyAsync(http, number);
        }

        await RecordAgainAsync(http, 0);
    }

    static async Task VerifyAsync(HttpClient http, int number)
    {
        object[] identifiers = [new { type = Person.IdType, value = Person.Id(number) }];
        var check = await AskAsync(http, "check", new { domain = Person.Domain, identifiers, policy = Person.Policy });
        Demand(number, "check", check.GetProperty("permitted").GetBoolean() != Person.HasWithdrawn(number));

        var history = await AskAsync(http, "persons/history", new { domain = Person.Domain, identifiers });
        var documents = history.GetProperty("documents");
        Demand(number, "history", documents.GetArrayLength() >= (Person.HasWithdrawn(number) ? 2 : 1));

        using var document = await http.GetAsync(
            new Uri($"/api/consent/consents/{documents[0].GetProperty("id").GetGuid()}", UriKind.Relative));
        Demand(number, "document", document.IsSuccessStatusCode);
    }

    /// <summary>A seeded person's next document is recorded under the same subject, sealed with the seeded
    /// key.</summary>
    static async Task RecordAgainAsync(HttpClient http, int number)
    {
        var question = new
        {
            domain = Person.Domain,
            identifiers = new[] { new { type = Person.IdType, value = Person.Id(number) } }
        };
        var before = (await AskAsync(http, "persons/history", question)).GetProperty("documents").GetArrayLength();
        await AskAsync(http, "consents", JsonSerializer.Deserialize<JsonElement>(Person.ConsentJson(number)));
        var after = (await AskAsync(http, "persons/history", question)).GetProperty("documents").GetArrayLength();
        Demand(number, "a further document", after == before + 1);
    }

    static async Task<JsonElement> AskAsync(HttpClient http, string route, object question)
    {
        using var answer = await http.PostAsJsonAsync($"/api/consent/{route}", question);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{route}: {(int)answer.StatusCode} {text}");
    }

    static void Demand(int number, string what, bool holds)
    {
        if (!holds) throw new InvalidOperationException(
            $"The seeded person {number} is not answered for as recorded: {what}.");
    }
}
