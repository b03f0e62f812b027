using System.Text.Json;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What was learnt of filters of single fields: a page beside those of the sites, gone with the result.
/// </summary>
static class WeightsPage
{
    const int Part = -1;

    public static async Task WriteAsync(
        NpgsqlDataSource data, Guid result, DataKey key, FieldWeights weights, CancellationToken ct)
    {
        using var pages = new SealedPages(data, result, key);
        await pages.WriteAsync(Part, 0, JsonSerializer.SerializeToUtf8Bytes(weights, StoredJson.Options), ct);
    }

    public static async Task<FieldWeights?> ReadAsync(
        NpgsqlDataSource data, Guid result, DataKey key, CancellationToken ct)
    {
        using var pages = new SealedPages(data, result, key);
        return await pages.ReadAsync(Part, 0, 1, ct) is [var page]
            ? JsonSerializer.Deserialize<FieldWeights>(page, StoredJson.Options) : null;
    }
}
