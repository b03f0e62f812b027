using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrustCenter.Hosting.Tests;

public sealed class JsonFaultTests
{
    sealed record Inner(int Count);

    sealed record Body(string Name, Inner Inner);

    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    [Theory]
    [InlineData("""{"name":"a"}""", "Members are missing here: inner (line 1).")]
    [InlineData("{}", "Members are missing here: name, inner (line 1).")]
    [InlineData("""{"name":"a","colour":"secret"}""", "There is no such member")]
    [InlineData("""{"name":"a","name":"b"}""", "A member stands there twice")]
    [InlineData("""{"name":7,"inner":{"count":1}}""", "The value there is of another kind")]
    [InlineData("""{"name":null,"inner":{"count":1}}""", "The value there is of another kind")]
    [InlineData("""{"name":"a","inner":{"count":"secret"}}""", "The value there is of another kind")]
    [InlineData("""{"name":"secret" """, "The JSON is malformed")]
    public void A_sentence_says_what_is_wrong_and_repeats_nothing_that_was_sent(string body, string sentence)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Body>(body, Strict));

        var said = JsonFaults.Sentence(fault);
        Assert.StartsWith(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }
}
