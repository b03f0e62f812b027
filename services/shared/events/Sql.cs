using Npgsql;

namespace TrustCenter.Events;

/// <summary>Short ways to write positional, typed statements.</summary>
public static class Sql
{
    /// <summary>
    /// Begins a statement whose parameters are all arrays and which does for two lists one behind the other what it
    /// would do for the one and then for the other. Of several sessions that are committed together such statements are
    /// sent as one: a hundred inserts cost little more than one. Rows are taken from the arrays by
    /// <c>generate_series(1, cardinality($1)) as n</c> and <c>$1[n]</c>: <c>unnest</c> of several arrays costs 7 µs for
    /// each of them.
    /// </summary>
    public const string Rows = "/* rows */ ";

    /// <summary>
    /// How many seconds a commit, or a short read that a write needs first, waits for the server; whoever waits for
    /// more wants to know that the database hangs. Statements that read much keep Npgsql's longer patience.
    /// </summary>
    public const int Patience = 4;

    /// <summary>A batch command with positional parameters $1, $2, …; null becomes SQL NULL. A single array
    /// parameter has to be cast to <see cref="object"/>, or its elements become the parameters.</summary>
    public static NpgsqlBatchCommand Command(string sql, params object?[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter as NpgsqlParameter
                ?? new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        return command;
    }
}
