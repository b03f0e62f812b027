using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>An id of another index that a person is to keep here.</summary>
/// <param name="Id">The id.</param>
/// <param name="Decides">The other index knew: another id is another person.</param>
public sealed record WantedId(string Id, bool Decides)
{
    static readonly Rejection Taken = Rejection.Conflict("mpi-id-taken",
        "Somebody else has this id.", "mpiId");

    static readonly Rejection Differs = Rejection.Conflict("mpi-id-differs",
        "The data look like somebody who has another id.", "mpiId");

    /// <summary>Nobody else may be given the id at the same time.</summary>
    public long Token(Vault vault, string domain) => Linker.Token(vault, domain, $"mpi|{Id}");

    /// <summary>The verdict with the id looked at, or why it can't be taken over.</summary>
    public async Task<(RegistrationVerdict?, Rejection?)> JudgeAsync(
        NpgsqlDataSource data, Vault vault, Incoming incoming, RegistrationVerdict verdict, CancellationToken ct)
    {
        if (verdict.Target?.MpiId == Id) return (verdict, null);
        if (await OwnerAsync(data, vault, incoming.Domain.Name, Id, ct) is not null) return (null, Taken);
        if (verdict.Target is not { } other) return (verdict, null);
        return Decides
            ? (RegistrationVerdict.New(incoming.SaveAction,
                [other, .. verdict.Possible.Take(RegistrationVerdict.MostPossible - 1)]), null)
            : (null, Differs);
    }

    /// <summary>Whose an id is, or null.</summary>
    public static async Task<Guid?> OwnerAsync(
        NpgsqlDataSource data, Vault vault, string domain, string id, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select person from identity.mpi_ids where lookup = $1");
        command.Parameters.Add(new() { Value = MpiContent.LookupOf(vault, domain, id) });
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }
}
