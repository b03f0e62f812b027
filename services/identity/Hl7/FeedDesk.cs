using System.Diagnostics.Metrics;
using Npgsql;
using TrustCenter.Events;
using TrustCenter.Hl7;
using TrustCenter.Hosting;

namespace TrustCenter.Identities;

/// <summary>
/// Takes messages: each is applied once, with the note that it was, or not at all, with the note why. What comes again
/// gets the answer it got before.
/// </summary>
public sealed class FeedDesk(
    IDocumentStore store, NpgsqlDataSource data, DomainCatalog domains, Registrar registrar, Vault vault,
    TimeProvider clock, ILogger<FeedDesk> log)
{
    static readonly Meter Meter = new("TrustCenter");

    static readonly Counter<long> Taken = Meter.CreateCounter<long>(
        "trustcenter.hl7.messages", description: "Messages of HL7 feeds by what became of them");

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>What became of a message; committed when it returns. Null: the database does not answer, and nobody
    /// knows.</summary>
    public async Task<Hl7Outcome?> TakeAsync(
        Hl7SenderOptions sender, Hl7Segment header, byte[] content, TimeSpan patience, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause *= 2)
        {
            try
            {
                var outcome = await TakeOnceAsync(sender, header, content, CancellationToken.None);
                Taken.Add(1, new KeyValuePair<string, object?>("outcome", outcome.IsRepeated ? "again" : outcome.Code));
                return outcome;
            }
            catch (PostgresException e) when (FeedRows.IsTwice(e))
            {
                // the same message came over another connection and was first
            }
            catch (Exception e) when (IsPassing(e))
            {
                LogMessages.MessageDelayed(log, sender.Name, e.GetType().Name);
            }

            if (pause > LongestPause) pause = LongestPause;
            if (ct.IsCancellationRequested || clock.GetElapsedTime(began) + pause > patience) return null;
            await Task.Delay(pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The answer to what is not taken: it may come from anybody, so nothing of it is kept.</summary>
    public Hl7Outcome Refuse(Hl7Complaint complaint)
    {
        Taken.Add(1, new KeyValuePair<string, object?>("outcome", "unknown"));
        var now = clock.GetUtcNow();
        return new(Guid.CreateVersion7(now), "AR", now, [complaint]);
    }

    /// <summary>Applies a message of the list after all; the refusal where that fails again.</summary>
    /// <param name="force">Believe it even where the data do not look like the person.</param>
    public async Task<(Hl7Complaint? Complaint, bool IsSettled)> ReplayAsync(
        Guid message, Hl7SenderOptions sender, byte[] content, bool force, Caller caller, CancellationToken ct)
    {
        var work = new FeedWork(sender, caller.Name, message.ToString("N"), IsReplay: true, force, (session, _) =>
            FeedRows.QueueSettled(session, message, "replayed", caller.Name, clock.GetUtcNow()));
        try
        {
            return (await ApplyAsync(content, work, ct), false);
        }
        catch (Hl7Exception fault)
        {
            return (Hl7Complaint.Of(fault), false);
        }
        catch (PostgresException e) when (FeedRows.IsSettled(e))
        {
            return (null, true);
        }
    }

    async Task<Hl7Outcome> TakeOnceAsync(
        Hl7SenderOptions sender, Hl7Segment header, byte[] content, CancellationToken ct)
    {
        var key = FeedKey.Of(vault, sender.Name, header, content);
        var (same, isTaken) = await FeedRows.FindAsync(data, key, ct);
        if (same is not null) return same;
        var now = clock.GetUtcNow();
        var applied = new Hl7Outcome(Guid.CreateVersion7(now), "AA", now, []);
        var isFirst = header.Text(10).Length > 0;
        if (isTaken && isFirst)
        {
            return await RefuseAsync(sender, header, content, key, applied with { Code = "AR" }, isFirst: false,
                Hl7Complaint.Of(Hl7Errors.DuplicateKey, "control-id-taken", new("MSH", 1, 10),
                    "Another message with this control id was taken before. Give each message one of its own."), ct);
        }

        try
        {
            var work = new FeedWork(sender, "hl7/" + sender.Name, applied.Message.ToString("N"), false, false,
                (session, _) => session.QueueSqlCommand(FeedRows.Message(key, applied, isFirst)));
            var complaint = await ApplyAsync(content, work, ct);
            if (complaint?.Reason == "person-busy") throw new TimeoutException();
            return complaint is null ? applied : await RefuseAsync(
                sender, header, content, key, applied with { Code = "AE" }, isFirst, complaint, ct);
        }
        catch (Hl7Exception fault)
        {
            var code = fault.Code is >= Hl7Errors.MessageType and <= Hl7Errors.Version ? "AR" : "AE";
            return await RefuseAsync(sender, header, content, key, applied with { Code = code }, isFirst,
                Hl7Complaint.Of(fault), ct);
        }
        catch (Exception e) when (!IsPassing(e) && !(e is PostgresException p && FeedRows.IsTwice(p)))
        {
            LogMessages.MessageBroken(log, applied.Message, e.GetType().Name);
            return await RefuseAsync(sender, header, content, key, applied with { Code = "AE" }, isFirst,
                Hl7Complaint.Of(Hl7Errors.Internal, "broken", Hl7Place.Message,
                    "Something broke here. The message is kept for an operator to look at."), ct);
        }
    }

    async Task<Hl7Complaint?> ApplyAsync(byte[] content, FeedWork work, CancellationToken ct)
    {
        if (await domains.FindAsync(work.Sender.Domain, ct) is not { } domain)
            return FeedPlaces.Of(Faults.DomainUnknown, 1);
        var message = FeedReading.Read(
            Hl7Message.Read(content, work.Sender.Charset), work.Sender, domain.Settings);
        var filing = new FeedFiling(store, data, domain, registrar, vault, clock, work);
        return await filing.ApplyAsync(message, ct);
    }

    async Task<Hl7Outcome> RefuseAsync(
        Hl7SenderOptions sender, Hl7Segment header, byte[] content, FeedKey key, Hl7Outcome outcome, bool isFirst,
        Hl7Complaint complaint, CancellationToken ct)
    {
        var refused = outcome with { Complaints = [complaint] };
        var session = store.LightweightSession(new("hl7/" + sender.Name, refused.Message.ToString("N")));
        session.QueueSqlCommand(FeedRows.Message(key, refused, isFirst));
        FeedRows.QueueFault(session, vault, sender, Event(header), refused, content);
        session.AuditAll(new AuditRecord(
            new("message-refused", $"message/{refused.Message}", "refused",
                Detail: new { code = complaint.Reason ?? $"{complaint.Code}" }),
            "hl7/" + sender.Name, "", refused.Message.ToString("N"), clock.GetUtcNow()));
        await session.SaveChangesAsync(ct);
        LogMessages.MessageRefused(log, refused.Message, complaint.Code, complaint.Place().ToString());
        return refused;
    }

    /// <summary>The event, if it looks like one: it stands in the list, which says nothing about anybody.</summary>
    static string Event(Hl7Segment header) => header.Value(9).Text(2) is { Length: 3 } trigger
        && trigger.All(char.IsAsciiLetterOrDigit) ? trigger : "";

    /// <summary>The database's trouble and not the message's.</summary>
    static bool IsPassing(Exception e) => e switch
    {
        PostgresException answer => answer.IsTransient || answer.SqlState[..2] is "08" or "53" or "55" or "57" or "58",
        _ => e is NpgsqlException or CommitOutcomeUnknownException or TimeoutException or StreamMovedException,
    };
}

/// <summary>For whom and with what note a message is applied.</summary>
/// <param name="Note">What is committed with it.</param>
sealed record FeedWork(
    Hl7SenderOptions Sender, string Actor, string Trace, bool IsReplay, bool Force,
    Action<IDocumentSession, DateTimeOffset> Note);
