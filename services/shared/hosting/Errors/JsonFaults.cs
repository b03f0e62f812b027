using System.Text.Json;

namespace TrustCenter.Hosting;

/// <summary>
/// What is wrong with a JSON body, in a sentence. Names of members that are missing are the contract's own; nothing
/// that was sent is repeated.
/// </summary>
static class JsonFaults
{
    const string MissingMembers = "missing required properties including: ";

    public static string Sentence(JsonException fault)
    {
        var where = fault.LineNumber is { } line ? $" (line {line + 1})" : "";
        return fault.Message switch
        {
            var said when said.IndexOf(MissingMembers, StringComparison.Ordinal) is >= 0 and var at =>
                $"Members are missing here: {Names(said.AsSpan(at + MissingMembers.Length))}{where}.",
            var said when said.Contains("could not be mapped", StringComparison.Ordinal) =>
                $"There is no such member; the OpenAPI document names those there are{where}.",
            var said when said.Contains("uplicate property", StringComparison.Ordinal) =>
                $"A member stands there twice{where}.",
            var said when said.Contains("could not be converted", StringComparison.Ordinal)
                || said.Contains("doesn't allow", StringComparison.Ordinal) =>
                $"The value there is of another kind than the OpenAPI document says{where}.",
            _ => $"The JSON is malformed or not what is expected{where}.",
        };
    }

    /// <summary>Quoted names, with commas between them and a full stop behind.</summary>
    static string Names(ReadOnlySpan<char> list)
    {
        var end = list.IndexOf('.');
        return (end < 0 ? list : list[..end]).ToString().Replace("'", "", StringComparison.Ordinal).Trim();
    }
}
