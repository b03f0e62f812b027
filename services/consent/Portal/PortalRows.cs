using Npgsql;
using NpgsqlTypes;

namespace TrustCenter.Consents;

/// <summary>Values of columns that may be empty.</summary>
static class PortalRows
{
    public static NpgsqlParameter Moment(DateTimeOffset? moment) => new()
    {
        Value = (object?)moment?.ToUniversalTime() ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    public static NpgsqlParameter Day(DateOnly? day) =>
        new() { Value = (object?)day ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    public static NpgsqlParameter Id(Guid? id) =>
        new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    public static DateTimeOffset? MomentOf(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
