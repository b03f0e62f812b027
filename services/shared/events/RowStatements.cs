using Npgsql;

namespace TrustCenter.Events;

/// <summary>Puts statements of several units together where they are of the kind <see cref="Sql.Rows"/>.</summary>
static class RowStatements
{
    /// <summary>
    /// The units' statements in an order in which each unit's own order is kept: one joins an earlier one of the same
    /// text only where everything its unit has before it stands before that one too.
    /// </summary>
    public static IEnumerable<NpgsqlBatchCommand> Merge(IReadOnlyList<CommitUnit> units)
    {
        if (units.Count == 1)
            return units[0].Commands;

        var places = new List<List<NpgsqlBatchCommand>>();
        var newest = new Dictionary<string, int>(ByLength.Instance);
        foreach (var unit in units)
        {
            var last = -1;
            foreach (var command in unit.Commands)
            {
                var isRows = command.CommandText.StartsWith(Sql.Rows, StringComparison.Ordinal);
                if (isRows && newest.TryGetValue(command.CommandText, out var place) && place > last)
                {
                    places[place].Add(command);
                    last = place;
                    continue;
                }

                last = places.Count;
                places.Add([command]);
                if (isRows)
                    newest[command.CommandText] = last;
            }
        }

        return places.Select(commands => commands is [var only] ? only : Join(commands));
    }

    static NpgsqlBatchCommand Join(List<NpgsqlBatchCommand> commands)
    {
        var joined = new NpgsqlBatchCommand(commands[0].CommandText);
        for (var i = 0; i < commands[0].Parameters.Count; i++)
        {
            var first = commands[0].Parameters[i];
            joined.Parameters.Add(new NpgsqlParameter
            {
                Value = Join(commands, i, (Array)first.Value!),
                NpgsqlDbType = first.NpgsqlDbType,
            });
        }

        return joined;
    }

    static Array Join(List<NpgsqlBatchCommand> commands, int parameter, Array first)
    {
        var length = 0;
        foreach (var command in commands)
            length += ((Array)command.Parameters[parameter].Value!).Length;

        var all = Array.CreateInstance(first.GetType().GetElementType()!, length);
        var at = 0;
        foreach (var command in commands)
        {
            var part = (Array)command.Parameters[parameter].Value!;
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }

    /// <summary>Statements are long and few: their lengths tell them apart as well as hashing all their letters.
    /// </summary>
    sealed class ByLength : IEqualityComparer<string>
    {
        public static ByLength Instance { get; } = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) => text.Length;
    }
}
