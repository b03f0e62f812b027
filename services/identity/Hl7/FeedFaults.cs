using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Identity;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>Messages that a person has to mend: lists them by keys, shows one to those who may see people, has one
/// applied after all or left.</summary>
static class FeedFaults
{
    const int Most = 500;

    const string List = """
        select message, sender, domain, event, status, received_at, complaints, settled_at, settled_by
        from identity.hl7_faults
        where status = $1 and ($2 or domain = any($3)) order by received_at, message offset $4 limit $5
        """;

    const string One = "select sender, domain from identity.hl7_faults where message = $1 and status = 'open'";

    static readonly Rejection Unknown = Rejection.NotFound("message-unknown",
        "There is no such message that waits in a domain that is yours to use.");

    static readonly Rejection Settled = Rejection.Conflict("message-settled",
        "Somebody else settled this message first.");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/feed/faults", ListFaults)
            .RequirePermission(Permissions.IdentityFeed)
            .WithSummary("Messages of feeds that a person has to mend, by keys")
            .Produces<IReadOnlyList<FeedFault>>();
        routes.MapPost("/feed/faults/{id:guid}/view", View)
            .RequirePermission(Permissions.IdentityRead)
            .WithSummary("See the whole message").Produces<FeedMessageText>();
        routes.MapPost("/feed/faults/{id:guid}/replay", Replay)
            .RequirePermission(Permissions.IdentityFeed)
            .WithSummary("Apply a message after all").Produces(204);
        routes.MapPost("/feed/faults/{id:guid}/discard", Discard)
            .RequirePermission(Permissions.IdentityFeed)
            .WithSummary("Leave a message for good").Produces(204);
    }

    static async Task<IResult> ListFaults(
        string? status, int? offset, int? count, Caller caller, IQuerySession session, CancellationToken ct)
    {
        if (offset < 0 || count is < 1 or > Most || status is not (null or "open" or "replayed" or "discarded"))
        {
            return Problem.From(Rejection.Invalid("paging-invalid", "Status is open, replayed or discarded, offset no "
                + $"less than 0, count 1 to {Most}.", "count"));
        }

        await using var batch = session.DataSource.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(List, status ?? "open", caller.MayUse("*"), caller.Domains.ToArray(),
            offset ?? 0, count ?? 50));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var faults = new List<FeedFault>();
        while (await reader.ReadAsync(ct)) faults.Add(Of(reader));
        return Results.Ok(faults);
    }

    static async Task<IResult> View(
        Guid id, HttpContext http, Caller caller, IDocumentSession session, Vault vault, CancellationToken ct)
    {
        if (await FindAsync(session.DataSource, vault, id, caller, ct) is not { } found) return Problem.From(Unknown);
        session.Audit(new("message-viewed", $"message/{id}", "seen"));
        return await session.CommitAsync(
            http, new Answer(StatusCodes.Status200OK, new FeedMessageText(Text(found.Content))), ct);
    }

    static async Task<IResult> Replay(
        Guid id, ReplayMessage command, Caller caller, IDocumentSession session, Vault vault, FeedDesk desk,
        IOptions<Hl7Options> options, CancellationToken ct)
    {
        if (command.Force && !caller.May(Permissions.IdentityLink)) return Problem.PermissionMissing;
        if (await FindAsync(session.DataSource, vault, id, caller, ct) is not { } found) return Problem.From(Unknown);
        var senders = options.Value.Listeners.SelectMany(listener => listener.Senders);
        if (senders.FirstOrDefault(sender => sender.Name == found.Sender) is not { } sender)
        {
            return Problem.From(Rejection.Conflict("sender-gone",
                "The sender of this message is no longer configured, so nobody knows what it is about."));
        }

        if (!caller.MayUse(sender.Domain)) return Problem.From(Unknown);
        var (complaint, isSettled) = await desk.ReplayAsync(id, sender, found.Content, command.Force, caller, ct);
        if (isSettled) return Problem.From(Settled);
        return complaint is null ? Results.NoContent() : Problem.From(Rejection.Unprocessable(
            "message-not-applied", complaint.Sentence, complaint.Place().ToString()));
    }

    static async Task<IResult> Discard(
        Guid id, Caller caller, IDocumentSession session, Vault vault, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(session.DataSource, vault, id, caller, ct) is null) return Problem.From(Unknown);
        FeedRows.QueueSettled(session, id, "discarded", caller.Name, clock.GetUtcNow());
        session.Audit(new("message-discarded", $"message/{id}", "done"));
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (PostgresException e) when (FeedRows.IsSettled(e))
        {
            return Problem.From(Settled);
        }

        return Results.NoContent();
    }

    static async Task<(string Sender, byte[] Content)?> FindAsync(
        NpgsqlDataSource data, Vault vault, Guid id, Caller caller, CancellationToken ct)
    {
        string sender;
        await using (var command = data.CreateCommand(One))
        {
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct) || !caller.MayUse(reader.GetString(1))) return null;
            sender = reader.GetString(0);
        }

        return await VaultRows.FindItemAsync(data, id, FeedRows.Field, ct) is { } item
            ? (sender, vault.Open(id, item.Key, FeedRows.Field, item.Content)) : null;
    }

    /// <summary>As the message says it is written, or, if that is what is wrong with it, byte for byte.</summary>
    static string Text(byte[] content)
    {
        try
        {
            return Hl7Message.Read(content).ToString().ReplaceLineEndings("\n");
        }
        catch (Hl7Exception)
        {
            return Encoding.Latin1.GetString(content).ReplaceLineEndings("\n");
        }
    }

    static FeedFault Of(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        reader.GetFieldValue<DateTimeOffset>(5),
        [
            .. FeedRows.Complaints(reader.GetString(6)).Select(complaint => new FeedComplaint(
                complaint.Code, complaint.Reason, complaint.Place().ToString(), complaint.Sentence)),
        ],
        reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
        reader.IsDBNull(8) ? null : reader.GetString(8));
}
