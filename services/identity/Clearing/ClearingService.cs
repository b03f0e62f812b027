namespace TrustCenter.Identities;

/// <summary>The table of contents of the clearing.</summary>
static class Clearing
{
    public static void Map(RouteGroupBuilder routes)
    {
        Worklist.Map(routes);
        PairClaims.Map(routes);
        AddingPairs.Map(routes);
        ViewingPairs.Map(routes);
        DecidingPairs.Map(routes);
        PairActs.Map(routes);
        NeverMatching.Map(routes);
        DecidingBulks.Map(routes);
        Simulating.Map(routes);
        ReportingQuality.Map(routes);
        DrawingSamples.Map(routes);
        ConfigurationHistory.Map(routes);
    }
}
