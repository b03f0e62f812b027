using TrustCenter.Contracts.Identity;

namespace TrustCenter.Identities.Tests;

/// <summary>What tests of the clearing do again and again.</summary>
static class ClearingDesk
{
    public const string Path = "/api/identity/pairs";

    /// <summary>Two people whom a rule wants looked at: one birth date, name and home, another given name.</summary>
    public static async Task<(RegisteredIdentity One, RegisteredIdentity Other, Guid Pair)> PairAsync(
        this IdentityApp app, string domain = IdentityApp.Domain, string source = "default")
    {
        var somebody = People.New();
        var one = await app.RegisterAsync(somebody, domain: domain, source: source);
        var other = await app.RegisterAsync(
            somebody with { GivenName = $"{somebody.GivenName![..1]}zilly" }, domain: domain, source: source);
        return (one, other, Assert.Single(other.PossibleMatches).Pair!.Value);
    }

    public static async Task<string> DomainAsync(this IdentityApp app, ClearingSettings? clearing = null)
    {
        var name = $"clearing-{Guid.CreateVersion7():N}";
        await app.PostAsync<DomainView>("/api/identity/domains",
            new CreateDomain(name, new(Sources: [new("default"), new("lab")], Clearing: clearing)));
        return name;
    }

    public static Task<DecidedPair> DecideAsync(
        this IdentityApp app, Guid pair, string verdict, string by = "ada", string role = "clerk", Guid? stays = null,
        Guid? reference = null, bool ask = false, bool onlyIdentity = false, string? until = null) =>
        app.PostAsAsync<DecidedPair>(by, role, $"{Path}/{pair}/decision",
            new DecidePair(verdict, "nachgesehen", stays, reference, onlyIdentity, ask, until));

    public static Task<PairPage> WorklistAsync(
        this IdentityApp app, string domain, string query = "", string by = "ada", string role = "clerk") =>
        app.GetAsAsync<PairPage>(by, role, $"{Path}?domain={domain}{query}");

    public static Task<PairEvidence> ViewAsync(this IdentityApp app, Guid pair, string by = "ada") =>
        app.PostAsAsync<PairEvidence>(by, "clerk", $"{Path}/{pair}/view", new { });
}
