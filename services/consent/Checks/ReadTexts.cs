using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace TrustCenter.Consents;

/// <summary>
/// Texts of the read model that were read before. Many people sign the same form with the same boxes on the same day,
/// so a few thousand texts stand for millions of documents. Nothing can be out of date: the key is the text itself.
/// </summary>
static class ReadTexts
{
    const int MostProvisions = 8192;
    const int MostSettings = 256;

    static readonly ConcurrentDictionary<string, ImmutableArray<Provision>> KnownProvisions = new();
    static readonly ConcurrentDictionary<string, DomainSettings> KnownSettings = new();

    public static bool TryProvisions(string text, out ImmutableArray<Provision> provisions)
    {
        if (KnownProvisions.TryGetValue(text, out provisions)) return true;
        if (!ProvisionText.TryParse(text, out provisions)) return false;
        Keep(KnownProvisions, MostProvisions, text, provisions);
        return true;
    }

    public static DomainSettings Settings(string json)
    {
        if (KnownSettings.TryGetValue(json, out var settings)) return settings;
        settings = DomainSettings.Parse(json);
        Keep(KnownSettings, MostSettings, json, settings);
        return settings;
    }

    // forgetting everything now and then is simpler than knowing what is used, and as good: it fills within moments
    static void Keep<T>(ConcurrentDictionary<string, T> known, int most, string text, T value)
    {
        if (known.Count >= most) known.Clear();
        known.TryAdd(text, value);
    }
}
