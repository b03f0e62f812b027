using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Identities;

/// <summary>A tile that a worker holds.</summary>
sealed record ClaimedTile(Guid Run, int Number, Guid Project, bool IsFinish, Tile Tile);

/// <summary>The queue of tiles. Time is the database's, so that workers need not agree about it.</summary>
sealed class LinkageQueue(NpgsqlDataSource data)
{
    readonly Guid _holder = Guid.CreateVersion7(DateTimeOffset.UnixEpoch); // only tells one from others

    /// <summary>All tiles of a run, and behind them the one step that finishes it.</summary>
    public static NpgsqlBatchCommand Insert(Guid run, Guid project, IReadOnlyList<Tile> tiles)
    {
        Tile[] all = [.. tiles, default];
        return Sql.Command("""
            insert into identity.linkage_tiles (run, tile, project, kind,
                left_site, left_page, left_end, right_site, right_page, right_end)
            select $1, n, $2, case when n = cardinality($3) then 'finish' else 'compare' end,
                $3[n], $4[n], $5[n], $6[n], $7[n], $8[n]
            from generate_series(1, cardinality($3)) as n
            """, run, project, Column(tile => tile.LeftSite), Column(tile => tile.LeftPage),
            Column(tile => tile.LeftEnd), Column(tile => tile.RightSite), Column(tile => tile.RightPage),
            Column(tile => tile.RightEnd));

        int[] Column(Converter<Tile, int> of) => Array.ConvertAll(all, of);
    }

    /// <summary>The next tile that nobody holds, or whose holder has said nothing for too long; null: none is due.
    /// </summary>
    public async Task<ClaimedTile?> ClaimAsync(TimeSpan lease, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            update identity.linkage_tiles t
            set holder = $1, attempts = attempts + 1, leased_until = clock_timestamp() + $2
            where (t.run, t.tile) = (
                select d.run, d.tile from identity.linkage_tiles d
                where not d.done and d.leased_until < clock_timestamp() and (d.kind = 'compare' or not exists (
                    select from identity.linkage_tiles o where o.run = d.run and o.kind = 'compare' and not o.done))
                order by d.run, d.tile limit 1 for update skip locked)
            returning t.run, t.tile, t.project, t.kind = 'finish', t.left_site, t.left_page, t.left_end,
                t.right_site, t.right_page, t.right_end
            """);
        command.Parameters.Add(new() { Value = _holder });
        command.Parameters.Add(new() { Value = lease });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        return new(reader.GetGuid(0), reader.GetInt32(1), reader.GetGuid(2), reader.GetBoolean(3),
            new(reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt32(8),
                reader.GetInt32(9)));
    }

    /// <summary>Says that the worker still works on it.</summary>
    /// <returns>False: somebody else has it by now, or it is done or gone.</returns>
    public async Task<bool> RenewAsync(ClaimedTile tile, TimeSpan lease, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.linkage_tiles set leased_until = clock_timestamp() + $4
            where run = $1 and tile = $2 and holder = $3 and not done
            """, tile.Run, tile.Number, _holder, lease));
        return await batch.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Keeps what was found. Whoever comes second found the same, so it doesn't matter who was first.
    /// </summary>
    public async Task CompleteAsync(ClaimedTile tile, long found, double seconds, byte[] pairs, CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.linkage_tiles set done = true, found = $3, seconds = $4, pairs = $5
            where run = $1 and tile = $2 and not done
            """, tile.Run, tile.Number, found, (float)seconds, pairs));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Gives a tile back, to be tried again a little later.</summary>
    public async Task ReleaseAsync(ClaimedTile tile, TimeSpan pause)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("""
            update identity.linkage_tiles set leased_until = clock_timestamp() + $4
            where run = $1 and tile = $2 and holder = $3 and not done
            """, tile.Run, tile.Number, _holder, pause));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Whether anything is still to be done, by whomever.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "select not exists (select from identity.linkage_tiles where not done)");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What all tiles of a run found, in their order; sealed.</summary>
    public async Task<List<(Tile Tile, int Number, byte[] Pairs)>> FoundAsync(Guid run, CancellationToken ct)
    {
        await using var command = data.CreateCommand("""
            select left_site, left_page, left_end, right_site, right_page, right_end, tile, pairs
            from identity.linkage_tiles where run = $1 and kind = 'compare' and done and found > 0 order by tile
            """);
        command.Parameters.Add(new() { Value = run });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(Tile, int, byte[])>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3),
                reader.GetInt32(4), reader.GetInt32(5)), reader.GetInt32(6), reader.GetFieldValue<byte[]>(7)));
        }

        return found;
    }
}
