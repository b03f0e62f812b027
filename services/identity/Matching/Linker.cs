using System.Buffers.Binary;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Compares the people of one domain by one version of its configuration. Knows the names it has seen, so one
/// is kept for as long as the configuration is in use.</summary>
public sealed class Linker
{
    readonly PersonLinkage _linkage;
    readonly BlockingPlan _byBirthDate;
    readonly string _domain;
    readonly Vault _vault;
    readonly RecordCache _cache;
    readonly int _cachedRecords;

    public Linker(string domain, int version, LinkageConfiguration configuration, Vault vault, int cachedRecords)
        : this(domain, version, new(configuration), vault, new(cachedRecords), cachedRecords) =>
        UsualNames.CountInto(_linkage.Vocabulary, person => Read(person).Comparable);

    Linker(
        string domain, int version, PersonLinkage linkage, Vault vault, RecordCache cache, int cachedRecords)
    {
        (_domain, Version, _linkage, _vault) = (domain, version, linkage, vault);
        (_cache, _cachedRecords) = (cache, cachedRecords);
        _byBirthDate = Configuration.Blocking with
        {
            Passes = [.. Configuration.Blocking.Passes.Where(pass => pass.Parts is [BlockingPart.BirthDate])],
        };
    }

    public int Version { get; }

    public LinkageConfiguration Configuration => _linkage.Configuration;

    /// <summary>The same people and names, weighed otherwise.</summary>
    public Linker With(int version, LinkageConfiguration configuration)
    {
        var smallest = configuration.FellegiSunter is not null && Configuration.FellegiSunter is not null;
        return new(_domain, version, new(configuration, _linkage.Vocabulary), _vault,
            smallest ? _cache : new(_cachedRecords), _cachedRecords);
    }

    /// <exception cref="FormatException">The weighting refuses such a person.</exception>
    public PreparedPerson Read(PersonData person) => _linkage.Prepare(person);

    public PairDecision Decide(PreparedPerson a, PreparedPerson b) => _linkage.Decide(a, b);

    public PairExplanation Explain(PersonData a, PersonData b) => _linkage.Explain(Read(a), Read(b));

    /// <summary>Whether everything that is compared of the persons themselves is the same; where they live may
    /// differ.</summary>
    public static bool SamePerson(NormalisedPerson a, NormalisedPerson b) =>
        a.Given == b.Given && a.Family == b.Family && a.Birth == b.Birth && a.BirthDate == b.BirthDate
        && a.Sex == b.Sex && a.More.SequenceEqual(b.More);

    /// <summary>Keyed hashes of what the record may have in common with others.</summary>
    public IEnumerable<long> Tokens(PreparedPerson person) => person.Keys.Select(key => Token(_vault, _domain, key));

    /// <summary>Keyed hashes of the family names, for whoever looks for people by name. They bring nobody together.
    /// </summary>
    public IEnumerable<long> SearchTokens(NormalisedPerson person) =>
        Bare(person.Family).Concat(Bare(person.Birth)).Distinct()
            .Select(name => Token(_vault, _domain, $"search|{name}"));

    /// <summary>The hash to look people up by who are like this; null where neither a whole birth date nor a family
    /// name is given.</summary>
    public long? SearchToken(NormalisedPerson like) =>
        BlockingKeys.Of(like, _byBirthDate).FirstOrDefault() is { } date ? Token(_vault, _domain, date)
        : like.Family.IsMissing ? null
        : Token(_vault, _domain, $"search|{like.Family.Bare}");

    public static long Token(Vault vault, string domain, string key) =>
        BinaryPrimitives.ReadInt64BigEndian(vault.LookupHash("identity-token", domain, key));

    /// <summary>Decides on a stored record that is in memory; false where it is not.</summary>
    public bool TryDecide(IReadOnlyList<IncomingRecord> incoming, long record, out PairDecision best)
    {
        best = default;
        if (!_cache.TryGet(record, out var kept)) return false;
        best = Best(incoming, kept);
        return true;
    }

    /// <summary>Decides on a stored record and keeps it in memory.</summary>
    public PairDecision Decide(IReadOnlyList<IncomingRecord> incoming, long record, PersonData stored)
    {
        var kept = Kept(Read(stored));
        _cache.Add(record, kept);
        return Best(incoming, kept);
    }

    /// <summary>Takes a stored record into account, its names too.</summary>
    public void Learn(long record, PreparedPerson person)
    {
        _cache.Add(record, Kept(person));
        _linkage.Vocabulary.Count(person.Comparable);
    }

    public void Forget(long record) => _cache.Forget(record);

    /// <summary>The better of two decisions: by what it comes to, then by its weight.</summary>
    public static int Compare(PairDecision one, PairDecision other) =>
        one.Outcome != other.Outcome ? one.Outcome.CompareTo(other.Outcome) : one.Score.CompareTo(other.Score);

    PairDecision Best(IReadOnlyList<IncomingRecord> incoming, in KeptRecord kept)
    {
        var best = new PairDecision(double.NegativeInfinity, Outcome.NonMatch);
        foreach (var own in incoming)
        {
            var decision = kept.Whole is { } whole
                ? _linkage.Decide(own.Prepared, whole)
                : _linkage.Decide(own.Prepared.Comparable, kept.Comparable);
            if (Compare(decision, best) > 0) best = decision;
        }

        return best;
    }

    KeptRecord Kept(PreparedPerson person) =>
        Configuration.FellegiSunter is null ? new(default, person) : new(person.Comparable, null);

    static IEnumerable<string> Bare(PersonName name) => name.IsMissing ? []
        : name.Parts.Length == 1 ? [name.Bare] : [name.Bare, .. name.Parts.Select(LatinText.WithoutUmlauts)];
}
