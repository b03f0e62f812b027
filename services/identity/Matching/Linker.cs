using System.Buffers.Binary;
using TrustCenter.Hosting;
using TrustCenter.Identities.Linkage;

namespace TrustCenter.Identities;

/// <summary>Compares the people of one domain by one version of its configuration. All of them are in its index, which
/// goes over to the linker of the next version.</summary>
public sealed class Linker
{
    const int OtherWeightings = 100_000;

    readonly PersonLinkage _linkage;
    readonly BlockingPlan _byBirthDate;
    readonly string _domain;
    readonly Vault _vault;
    readonly RecordCache _cache = new(OtherWeightings);

    /// <param name="domain">The domain.</param>
    /// <param name="version">Version of the configuration.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="vault">Hashes what people have in common.</param>
    /// <param name="index">The domain's people as they were kept; null: nobody is known yet.</param>
    public Linker(
        string domain, int version, LinkageConfiguration configuration, Vault vault, PersonIndex? index = null)
        : this(domain, version, new PersonLinkage(configuration, index?.Vocabulary), vault, index)
    {
        UsualNames.CountInto(_linkage.Vocabulary, person => _linkage.Vocabulary.Intern(NormalisedPerson.Of(person)));
    }

    Linker(string domain, int version, PersonLinkage linkage, Vault vault, PersonIndex? index)
    {
        (_domain, Version, _linkage, _vault) = (domain, version, linkage, vault);
        Index = index ?? new(linkage.Vocabulary, linkage.Configuration.Further.Length);
        _byBirthDate = Configuration.Blocking with
        {
            Passes = [.. Configuration.Blocking.Passes.Where(pass => pass.Parts is [BlockingPart.BirthDate])],
        };
    }

    /// <summary>Everybody of the domain, once it is complete.</summary>
    public PersonIndex Index { get; }

    public Task Complete { get; init; } = Task.CompletedTask;

    public int Version { get; }

    public LinkageConfiguration Configuration => _linkage.Configuration;

    /// <summary>The same people and names, weighed otherwise.</summary>
    public Linker With(int version, LinkageConfiguration configuration) =>
        new(_domain, version, new PersonLinkage(configuration, _linkage.Vocabulary), _vault, Index)
        {
            Complete = Complete,
        };

    /// <exception cref="FormatException">The weighting refuses such a person.</exception>
    public PreparedPerson Read(PersonData person)
    {
        _linkage.Among(Index.Count);
        return _linkage.Prepare(person);
    }

    /// <summary>What the index keeps of a person.</summary>
    public ComparablePerson Comparable(PersonData person) => _linkage.Comparable(person);

    public PairDecision Decide(PreparedPerson a, PreparedPerson b) => _linkage.Decide(a, b);

    /// <summary>Rules that hold for a pair, whether or not the score alone would have asked for a look.</summary>
    public IEnumerable<string> RulesFor(PreparedPerson a, PreparedPerson b) => _linkage.RulesFor(a, b);

    public string? ValueOf(PersonData person, string field) => _linkage.ValueOf(person, field);

    public PairExplanation Explain(PersonData a, PersonData b) => _linkage.Explain(Read(a), Read(b));

    /// <summary>Whether everything that is compared of the persons themselves is the same; where they live may
    /// differ.</summary>
    public static bool SamePerson(NormalisedPerson a, NormalisedPerson b) =>
        a.Given == b.Given && a.Family == b.Family && a.Birth == b.Birth && a.BirthDate == b.BirthDate
        && a.Sex == b.Sex && a.More.SequenceEqual(b.More);

    /// <summary>Keyed hashes of what the record may have in common with others.</summary>
    public IEnumerable<long> Tokens(PreparedPerson person) => person.Keys.Select(key => Token(_vault, _domain, key));

    /// <summary>Records that may be of people like this; null where neither a whole birth date nor a family name is
    /// given.</summary>
    public IReadOnlyList<long>? Like(NormalisedPerson like, int most) =>
        BlockingKeys.Of(like, _byBirthDate).FirstOrDefault() is { } date
            ? Index.Sharing([Token(_vault, _domain, date)], most)
            : like.Family.IsMissing ? null : Index.Bearing(like.Family.Bare, most);

    public static long Token(Vault vault, string domain, string key) =>
        BinaryPrimitives.ReadInt64BigEndian(vault.LookupHash("identity-token", domain, key));

    public void Forget(IReadOnlySet<long> records)
    {
        Index.Remove(records);
        foreach (var record in records) _cache.Forget(record);
    }

    /// <summary>Compares with everybody who has a hash in common; how many those were. Reads who they are where the
    /// weighting needs more of them than the index has.</summary>
    public async Task<int> NearAsync(
        IReadOnlyList<IncomingRecord> incoming, Dictionary<long, PairDecision> near,
        Func<long[], IAsyncEnumerable<(long Record, Guid Identity, PersonData Content)>> read)
    {
        if (Configuration.FellegiSunter is not null)
            return incoming.Sum(own => Index.Near(_linkage, own.Prepared.Comparable, own.Tokens, near));

        var shared = incoming.SelectMany(own => Index.Sharing(own.Tokens, Configuration.Blocking.MostPersons))
            .Distinct().ToArray();
        foreach (var record in shared)
            if (_cache.TryGet(record, out var known)) Keep(record, known);
        await foreach (var (record, _, content) in read([.. shared.Where(record => !_cache.TryGet(record, out _))]))
        {
            var person = Read(content);
            _cache.Add(record, person);
            Keep(record, person);
        }

        return shared.Length;

        void Keep(long record, PreparedPerson person)
        {
            var best = incoming.Select(own => _linkage.Decide(own.Prepared, person))
                .Aggregate((one, other) => PairDecision.Compare(one, other) < 0 ? other : one);
            if (best.Outcome != Outcome.NonMatch) near[record] = best;
        }
    }
}
