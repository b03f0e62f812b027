using System.Data;
using System.Text;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Consents;

/// <summary>Goes through the people of a domain and says who is consented, with every decision audited.</summary>
sealed class ConsentedPeople(
    IQuerySession session, Vault vault, CheckQuestion question, string type, IdMatch matching, Caller caller,
    TimeProvider clock)
{
    const string Ids = """
        select s.id, s.lookup, s.subject, s.value, k.kek, k.wrapped
        from consent.signer_ids s join vault.keys k on k.subject = s.subject
        where s.domain = $1 and s.type = $2 and s.id > $3
        order by s.id limit $4
        """;

    sealed record SignerId(Guid Id, byte[] Lookup, Guid Subject, byte[] Value, WrappedKey Key);

    /// <param name="Consented">Identifiers, opened.</param>
    /// <param name="Last">Where the next chunk begins; null: there is none.</param>
    public readonly record struct Part(IReadOnlyList<string> Consented, Guid? Last);

    public async Task<Part> NextAsync(Guid after, int size, CancellationToken ct)
    {
        await using var connection = await session.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var ids = await ReadAsync(connection, transaction, after, size, ct);
        if (ids.Count == 0) return new([], null);

        var people = ids.ConvertAll(id => new CheckedPerson(question.Domain, [id.Lookup], matching));
        var results = await Checker.AnswerAsync(
            connection, transaction, question, people, caller, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        var consented = new List<string>();
        for (var i = 0; i < ids.Count; i++)
            if (results[i].Answer.Permitted) consented.Add(Open(ids[i]));
        return new(consented, ids.Count == size ? ids[^1].Id : null);
    }

    string Open(SignerId id) =>
        Encoding.UTF8.GetString(vault.Open(id.Subject, id.Key, SignerIds.Field(id.Id), id.Value));

    async Task<List<SignerId>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid after, int size, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { Sql.Command(Ids, question.Domain, type, after, size) },
        };
        await using var row = await batch.ExecuteReaderAsync(ct);
        var ids = new List<SignerId>(size);
        while (await row.ReadAsync(ct))
        {
            ids.Add(new(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.GetGuid(2), row.GetFieldValue<byte[]>(3),
                new(row.GetString(4), row.GetFieldValue<byte[]>(5))));
        }

        return ids;
    }
}
