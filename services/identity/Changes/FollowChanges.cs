using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>What other services have to know, in the log's commit-safe order, by keys.</summary>
static class FollowingChanges
{
    const int Most = 1_000;

    static readonly string[] Types =
    [
        "person-merged", "person-restored", "person-split-off", "split-off-undone", "identity-moved-in",
        "person-deactivated", "person-reactivated", "person-deleted",
    ];

    const string Read = """
        select h.xmin, e.tx, e.seq, e.type, e.stream_id, e.data, e.recorded_at, p.domain
        from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) h
        left join lateral (
            select l.* from events.events l
            where (l.tx, l.seq) > ($1, $2) and l.tx < h.xmin and l.type = any($3)
            order by l.tx, l.seq limit $4) e on true
        left join identity.persons p on p.person = e.stream_id
        order by e.tx, e.seq
        """;

    public static void Map(RouteGroupBuilder routes) => routes
        .MapGet("/changes", Handle)
        .RequirePermission(Permissions.IdentityFollow)
        .WithSummary("Merges, splits and erasures behind a position, by keys")
        .Produces<IdentityChanges>();

    static async Task<IResult> Handle(
        string? after, int? count, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (!TryRead(after, out var position))
        {
            return Problem.From(Rejection.Invalid("cursor-malformed",
                "The position is not one this service gave.", "after"));
        }

        if (count is < 1 or > Most)
            return Problem.From(Rejection.Invalid("limit-out-of-range", $"1 to {Most}.", "count"));
        var most = count ?? Most;
        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(Read,
            new NpgsqlParameter { Value = position.Tx, NpgsqlDbType = NpgsqlDbType.Xid8 }, position.Seq, Types, most));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var changes = new List<IdentityChange>();
        var (read, horizon) = (0, 0UL);
        while (await reader.ReadAsync(ct))
        {
            horizon = reader.GetFieldValue<ulong>(0);
            if (await reader.IsDBNullAsync(1, ct)) continue;
            read++;
            position = (reader.GetFieldValue<ulong>(1), reader.GetInt64(2));
            if (!caller.MayUse(reader.GetString(7))) continue;
            changes.Add(Change(reader, Text(position)));
        }

        // all that is final has been seen: the next one begins behind it
        if (read < most && horizon - 1 > position.Tx) position = (horizon - 1, long.MaxValue);
        return Results.Ok(new IdentityChanges(changes, Text(position), read == most));
    }

    static IdentityChange Change(NpgsqlDataReader reader, string position)
    {
        var data = JsonNode.Parse(reader.GetString(5))!.AsObject();
        return new(position, reader.GetString(3), reader.GetString(7), reader.GetGuid(4),
            (data["other"] ?? data["into"] ?? data["from"])?.GetValue<Guid>(), data["operation"]?.GetValue<Guid>(),
            reader.GetFieldValue<DateTimeOffset>(6));
    }

    static string Text((ulong Tx, long Seq) position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position.Tx}-{position.Seq}");

    static bool TryRead(string? text, out (ulong Tx, long Seq) position)
    {
        position = default;
        if (string.IsNullOrEmpty(text)) return true;
        var parts = text.Split('-');
        return parts is [var tx, var seq]
            && ulong.TryParse(tx, NumberStyles.None, CultureInfo.InvariantCulture, out position.Tx)
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out position.Seq);
    }
}
