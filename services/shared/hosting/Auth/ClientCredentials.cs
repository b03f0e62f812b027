using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace TrustCenter.Hosting;

/// <summary>What became of a client's secret.</summary>
/// <param name="Grant">Whom it stands for, or null where it was refused.</param>
/// <param name="RetryAfter">How long to wait before it is looked at again, or null.</param>
public readonly record struct ClientVerdict(Grant? Grant, TimeSpan? RetryAfter = null);

/// <summary>
/// The technical clients and their secrets, for HTTP Basic at the gateways and for a token endpoint.
/// Guessing is slowed per client and address together, so nobody is locked out by a neighbour.
/// </summary>
public sealed class ClientCredentials : IDisposable
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    readonly AuthOptions _options;
    readonly TimeProvider _clock;
    readonly SemaphoreSlim _oneAtATime = new(1); // a check costs 0.3 s of a processor: guessing must not take them all
    readonly ConcurrentDictionary<(string Client, string Address), (int Failures, DateTimeOffset Last)> _failures = [];
    readonly Lock _gate = new();
    (DateTime Written, DateTimeOffset Looked, IReadOnlyList<ClientOptions> Clients) _file = (default, default, []);
    int _waiting;

    /// <summary>Made by the container.</summary>
    public ClientCredentials(IOptions<AuthOptions> options, TimeProvider clock) =>
        (_options, _clock) = (options.Value, clock);

    /// <summary>Grows with every change of the clients file; what was believed before is asked again.</summary>
    public int Generation { get; private set; }

    /// <summary>Checks a secret; takes about 0.3 s, for unknown clients as well.</summary>
    /// <param name="client">Client id as sent.</param>
    /// <param name="secret">Secret as sent.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="ct">The request's.</param>
    public async ValueTask<ClientVerdict> VerifyAsync(
        string client, string secret, string address, CancellationToken ct)
    {
        if (client is "" or { Length: > 200 } || secret is "" or { Length: > 1024 })
            return default;

        var key = (client, address);
        if (MustWait(key) is { } wait)
            return new(null, wait);

        if (Interlocked.Increment(ref _waiting) > 32)
        {
            Interlocked.Decrement(ref _waiting);
            return new(null, TimeSpan.FromSeconds(10));
        }

        try
        {
            await _oneAtATime.WaitAsync(ct);
            try
            {
                return await CheckAsync(key, secret, ct);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    async ValueTask<ClientVerdict> CheckAsync((string Client, string Address) key, string secret, CancellationToken ct)
    {
        if (MustWait(key) is { } wait)
            return new(null, wait);

        var known = Find(key.Client);
        var fits = await Task.Run(() => SecretHash.Fits(secret, known?.SecretHash ?? SecretHash.OfNobody), ct);
        if (known is not null && fits && !KnownSecrets.IsWeak(secret)) // a default is no secret, even hashed
        {
            _failures.TryRemove(key, out _);
            return new(Grant.From(known.Id, known.Roles, known.Domains));
        }

        var now = _clock.GetUtcNow();
        if (_failures.Count > 10_000)
            Forget(now);

        _failures.AddOrUpdate(key, (1, now), (_, earlier) => (Math.Min(earlier.Failures, 1_000) + 1, now));
        return default;
    }

    TimeSpan? MustWait((string Client, string Address) key)
    {
        if (!_failures.TryGetValue(key, out var known) || known.Failures < _options.FailuresBeforeWaiting)
            return null;

        var left = known.Last.AddSeconds(_options.WaitSeconds) - _clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            return left;

        _failures.TryUpdate(key, (_options.FailuresBeforeWaiting - 1, known.Last), known); // one more try
        return null;
    }

    void Forget(DateTimeOffset now)
    {
        foreach (var (key, value) in _failures)
        {
            if (value.Last.AddSeconds(_options.WaitSeconds) <= now)
                _failures.TryRemove(key, out _);
        }
    }

    ClientOptions? Find(string client)
    {
        Refresh();
        return _options.Clients.Concat(_file.Clients).FirstOrDefault(known => known.Id == client);
    }

    /// <summary>Reads the clients file if it has changed; looks at most once a second.</summary>
    internal void Refresh()
    {
        if (_options.ClientsFile is not { } path)
            return;

        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (_file.Looked != default && now - _file.Looked < TimeSpan.FromSeconds(1))
                return;

            var written = File.GetLastWriteTimeUtc(path);
            if (written != _file.Written)
            {
                _file.Clients = Read(path);
                Generation++;
            }

            (_file.Written, _file.Looked) = (written, now);
        }
    }

    /// <summary>Reads a clients file: <c>{"clients":[{"id","secretHash","roles","domains"}]}</c>.</summary>
    /// <exception cref="RefusedToStartException">Missing, readable by others or malformed.</exception>
    internal static IReadOnlyList<ClientOptions> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ClientsFile>(KeyFiles.Read(path, "The clients file"), Json)!.Clients;
        }
        catch (JsonException e)
        {
            throw new RefusedToStartException($"The clients file {path} is malformed at {e.Path}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    sealed record ClientsFile(IReadOnlyList<ClientOptions> Clients);
}
