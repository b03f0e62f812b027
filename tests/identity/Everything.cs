using System.Text;

namespace TrustCenter.Identities.Tests;

/// <summary>All that a database holds, as whoever stole it would read it.</summary>
static class Everything
{
    /// <summary>Every row of every table as text, in which bytea is hexadecimal.</summary>
    public static async Task<List<string>> TextsAsync(IdentityApp app)
    {
        var ct = TestContext.Current.CancellationToken;
        var tables = new List<string>();
        await using (var list = app.Superuser.CreateCommand("""
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')
            """))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) tables.Add(reader.GetString(0));
        }

        Assert.Contains("identity.session_tokens", tables);
        var texts = new List<string>();
        foreach (var table in tables)
        {
            await using var read = app.Superuser.CreateCommand($"select t::text from {table} t");
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) texts.Add($"{table}: {reader.GetString(0)}");
        }

        Assert.True(texts.Count > 20, "The scan finds nothing to look at any more.");
        return texts;
    }

    /// <summary>A text as it is, in base64 at each of its three offsets, in hexadecimal, in UTF-16.</summary>
    public static IEnumerable<string> Writings(string canary)
    {
        yield return canary;
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(canary), Encoding.Unicode.GetBytes(canary) })
        {
            yield return Convert.ToHexString(bytes);
            for (var skip = 0; skip < 3; skip++)
            {
                var shifted = Convert.ToBase64String([.. new byte[skip], .. bytes]);
                yield return shifted[(skip == 0 ? 0 : 4)..^4];
            }
        }
    }
}
