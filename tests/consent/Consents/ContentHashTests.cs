using System.Security.Cryptography;
using System.Text.Json;

namespace TrustCenter.Consents.Tests;

public sealed class ContentHashTests
{
    /// <summary>The hash is printed on paper and compared for thirty years: what it is taken over may not change.
    /// </summary>
    [Fact]
    public void It_is_taken_over_the_document_as_one_object_with_the_answers_in_order()
    {
        var id = Guid.Parse("0198c0de-0000-7000-8000-00000000abcd");
        var at = new DateTimeOffset(2026, 3, 1, 10, 30, 0, TimeSpan.FromHours(1));
        var answers = new Dictionary<string, ModuleAnswer>
        {
            ["Überschuß <b>"] = ModuleAnswer.Declined,
            ["BIOMAT"] = ModuleAnswer.Accepted,
            ["PATDAT"] = ModuleAnswer.NotAsked,
        };
        var content = new DocumentContent(
            [1, 2, 3], [new("patient", "Łukasz \"Ö\" O'Hara", at, null, null)], new DateOnly(2000, 2, 29), "Note", []);
        var whole = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id,
            domain = "MII",
            template = "Ä & Ö|1.6.d",
            signedAt = at,
            answers = answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).ToDictionary(),
            content,
        }, StoredJson.Options);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(whole)), content.Hash(id, "MII", "Ä & Ö|1.6.d", at, answers));
    }
}
