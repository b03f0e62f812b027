using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrustCenter.Deploy.Tests;

/// <summary>Alerts and dashboard speak of figures that exist.</summary>
public sealed partial class FiguresTests(ApartServices services)
{
    static readonly string Alerts = File.ReadAllText(Checkout.File("helm", "trustcenter", "files", "alerts.yaml"));
    static readonly string Dashboard = File.ReadAllText(
        Checkout.File("helm", "trustcenter", "files", "dashboard.json"));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_figure_that_alerts_and_dashboard_name_is_told_by_a_running_service()
    {
        await services.RunningAsync("consent");
        var told = await TellAsync();
        for (var attempt = 0; attempt < 100 && !told.Contains("trustcenter_ready", StringComparison.Ordinal); attempt++)
        {
            await Task.Delay(200, Ct);
            told = await TellAsync();
        }

        var known = Series().Matches(told).Select(series => series.Groups[1].Value).ToHashSet();
        known.UnionWith(OfFollowers()); // told where a service has followers
        var named = Named(Alerts).Concat(Named(Dashboard)).ToHashSet();

        Assert.True(named.Count >= 10, string.Join(' ', named));
        Assert.Empty(named.Except(known));
        Assert.Equal(["no_such_figure"], Named("sum(rate(no_such_figure[5m]))").Except(known));
    }

    [Fact]
    public async Task Labels_that_alerts_and_dashboard_name_are_kept()
    {
        await services.RunningAsync("consent");
        var told = await TellAsync();
        var labels = Label().Matches(told).Select(label => label.Groups[1].Value).ToHashSet();
        string[] wanted = ["http_route", "http_response_status_code", "service", "le"];

        Assert.Empty(wanted.Except(labels));
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_what_happened_and_what_to_do()
    {
        var alerts = Alerts.Split("- alert: ")[1..];

        Assert.True(alerts.Length >= 8);
        Assert.All(alerts, alert => Assert.All((string[])["expr:", "for:", "severity:", "summary:", "action:"],
            part => Assert.Contains(part, alert, StringComparison.Ordinal)));
    }

    async Task<string> TellAsync()
    {
        using var client = new HttpClient { BaseAddress = new(services.Processes["consent"].Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", services.Tokens.For("admin"));
        return await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct);
    }

    /// <summary>Gauges of the followers of the log, by the code that tells them.</summary>
    static IEnumerable<string> OfFollowers() => Made().Matches(File.ReadAllText(
            Checkout.File("services", "shared", "hosting", "Operations", "Figures.cs")))
        .Where(made => made.Groups[1].Value.Contains("subscription", StringComparison.Ordinal))
        .Select(made => made.Groups[1].Value.Replace('.', '_') + (made.Groups[2].Value == "s" ? "_seconds" : ""));

    static IEnumerable<string> Named(string text)
    {
        var expressions = text.StartsWith('{')
            ? JsonDocument.Parse(text).RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!)
            : Expression().Matches(text).Select(found => found.Groups[1].Value).DefaultIfEmpty(text);
        return expressions.Select(one => Quoted().Replace(one, ""))
            .SelectMany(one => Figure().Matches(one).Select(figure => figure.Value));
    }

    [GeneratedRegex(@"expr: (?:>-\s+)?([\s\S]*?)\n\s+for:")]
    private static partial Regex Expression();

    [GeneratedRegex("\"[^\"]*\"|by \\([^)]*\\)")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:trustcenter|http|dotnet|kestrel|db|no)_[a-z_]+(?=\b(?!=|~))")]
    private static partial Regex Figure();

    [GeneratedRegex(@"^([a-z_]+)(?:\{| )", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("CreateGauge<\\w+>\\(\\s*\"([^\"]+)\", (?:\"([^\"]*)\")?")]
    private static partial Regex Made();
}
