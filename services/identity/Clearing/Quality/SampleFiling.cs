using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Puts the pairs of a sample on the worklist.</summary>
static class SampleFiling
{
    const string Actor = "trustcenter";
    const int Each = 50;

    public static async Task FileAsync(
        RunningSimulation simulation, NpgsqlDataSource data, IDocumentStore store, TimeProvider clock,
        CancellationToken ct)
    {
        foreach (var part in (await SampleRows.PairsAsync(data, simulation.Id, ct)).Chunk(Each))
        {
            var session = store.LightweightSession(new(Actor, simulation.Id.ToString("N")));
            var filed = 0;
            foreach (var pair in part)
            {
                var stream = await session.Events.FetchForWriting<PossibleMatch>(pair.Pair, ct);
                if (!Waits(stream.Aggregate, simulation.Id)) continue;
                stream.AppendMany(new PairSampled(
                    pair.Pair, simulation.Domain, pair.A, pair.B, pair.Score, simulation.Version, simulation.Id));
                filed++;
            }

            if (filed == 0) continue;
            session.AuditAll(new AuditRecord(new("sample-filed", $"simulation/{simulation.Id}", "done",
                Detail: new { pairs = filed }), Actor, "", simulation.Id.ToString("N"), clock.GetUtcNow()));
            await session.SaveChangesAsync(ct);
        }
    }

    /// <summary>What is decided is decided, and counts; what two people work on, they finish.</summary>
    static bool Waits(PossibleMatch pair, Guid sample) => pair.Sample != sample && pair.Status
        is PairStatus.None or PairStatus.Open or PairStatus.Postponed or PairStatus.Withdrawn;
}
