using System.Buffers.Binary;
using System.Collections.Immutable;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Compares the people of one domain by one version of its configuration. Knows the names it has seen, so one
/// is kept for as long as the configuration is in use.</summary>
public sealed class Linker
{
    readonly Vocabulary _vocabulary;
    readonly FellegiSunter _weights;
    readonly string[] _further;
    readonly ImmutableArray<int> _identifiers;
    readonly string _domain;
    readonly Vault _vault;
    readonly RecordCache _cache;

    public Linker(string domain, int version, LinkageConfiguration configuration, Vault vault, int cachedRecords)
        : this(domain, version, configuration, vault, new(), new(cachedRecords)) =>
        UsualNames.CountInto(_vocabulary, person => Read(person).Comparable);

    Linker(
        string domain, int version, LinkageConfiguration configuration, Vault vault, Vocabulary vocabulary,
        RecordCache cache)
    {
        (_domain, Version, Configuration, _vault) = (domain, version, configuration, vault);
        (_vocabulary, _cache) = (vocabulary, cache);
        _further = [.. configuration.Parameters.Fields.Skip(Fixed).Select(field => field.Field)];
        _identifiers = [.. Enumerable.Range(0, _further.Length)];
        _weights = new(_vocabulary, configuration.Parameters);
    }

    /// <summary>The same people and names, weighed otherwise.</summary>
    public Linker With(int version, LinkageConfiguration configuration) =>
        new(_domain, version, configuration, _vault, _vocabulary, _cache);

    const int Fixed = 8;

    static readonly BlockingPlan ByBirthDate = BlockingPlan.Usual with
    {
        Passes = [.. BlockingPlan.Usual.Passes.Where(pass => pass.Parts is [BlockingPart.BirthDate])],
    };

    public int Version { get; }

    public LinkageConfiguration Configuration { get; }

    public int MostOfOneKey => BlockingPlan.Usual.MostPersons;

    public Reading Read(PersonData person)
    {
        var normalised = NormalisedPerson.Of(person, _further);
        return new(normalised, _vocabulary.Intern(normalised));
    }

    public double Score(in ComparablePerson a, in ComparablePerson b) => _weights.Score(a, b);

    /// <summary>Whether everything that is compared of the persons themselves is the same; where they live may
    /// differ.</summary>
    public static bool SamePerson(NormalisedPerson a, NormalisedPerson b) =>
        a.Given == b.Given && a.Family == b.Family && a.Birth == b.Birth && a.BirthDate == b.BirthDate
        && a.Sex == b.Sex && a.More.SequenceEqual(b.More);

    /// <summary>Keyed hashes of what the record may have in common with others.</summary>
    public IEnumerable<long> Tokens(NormalisedPerson person)
    {
        foreach (var key in BlockingKeys.Of(person, BlockingPlan.Usual, _identifiers))
            yield return Token(_vault, _domain, key);
    }

    /// <summary>Keyed hashes of the family names, for whoever looks for people by name. They bring nobody together.
    /// </summary>
    public IEnumerable<long> SearchTokens(NormalisedPerson person) =>
        Bare(person.Family).Concat(Bare(person.Birth)).Distinct()
            .Select(name => Token(_vault, _domain, $"search|{name}"));

    /// <summary>The hash to look people up by who are like this; null where neither a whole birth date nor a family
    /// name is given.</summary>
    public long? SearchToken(NormalisedPerson like) =>
        BlockingKeys.Of(like, ByBirthDate).FirstOrDefault() is { } date ? Token(_vault, _domain, date)
        : like.Family.IsMissing ? null
        : Token(_vault, _domain, $"search|{like.Family.Bare}");

    static IEnumerable<string> Bare(PersonName name) => name.IsMissing ? []
        : name.Parts.Length == 1 ? [name.Bare] : [name.Bare, .. name.Parts.Select(LatinText.WithoutUmlauts)];

    public static long Token(Vault vault, string domain, string key) =>
        BinaryPrimitives.ReadInt64BigEndian(vault.LookupHash("identity-token", domain, key));

    public bool TryGet(long record, out ComparablePerson person) => _cache.TryGet(record, out person);

    public ComparablePerson Keep(long record, PersonData person)
    {
        var comparable = Read(person).Comparable;
        _cache.Add(record, comparable);
        return comparable;
    }

    /// <summary>Takes a newly stored record into account.</summary>
    public void Learn(long record, in ComparablePerson person)
    {
        _cache.Add(record, person);
        _vocabulary.Count(person);
    }

    public void Forget(long record) => _cache.Forget(record);
}

/// <summary>A record ready to be compared and to be blocked.</summary>
public sealed record Reading(NormalisedPerson Normalised, ComparablePerson Comparable);
