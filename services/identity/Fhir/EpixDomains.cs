using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Finds the domain a caller means.</summary>
sealed class EpixDomains(DomainCatalog catalog, Npgsql.NpgsqlDataSource data)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="name">Its name; null: the only one the caller may use.</param>
    /// <param name="place">Where its name stands, or should.</param>
    /// <param name="ct">Stops looking.</param>
    public async Task<(OpenDomain? Domain, Rejection? Fault)> FindAsync(
        Caller caller, string? name, string place, CancellationToken ct)
    {
        if (name is null)
        {
            var own = (await NamesAsync(ct)).Where(caller.MayUse).ToArray();
            if (own is not [var only]) return (null, Faults.Missing(place));
            name = only;
        }

        return caller.MayUse(name) && await catalog.FindAsync(name, ct) is { } domain
            ? (domain, null)
            : (null, Faults.DomainUnknown with { Path = place });
    }

    async Task<List<string>> NamesAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select name from identity.domains order by name limit 1000");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        return names;
    }
}
