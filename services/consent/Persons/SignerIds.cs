using Npgsql;
using TrustCenter.Contracts.Consent;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>A signer id as stored: found by keyed hash, its value sealed with the subject's key.</summary>
public sealed record KnownSignerId(byte[] Lookup, Guid Id, Guid Subject, WrappedKey Key);

/// <summary>Identifiers under which people sign. Two people never share one within a domain.</summary>
public static class SignerIds
{
    const string Find = """
        select s.lookup, s.id, s.subject, k.wrapped, k.kek
        from consent.signer_ids s join vault.keys k on k.subject = s.subject
        where s.domain = $1 and s.lookup = any($2)
        """;

    const string Insert = Sql.Rows + """
        insert into consent.signer_ids (domain, lookup, id, subject, type, value, recorded_at)
        select $1[n], $2[n], $3[n], $4[n], $5[n], $6[n], $7[n] from generate_series(1, cardinality($1)) as n
        """;

    /// <summary>A further identifier of somebody known leads to whom the index takes for the same person,
    /// too.</summary>
    public static NpgsqlBatchCommand AliasCommand(Guid subject) => Sql.Command(
        Sql.Rows + "select consent.alias($1)", (object)new[] { subject });

    public static Rejection? Check(DomainSettings domain, IReadOnlyList<PersonIdentifier>? identifiers)
    {
        if (identifiers is not { Count: > 0 }) return Faults.Missing("identifiers");
        if (identifiers.Count > 10)
            return Rejection.Invalid("too-many", "At most 10 identifiers of one person.", "identifiers");
        for (var i = 0; i < identifiers.Count; i++)
        {
            if (!domain.SignerIdTypes.Contains(identifiers[i].Type))
            {
                return Rejection.Unprocessable("identifier-type-unknown",
                    $"The domain knows the identifier types {string.Join(", ", domain.SignerIdTypes)}.",
                    $"identifiers[{i}].type");
            }

            if (identifiers[i].Value is not { Length: > 0 and <= 200 } value || value.Trim().Length != value.Length
                || value.Any(char.IsControl) || !IsWellFormed(value))
            {
                return Rejection.Invalid("identifier-invalid",
                    "An identifier has 1 to 200 characters, no control character, and no space at its ends.",
                    $"identifiers[{i}].value");
            }
        }

        return identifiers.Distinct().Count() == identifiers.Count ? null
            : Rejection.Invalid("identifier-twice", "An identifier is given twice.", "identifiers");
    }

    /// <summary>The keyed hash an identifier is found by; the same for composed and decomposed spellings.</summary>
    public static byte[] Lookup(Vault vault, string domain, PersonIdentifier identifier) =>
        vault.LookupHash("signer-id", domain, identifier.Type, identifier.Value.Normalize());

    public static byte[][] Lookups(Vault vault, string domain, IReadOnlyList<PersonIdentifier> identifiers)
    {
        var lookups = new byte[identifiers.Count][];
        for (var i = 0; i < lookups.Length; i++) lookups[i] = Lookup(vault, domain, identifiers[i]);
        return lookups;
    }

    public static async Task<List<KnownSignerId>> FindAsync(
        NpgsqlDataSource dataSource, string domain, byte[][] lookups, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.Timeout = Sql.Patience;
        batch.BatchCommands.Add(Sql.Command(Find, domain, lookups));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new List<KnownSignerId>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new(reader.GetFieldValue<byte[]>(0), reader.GetGuid(1), reader.GetGuid(2),
                new WrappedKey(reader.GetString(4), reader.GetFieldValue<byte[]>(3))));
        }

        return found;
    }

    public static NpgsqlBatchCommand InsertCommand(
        SubjectSeal seal, string domain, KnownSignerId signer, PersonIdentifier identifier, DateTimeOffset now) =>
        Sql.Command(Insert, new[] { domain }, new[] { signer.Lookup }, new[] { signer.Id }, new[] { signer.Subject },
            new[] { identifier.Type },
            new[] { seal.Seal(Field(signer.Id), System.Text.Encoding.UTF8.GetBytes(identifier.Value)) },
            new[] { now });

    /// <summary>Name the value is sealed under.</summary>
    public static string Field(Guid signerId) => $"signer-id/{signerId:N}";

    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
