using System.Reflection;
using TrustCenter.Consents;
using TrustCenter.Events;
using TrustCenter.Identities;
using TrustCenter.Identities.Linkage;
using TrustCenter.Pseudonyms;

namespace TrustCenter.Architecture.Tests;

/// <summary>What decides and what folds reaches no clock, no chance and no I/O, however indirectly.</summary>
public sealed class PurityTests
{
    static readonly string[] PureTypes =
    [
        "ConsentEvaluation", "Provisions", "ProvisionText", "TemplateRules", "LegalDays", "LegalMoment",
        // pseudonyms: requests and cases decide in their own methods
        "Request", "Case", "Refusals", "RequestRules",
        // identities
        "PersonDecisions", "PersonLinking", "PersonLinks", "RegistrationVerdict", "PairDecisions", "ClearingRules",
        "PairPriority", "SimulatedChange", "BulkForecast", "Intervals", "CohensKappa", "QualityEstimation",
        "ScoreBands", "JsonDifference",
        // linkage between sites
        "ProjectDecisions", "RecordIds", "EncodedPage", "TilePlan", "PersonClusters",
    ];

    [Fact]
    public void Deciding_and_folding_reach_no_clock_no_chance_and_no_io()
    {
        var found = new List<string>();
        foreach (var (assembly, least) in new[]
        {
            (typeof(Consent).Assembly, 20), (typeof(Domain).Assembly, 20), (typeof(Person).Assembly, 30),
        })
        {
            var pure = PureMethods(assembly).ToList();
            Assert.True(pure.Count >= least, $"Only {pure.Count} pure methods found: the search is broken.");
            found.AddRange(pure.SelectMany(method => Calls.Forbidden(method, assembly)).Distinct());
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void Linkage_reaches_no_clock_no_chance_and_no_io()
    {
        var linkage = typeof(FellegiSunter).Assembly;
        var methods = linkage.GetTypes().SelectMany(type =>
            type.GetMethods(Calls.Everything).Where(method => method.DeclaringType == type)).ToList();

        Assert.True(methods.Count > 200, $"Only {methods.Count} methods found: the search is broken.");
        var found = methods.SelectMany(method => Calls.Forbidden(method, linkage)).Distinct();
        Assert.True(!found.Any(), string.Join('\n', found));
    }

    [Theory]
    [InlineData(nameof(Impure.Clock))]
    [InlineData(nameof(Impure.Chance))]
    [InlineData(nameof(Impure.Disk))]
    [InlineData(nameof(Impure.Hidden_in_a_lambda))]
    [InlineData(nameof(Impure.Hidden_in_an_iterator))]
    [InlineData(nameof(Impure.Behind_another_method))]
    public void The_rule_finds_what_it_forbids(string method) =>
        Assert.NotEmpty(Calls.Forbidden(typeof(Impure).GetMethod(method)!, typeof(Impure).Assembly));

    static IEnumerable<MethodBase> PureMethods(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Calls.Everything)
            .Where(method => method.DeclaringType == type
                && (method.Name == "Evolve" || method.Name == "Decide" && IsDecision(method)
                || PureTypes.Contains(type.Name)
                || typeof(IInlineProjection).IsAssignableFrom(type) && method.Name == "Apply")));

    /// <summary>Handlers of requests are called so too; they wait for something and decide nothing.</summary>
    static bool IsDecision(MethodInfo method) => !typeof(Task).IsAssignableFrom(method.ReturnType);

    public static class Impure
    {
        public static DateTimeOffset Clock(TimeProvider clock) => clock.GetUtcNow();

        public static int Chance() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(7);

        public static string Disk() => File.ReadAllText("/etc/hostname");

        public static Func<DateTimeOffset> Hidden_in_a_lambda(int twice) =>
            () => TimeProvider.System.GetUtcNow().AddDays(twice);

        public static IEnumerable<Guid> Hidden_in_an_iterator()
        {
            yield return Guid.CreateVersion7();
        }

        public static DateTimeOffset Behind_another_method() => Another();

        static DateTimeOffset Another() => Clock(TimeProvider.System);
    }
}
