using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Pseudonyms;

/// <summary>A domain's keys: one use, one key. Each is random and wrapped by a key outside PostgreSQL.</summary>
public static class DomainKeys
{
    public const string Data = "data";
    public const string Lookup = "lookup";

    /// <summary>Never changed: another key would be another permutation and could make a pseudonym twice.</summary>
    public const string Permute = "permute";

    public static readonly string[] Uses = [Data, Lookup, Permute];

    public static NpgsqlBatchCommand Add(Vault vault, Guid stream, string use, short version)
    {
        var key = vault.NewKey(Subject(stream, use, version));
        return Sql.Command("""
            insert into pseudonym.keys (domain, use, version, kek, wrapped)
            select id, $2, $3, $4, $5 from pseudonym.domains where stream = $1
            """, stream, use, version, key.Kek, key.Wrapped);
    }

    /// <summary>What a wrapped key is bound to, so that none can take another's place.</summary>
    public static Guid Subject(Guid stream, string use, short version)
    {
        Span<byte> text = stackalloc byte[18 + use.Length];
        stream.TryWriteBytes(text, bigEndian: true, out _);
        BinaryPrimitives.WriteInt16BigEndian(text[16..], version);
        Encoding.ASCII.GetBytes(use, text[18..]);
        return new(SHA256.HashData(text).AsSpan(0, 16), bigEndian: true);
    }
}
