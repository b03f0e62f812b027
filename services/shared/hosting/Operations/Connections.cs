using Npgsql;

namespace TrustCenter.Hosting;

/// <summary>Connection strings as configured.</summary>
static class Connections
{
    /// <summary>Reads one and refuses what is unsafe or can't be read; the string itself is never said.</summary>
    /// <exception cref="RefusedToStartException">It is malformed, or its password is a known or simple one.</exception>
    public static NpgsqlConnectionStringBuilder Read(string service, string text)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new RefusedToStartException(
                $"The database connection of the service {service} can't be read; it goes like "
                + "Host=…;Database=…;Username=…;Password=….");
        }

        if (connection.Password is { Length: > 0 } password)
            KnownSecrets.Refuse($"The database password of the service {service}", password);

        return connection;
    }
}
