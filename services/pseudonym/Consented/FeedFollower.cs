using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;
using TrustCenter.Contracts.Consent;

namespace TrustCenter.Pseudonyms;

/// <summary>
/// Follows the changes of consents by long poll; of several instances one at a time. A change makes what is known of a
/// person old in the transaction that moves the position, so none is forgotten and none counts half.
/// </summary>
public sealed class FeedFollower(
    NpgsqlDataSource database, ConsentLink link, WithdrawalDesk withdrawals, IOptions<ConsentLinkOptions> options,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<FeedFollower> log) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>While no domain depends on consents, changes are taken in heaps: nobody waits for them.</summary>
    static readonly TimeSpan PauseWhileUntied = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan BetweenForgetting = TimeSpan.FromMinutes(5);

    DateTimeOffset _forgetAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!link.IsConfigured) return;
        var quiet = false;
        await StartedAsync(stoppingToken); // the consent service may be in this process
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(() => quiet = false, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or ConsentSilentException or TimeoutException
                or InvalidOperationException)
            {
                var why = e is ConsentSilentException ? e.Message : e.GetType().Name;
                if (!quiet) LogMessages.FeedInterrupted(log, why);
                quiet = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task StartedAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task FollowAsync(Action well, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await OneAtATime.TryEnterAsync(connection, OneAtATime.Following, ct)) return; // another instance follows
        try
        {
            var (position, keys, from) = await FeedSql.ReadAsync(connection, ct);
            LogMessages.FeedFollowed(log);
            withdrawals.Wake();
            while (true)
            {
                var page = position is null ? null : await NextAsync(position, ct);
                var anew = page is null || page.Keys != keys;
                if (anew)
                {
                    if (position is not null) LogMessages.FeedBegunAnew(log);
                    page = await link.FollowAsync(null, 0, ct);
                }

                (from, var tied) = await ApplyAsync(connection, page!, anew, from, ct);
                (position, keys) = (page!.Position, page.Keys);
                if (page.Changes.Any(change => change.Task is not null)) withdrawals.Wake();
                well();
                if (!tied && page.Changes.Count > 0) await Task.Delay(PauseWhileUntied, clock, ct);
            }
        }
        finally
        {
            await OneAtATime.LeaveAsync(connection, OneAtATime.Following);
        }
    }

    Task<(DateTime Now, bool Tied)> ApplyAsync(
        NpgsqlConnection connection, ConsentChangePage page, bool anew, DateTime from, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var forget = now >= _forgetAt;
        if (forget) _forgetAt = now + BetweenForgetting;
        return FeedSql.ApplyAsync(connection, page, anew, from, now, forget, ct);
    }

    /// <summary>Null: the position is of another log.</summary>
    async Task<ConsentChangePage?> NextAsync(string position, CancellationToken ct)
    {
        try
        {
            return await link.FollowAsync(position, options.Value.FeedWaitSeconds, ct);
        }
        catch (ConsentSilentException e) when (e.Status is HttpStatusCode.Conflict or HttpStatusCode.BadRequest)
        {
            return null;
        }
    }
}
