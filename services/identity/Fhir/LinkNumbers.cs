using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>The whole numbers by which the gateway speaks of pairs. A number says nothing and is given once; it is no
/// fact of a pair and stays when read models are built anew.</summary>
static class LinkNumbers
{
    const string Give = """
        insert into identity.pair_links (pair)
        select pair from unnest($1::uuid[]) as pair
        where not exists (select from identity.pair_links l where l.pair = pair.pair)
        order by pair on conflict do nothing
        """;

    public static async Task<IReadOnlyDictionary<Guid, int>> OfAsync(
        NpgsqlDataSource data, Guid[] pairs, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Give, (object)pairs));
        batch.BatchCommands.Add(Sql.Command(
            "select pair, link from identity.pair_links where pair = any($1)", (object)pairs));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var numbers = new Dictionary<Guid, int>();
        do
        {
            while (await reader.ReadAsync(ct)) numbers[reader.GetGuid(0)] = reader.GetInt32(1);
        }
        while (await reader.NextResultAsync(ct));
        return numbers;
    }

    /// <summary>The pair of a number in a domain, or null.</summary>
    public static async Task<Guid?> FindAsync(NpgsqlDataSource data, int number, string domain, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select p.pair from identity.pair_links l join identity.pairs p on p.pair = l.pair
            where l.link = $1 and p.domain = $2
            """);
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = domain });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    public static Rejection Unknown(string place) => Rejection.NotFound("pair-unknown",
        "There is no such pair in a domain that is yours to use.", place);
}
