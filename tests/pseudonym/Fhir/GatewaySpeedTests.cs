using System.Diagnostics;
using TrustCenter.Contracts.Pseudonym;

namespace TrustCenter.Pseudonyms.Tests;

/// <summary>
/// A pipeline's batch in one call. The bound leaves room for busy machines; the figure is in the output.
/// </summary>
public sealed class GatewaySpeedTests(PseudonymApp app, ITestOutputHelper output) : IClassFixture<PseudonymApp>
{
    const int Turns = 60;

    [Fact]
    public async Task A_hundred_originals_in_one_call_are_answered_at_once()
    {
        var domain = await app.DomainAsync(new(new DomainFormat(Length: 16)));
        foreach (var (what, first) in new (string, Func<int, int>)[]
        {
            ("new", turn => turn * 100), ("there", _ => 0), ("half new", turn => (Turns * 100) + (turn * 50)),
        })
        {
            var took = new List<double>();
            for (var turn = 0; turn < Turns; turn++)
            {
                var start = first(turn);
                var body = Gateway.Asking(domain, [.. Enumerable.Range(start, 100).Select(i => $"Salt_pid-{i:D9}")]);
                var begin = Stopwatch.GetTimestamp();
                using var response = await app.SendAsync($"{Gateway.Base}/$pseudonymizeAllowCreate", body);
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                took.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                Assert.True(response.IsSuccessStatusCode);
            }

            took.Sort();
            var median = took[Turns / 2];
            output.WriteLine($"100 originals, {what}: median {median:F1} ms, 95 % {took[Turns * 95 / 100]:F1} ms");
            Assert.True(median < 250, $"{what}: {median:F1} ms");
        }
    }
}
