using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Events;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Tells lead and data protection officer of an emergency, at least once, until the address takes it. What waits is in
/// the database since the emergency's own commit, so neither a crash nor a dead address loses it.
/// </summary>
public sealed class SendAlerts(
    NpgsqlDataSource database, IOptions<RequestsOptions> options, TimeProvider clock, ILogger<SendAlerts> log)
    : BackgroundService
{
    /// <summary>Later than this is late.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    const string Claim = """
        update pseudonym.alerts a set attempts = attempts + 1, next_try = $1 + make_interval(secs => $2)
        from pseudonym.requests r
        where r.id = a.request and a.request in (
            select request from pseudonym.alerts where sent_at is null and next_try <= $1
            order by next_try limit 20 for update skip locked)
        returning a.request, r.domain, r.purpose, r.pseudonyms, r.requested_by, r.requested_at
        """;

    readonly SemaphoreSlim _wake = new(0, 1);

    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    sealed record Emergency(
        string Kind, Guid Id, string Domain, string Category, int Pseudonyms, string By, DateTimeOffset At,
        DateTimeOffset ReviewUntil);

    public void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.AlertAddress is null) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendAsync(stoppingToken);
                await _wake.WaitAsync(Interval, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogMessages.AlertsFailed(log, e.GetType().Name);
                await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    async Task SendAsync(CancellationToken ct)
    {
        var due = new List<Emergency>();
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(Sql.Command(Claim, clock.GetUtcNow().UtcDateTime, 5.0));
            await using var row = await batch.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                var at = new DateTimeOffset(row.GetDateTime(5));
                due.Add(new("break-glass", row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3),
                    row.GetString(4), at, at + Request.ReviewWindow));
            }
        }

        foreach (var emergency in due) await SendAsync(emergency, ct);
    }

    async Task SendAsync(Emergency emergency, CancellationToken ct)
    {
        var fault = await PostAsync(emergency, ct);
        if (fault is not null)
        {
            LogMessages.AlertNotSent(log, emergency.Id, fault, clock.GetUtcNow() - emergency.At > Within);
            return;
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Sql.Command("update pseudonym.alerts set sent_at = $2 where request = $1",
            emergency.Id, clock.GetUtcNow().UtcDateTime));
        await batch.ExecuteNonQueryAsync(ct);
    }

    async Task<string?> PostAsync(Emergency emergency, CancellationToken ct)
    {
        try
        {
            using var response = await _http.PostAsJsonAsync(
                Permits.Secure(options.Value.AlertAddress!, ""), emergency, ct);
            return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode}";
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return e.GetType().Name;
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _wake.Dispose();
        base.Dispose();
    }
}
