using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TrustCenter.Bench;

/// <summary>
/// The process that makes load: a job a line on standard input, its result a line on standard output. It lives for all
/// runs, so that none pays for another's warm-up.
/// </summary>
public static class LoadWorker
{
    public static async Task<int> RunAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var job = JsonSerializer.Deserialize<LoadJob>(line)!;
            Console.Out.WriteLine(JsonSerializer.Serialize(await RunAsync(job)));
        }

        return 0;
    }

    static async Task<LoadResult> RunAsync(LoadJob job)
    {
        using var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = job.Clients,
        };
        using var http = new HttpMessageInvoker(handler);
        var run = new Run(job, http, RequestKinds.Find(job));
        return await run.ToEndAsync();
    }

    /// <summary>One job under way.</summary>
    sealed class Run(LoadJob job, HttpMessageInvoker http, IRequests requests)
    {
        readonly AuthenticationHeaderValue _bearer = new("Bearer", job.Token);
        long _next = job.First - 1;
        long _begin;
        string? _fault;
        long _faults;

        public async Task<LoadResult> ToEndAsync()
        {
            var begin = _begin = Stopwatch.GetTimestamp();
            var end = begin + (long)(job.Seconds * Stopwatch.Frequency);
            var clients =
                await Task.WhenAll(Enumerable.Range(0, job.Clients).Select(_ => Task.Run(() => ClientAsync(end))));
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            var times = clients.SelectMany(client => client.Ticks).Order().ToArray();
            return new(times.Length, clients.Sum(client => client.Items), seconds, Milliseconds(times, 0.5),
                Milliseconds(times, 0.99), _faults, _fault);
        }

        async Task<(List<long> Ticks, long Items)> ClientAsync(long end)
        {
            var (ticks, items, body) = (new List<long>(65_536), 0L, new MemoryStream());
            while (Stopwatch.GetTimestamp() < end)
            {
                var number = Interlocked.Increment(ref _next);
                var begin = await DueAsync(number);
                if (begin >= end) break;
                using var request = requests.Next(job.Address, number);
                request.Headers.Authorization = _bearer;
                body.SetLength(0);
                using (var response = await http.SendAsync(request, CancellationToken.None))
                {
                    await response.Content.CopyToAsync(body);
                    var answered = requests.Items(number, (int)response.StatusCode, Bytes(body));
                    if (answered < 0) Remember(response, body);
                    else items += answered;
                }

                ticks.Add(Stopwatch.GetTimestamp() - begin);
            }

            return (ticks, items);
        }

        /// <summary>Who asks late because the one before was slow has waited as well: the clock runs from when the
        /// request was due.</summary>
        async Task<long> DueAsync(long number)
        {
            if (job.PerSecond is not { } rate) return Stopwatch.GetTimestamp();
            var due = _begin + (long)((number - job.First) / rate * Stopwatch.Frequency);
            var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.Zero) await Task.Delay(early);
            return due;
        }

        void Remember(HttpResponseMessage response, MemoryStream body)
        {
            Interlocked.Increment(ref _faults);
            var text = System.Text.Encoding.UTF8.GetString(Bytes(body));
            _fault ??= $"{(int)response.StatusCode} {text[..Math.Min(text.Length, 300)]}";
        }

        static ReadOnlySpan<byte> Bytes(MemoryStream body) => body.GetBuffer().AsSpan(0, (int)body.Length);

        static double Milliseconds(long[] ticks, double part) => ticks is []
            ? 0 : Stopwatch.GetElapsedTime(0, ticks[(int)((ticks.Length - 1) * part)]).TotalMilliseconds;
    }
}
