using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Suite.Tests;

/// <summary>Clients that record and withdraw consents at once, and note down what they were told.</summary>
sealed class Writers(Ledger ledger)
{
    const int Count = 12;
    static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(600);

    readonly ConcurrentDictionary<int, List<string>> _consented = new();
    readonly ConcurrentQueue<string> _faults = new();
    readonly ConcurrentQueue<string> _known = new();

    /// <summary>Answers that must not be: everything but 201 and a 503 that says when to come again.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>People who have a consent, somebody of them.</summary>
    public string? Anybody() => _known.IsEmpty
        ? null
        : _known.ElementAt(RandomNumberGenerator.GetInt32(Math.Min(50, _known.Count)));

    /// <summary>Writes until told to stop; requests under way then run to their end.</summary>
    public Task RunAsync(LoadClient client, int round, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(writer =>
            Task.Run(() => WriteAsync(client, writer, round, stop), CancellationToken.None)));

    async Task WriteAsync(LoadClient client, int writer, int round, CancellationToken stop)
    {
        var mine = _consented.GetOrAdd(writer, _ => []);
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var wanted = Choose(mine, $"{round}-{writer}-{n}", RandomNumberGenerator.GetInt32(6));
            if (wanted.Withdraws) mine.Remove(wanted.Person);
            if (await SendAsync(client, wanted))
            {
                if (wanted.Withdraws || wanted.Person.StartsWith("shared", StringComparison.Ordinal)) continue;
                mine.Add(wanted.Person);
            }
            else
            {
                await Task.Delay(Backoff, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    static Wanted Choose(List<string> mine, string key, int dice)
    {
        if (dice == 0 && mine.Count > 0)
        {
            var person = mine[RandomNumberGenerator.GetInt32(mine.Count)];
            return new($"key-{key}", "clerk", "/api/consent/withdrawals", Load.Json(Load.FullWithdrawal(person)),
                person, Withdraws: true);
        }

        var somebody = dice == 1 ? $"shared-{RandomNumberGenerator.GetInt32(20)}" : $"person-{key}";
        return new($"key-{key}", "ward", "/api/consent/consents", Load.Json(Load.Consent(somebody)), somebody,
            Withdraws: false);
    }

    async Task<bool> SendAsync(LoadClient client, Wanted wanted)
    {
        try
        {
            var reply = await client.PostAsync(
                wanted.Role, wanted.Path, wanted.Body, CancellationToken.None, wanted.Key);
            if (reply.Status == HttpStatusCode.Created)
            {
                ledger.Acknowledged(wanted, reply.Read<RecordedConsent>().Id);
                if (!wanted.Withdraws && _known.Count < 50) _known.Enqueue(wanted.Person);
                return true;
            }

            if (reply.Status != HttpStatusCode.ServiceUnavailable || !reply.SaysWhen)
                _faults.Enqueue($"{wanted.Path}: {(int)reply.Status} {reply.Body}");

            ledger.Unknown(wanted, CodeOf(reply));
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException or IOException)
        {
            ledger.Unknown(wanted, null);
        }

        return false;
    }

    static string? CodeOf(Reply reply)
    {
        try
        {
            using var problem = JsonDocument.Parse(reply.Body);
            return problem.RootElement.GetProperty("code").GetString();
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException)
        {
            return "none";
        }
    }
}
