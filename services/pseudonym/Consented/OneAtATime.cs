using Npgsql;

namespace TrustCenter.Pseudonyms;

/// <summary>Work that one instance does at a time: it is its connection's, and ends with it.</summary>
static class OneAtATime
{
    public const int Following = 1;
    public const int Withdrawing = 2;

    public static async Task<bool> TryEnterAsync(NpgsqlConnection connection, int work, CancellationToken ct)
    {
        await using var command = Command("select pg_try_advisory_lock($1, $2)", connection, work);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task LeaveAsync(NpgsqlConnection connection, int work)
    {
        if (connection.FullState != System.Data.ConnectionState.Open) return;
        await using var command = Command("select pg_advisory_unlock($1, $2)", connection, work);
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            await connection.CloseAsync(); // broken: the server lets go by itself
        }
    }

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection, int work) => new(sql, connection)
    {
        Parameters = { new() { Value = PairLocks.Tying }, new() { Value = work } },
    };
}
