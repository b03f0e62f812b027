using System.Text;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>An id of the index as it is kept: found by keyed hash, encrypted with the person's key.</summary>
static class MpiContent
{
    const string Field = "mpi";

    public static byte[] LookupOf(Vault vault, string domain, string id) =>
        vault.LookupHash("identity-mpi", domain, id);

    public static byte[] Seal(Vault vault, Guid person, WrappedKey key, string id) =>
        vault.Seal(person, key, Field, Encoding.UTF8.GetBytes(id));

    public static string Open(Vault vault, Guid person, WrappedKey key, byte[] content) =>
        Encoding.UTF8.GetString(vault.Open(person, key, Field, content));
}

static class MpiRows
{
    /// <summary>Gives a new person its key, which it gives back, and its id.</summary>
    public static WrappedKey Store(IDocumentSession session, Vault vault, string domain, Guid person, string mpiId)
    {
        var key = vault.NewKey(person);
        session.QueueSqlCommand(VaultRows.StoreKey(person, key));
        session.QueueSqlCommand(Sql.Command(
            Sql.Rows + "insert into identity.mpi_ids (lookup, person, content) select * from unnest($1, $2, $3)",
            new[] { MpiContent.LookupOf(vault, domain, mpiId) }, new[] { person },
            new[] { MpiContent.Seal(vault, person, key, mpiId) }));
        return key;
    }
}
